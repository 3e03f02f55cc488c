"""The same thing as users of the package hold it, with its tables and pictures."""

from dataclasses import fields
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


class Same:
    """A dataclass that is made from one of its base class."""

    @classmethod
    def of(cls, found: "DataclassInstance") -> Self:
        """The same, of this class."""
        values: dict[str, Any] = {one.name: getattr(found, one.name) for one in fields(found)}
        return cls(**values)
