"""Names that refer to something defined elsewhere in the same scenario."""

from typing import Any, ClassVar

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema


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
