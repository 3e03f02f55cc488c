"""What a file of ours must hold, checked before anything in it is believed."""

import json
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from sim.results.errors import UserError
from sim.scenario.problems import dotted, show

MOST_SHOWN = 3
"""Faults that a message names."""
DEEPEST = 60
"""Levels to which what a file holds may be nested; a scenario has about ten."""


class Content(BaseModel):
    """A part of a file: what has another type than it should is refused, not converted."""

    model_config = ConfigDict(strict=True)


Kind = TypeVar("Kind", bound=Content)


def checked(kind: type[Kind], content: Any, where: object) -> Kind:
    """The content of a file as it should be.

    Raises `UserError` that names the file, the fields at fault and what they must be.
    """
    if not shallow(content):
        raise UserError(f"{where} is not sound: it is nested more than {DEEPEST} deep")
    try:
        json.dumps(content, ensure_ascii=False).encode()
        return kind.model_validate(content)
    except UnicodeEncodeError as error:
        raise UserError(f"{where} is not sound: {error}") from None
    except ValidationError as error:
        faults = error.errors(include_url=False)
    more = f"; and {len(faults) - MOST_SHOWN:,} more" if len(faults) > MOST_SHOWN else ""
    told = "; ".join(map(_told, faults[:MOST_SHOWN]))
    raise UserError(f"{where} is not sound: {told}{more}")


def shallow(content: Any, deepest: int = DEEPEST) -> bool:
    """Whether plain data is nested no deeper than so many levels."""
    level = [content]
    for _ in range(deepest + 1):
        level = [one for one in level if isinstance(one, dict | list)]
        if not level:
            return True
        inner = (one.values() if isinstance(one, dict) else one for one in level)
        level = [below for one in inner for below in one]
    return False


def _told(fault: ErrorDetails) -> str:
    where = dotted(fault["loc"])
    if fault["type"] == "missing":
        return f"{where} is missing"
    mapping = fault["type"] in ("model_type", "dict_type")
    wanted = "must be a mapping" if mapping else fault["msg"].replace("Input should be", "must be")
    return f"{where} {wanted}, not {show(fault['input'])}"
