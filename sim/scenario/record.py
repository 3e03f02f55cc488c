"""Records: the frozen parts that a scenario is made of, and where their figures come from."""

from typing import Any

from pydantic import BaseModel, ConfigDict

from sim.scenario.frozen import frozen
from sim.scenario.names import SourceName

PROVENANCE = ("source", "where", "assumed", "note")


class Record(BaseModel):
    """A frozen part of a scenario; unknown keys are errors."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, arbitrary_types_allowed=True, defer_build=True
    )

    def model_post_init(self, context: Any) -> None:
        """Freeze what pydantic leaves open: the mappings and lists."""
        for values in (self.__dict__, self.__pydantic_extra__ or {}):
            for name, value in values.items():
                if type(value) in (dict, list):
                    values[name] = frozen(value)


class Sourced(Record):
    """Something that says where its figures come from, for itself and all that it contains."""

    source: SourceName | None = None
    """The source that records the figures, by its name under `sources`; it counts for all that lies
    below, too."""
    where: str | None = None
    """The place in the source: a page, a chapter, a heading."""
    assumed: str | None = None
    """Why the figures are as they are, if no source records them; instead of `source`."""
    note: str | None = None
    """What else a reader should know of the figures."""
