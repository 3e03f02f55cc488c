"""Opponents by name: the modules of this package, or any callable as ``module:function``.

Modules are also found in the current folder.
"""

import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from sim.commanders.commander import Commander
from sim.results.errors import UserError
from sim.scenario.problems import unknown

PLAN = "plan"
"""The plan of the scenario commands: no opponent is asked."""
_NO_OPPONENTS = ("registry", "ladder")


def opponents() -> list[str]:
    """Names of the computer opponents; `plan` is the plan of the scenario."""
    modules = iter_modules([str(Path(__file__).parent)])
    return sorted({PLAN, *(m.name for m in modules if m.name not in _NO_OPPONENTS)})


def commander_named(name: str) -> Commander | None:
    """An opponent by name, or a callable given as ``module:function``; None is the plan.

    Raises `UserError` if there is none.
    """
    if name == PLAN:
        return None
    if ":" in name:
        return _imported(name)
    if name not in opponents():
        raise UserError(unknown("opponent", name, [*opponents(), "module:function"]))
    commander: Commander = import_module(f"sim.opponents.{name}").command
    return commander


def commanders_named(named: Mapping[str, str]) -> dict[str, Commander]:
    """Commanders by side; a side that the plan commands is left out. Raises `UserError`."""
    found = {side: commander_named(name) for side, name in named.items()}
    return {side: commander for side, commander in found.items() if commander is not None}


def _imported(name: str) -> Commander:
    module, _, function = name.partition(":")
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.append(here)  # files beside which the command was called
    try:
        found: Any = getattr(import_module(module), function)
    except (ImportError, AttributeError, ValueError) as error:
        raise UserError(f"the commander {name} cannot be loaded: {error}") from None
    if not callable(found):
        raise UserError(f"the commander {name} is {type(found).__name__}, not a function")
    commander: Commander = found
    return commander
