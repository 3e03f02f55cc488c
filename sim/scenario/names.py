"""Names: their grammar, and those that refer to something defined elsewhere in the scenario."""

from typing import Annotated, Any, ClassVar

from pydantic import Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

LONGEST_NAME = 60
KEY = r"^[a-z][a-z0-9_]*$"
Key = Annotated[str, Field(pattern=KEY, max_length=LONGEST_NAME)]
"""A name: small letters, digits and underscores. Paths and measures join names with dots."""

Title = Annotated[str, Field(pattern=r"\S")]
"""What readers are shown; a text of nothing but spaces shows nothing."""
Retitle = Annotated[str, Field(pattern=r"^$|\S")]
"""The same, or nothing: then readers are shown the name."""


class Reference(str):
    """Text that must be a key of the scenario's section `section`."""

    section: ClassVar[str] = ""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(cls, core_schema.str_schema())


class SideName(Reference):
    """A key of `sides`."""

    section = "sides"


class PlaceName(Reference):
    """A key of `places`."""

    section = "places"


class UnitName(Reference):
    """A key of `units`."""

    section = "units"


class WeaponName(Reference):
    """A key of `weapons`."""

    section = "weapons"


class OperationName(Reference):
    """A key of `operations`."""

    section = "operations"


class SourceName(Reference):
    """A key of `sources`."""

    section = "sources"
