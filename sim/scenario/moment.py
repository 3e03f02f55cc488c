"""Moments: times on the clock of a scenario."""

from datetime import datetime, timedelta
from typing import Any, Self

from pydantic import GetJsonSchemaHandler, field_validator, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from sim.scenario.docstrings import field_docstrings
from sim.scenario.record import PROVENANCE, Sourced

FIRST_YEAR, LAST_YEAR = 1000, 2999
"""Years of battles; a year of four digits has one spelling everywhere."""


class Moment(Sourced):
    """A time on the scenario's clock, written ``1945-08-16 05:00``."""

    value: datetime
    """The date and time, such as 1945-08-16 05:00."""

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, raw: Any) -> Any:
        return raw if isinstance(raw, dict) else {"value": raw}

    @field_validator("value", mode="before")
    @classmethod
    def _read(cls, raw: Any) -> datetime:
        return read_time(raw)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        docs = field_docstrings(cls)
        text = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d[ T]\d\d:\d\d"}
        keys: dict[str, Any] = {"value": {**text, "description": docs["value"]}}
        keys |= {name: {"type": "string", "description": docs[name]} for name in PROVENANCE}
        mapping = {"type": "object", "properties": keys, "additionalProperties": False}
        return {"description": cls.allowed(), "anyOf": [text, mapping]}

    @classmethod
    def allowed(cls) -> str:
        """What a moment may be, in words."""
        return "a date and time such as 1945-08-16 05:00"

    def plus(self, hours: float) -> Self:
        """The moment `hours` later."""
        return self.model_copy(update={"value": self.value + timedelta(hours=hours)})


def read_time(raw: Any) -> datetime:
    """A time of day with its date, without a zone: the scenario names its clock."""
    try:
        moment = raw if isinstance(raw, datetime) else datetime.fromisoformat(str(raw))
    except ValueError:
        moment = None
    if moment is not None and moment.tzinfo is not None:
        raise PydanticCustomError("moment_zone", "must be a time without a zone (`clock` names it)")
    if moment is None or len(str(raw)) < len("1945-08-16 05:00"):
        raise PydanticCustomError("moment", "must be a date and time such as 1945-08-16 05:00")
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        message = f"must be in a year from {FIRST_YEAR} to {LAST_YEAR}"
        raise PydanticCustomError("moment_year", message)
    return moment
