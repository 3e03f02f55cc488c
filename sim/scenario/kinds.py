"""Kinds of operation: what each has in common, what it says of itself, and how it is found.

A kind is a subclass of `OperationSpec` with a field `kind`; where the class is defined, the kind is
known. Those that come with the package are the modules of `sim.plan`, named after their kind. Other
packages make theirs known by entry points of the group `beachhead.operations`, the name of the kind
to the class:

    [project.entry-points."beachhead.operations"]
    sortie = "my_package.sortie:Sortie"

Modules are imported when their kind is asked for, not before. A name of the package itself cannot
be taken over.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from math import inf
from pkgutil import iter_modules
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from sim.scenario.names import Retitle, SideName
from sim.scenario.problems import Finding, TreePath
from sim.scenario.record import Sourced
from sim.scenario.subject import Subject
from sim.scenario.trigger import Trigger

GROUP = "beachhead.operations"
PACKAGE = "sim.plan"

Manner = Literal["land", "sea", "air", "fire"]
Stands = Mapping[str, str | None]
"""Where each unit is before an operation, by the plan; None if it is on no map."""


class Way(NamedTuple):
    """A way that an operation takes on the map; `fire` moves shells, not men."""

    start: str | None
    end: str
    manner: Manner


class Part:
    """Stands in the annotation of a list of units: whose they are, and of which kinds."""

    def __init__(self, *kinds: str, own: bool) -> None:
        self.kinds = kinds
        """Kinds of unit that can take part; any if empty."""
        self.own = own
        """Whether they are of the operation's own side; else they are of the other."""


def own(*kinds: str) -> Part:
    """Units of the operation's side."""
    return Part(*kinds, own=True)


def enemy(*kinds: str) -> Part:
    """Units of the other side."""
    return Part(*kinds, own=False)


MORE_THAN_ZERO = "more than 0"
"""Stands in the annotation of a figure without which nothing would ever happen."""


class OperationSpec(Sourced):
    """What all operations share, and what a kind of operation can say of itself."""

    title: Retitle = ""
    """What reports call it."""
    side: SideName
    """Whose operation it is."""
    start: Trigger
    """What starts it, unless a commander does."""
    enabled: bool = True
    """A disabled operation is left out of the plan."""
    luck: str = ""
    """The name under which its luck is drawn, without one its own. An operation that is renamed
    and says its old name here keeps its luck."""

    example: ClassVar[str] = ""
    """An operation of the kind as a file says it, for the reference; those of the package belong to
    the small battle of `example.yaml`."""
    ordered: ClassVar[bool] = True
    """Whether a commander decides on it; what befalls a side asks nobody."""
    by_land: ClassVar[bool] = False
    """Whether the units that carry it out move on land, so that they must be able to."""
    ends_battle: ClassVar[bool] = False
    """Whether the battle is over when it begins."""
    early_end: ClassVar[Literal[-1, 0, 1]] = 1
    """What it means to the own side if it is complete early: 1 is good, -1 bad, 0 neither."""

    @classmethod
    def __pydantic_init_subclass__(cls, **arguments: Any) -> None:
        super().__pydantic_init_subclass__(**arguments)
        if "kind" in cls.__annotations__:
            _register(cls)

    @classmethod
    def kind_name(cls) -> str:
        """The `kind` by which a file names it."""
        return str(cls.model_fields["kind"].default)

    @classmethod
    @cache
    def parts(cls) -> Mapping[str, Part]:
        """Its lists of units, by field."""
        fields = cls.model_fields.items()
        return {name: m for name, field in fields for m in field.metadata if isinstance(m, Part)}

    @classmethod
    def more_than_zero(cls) -> list[str]:
        """Fields of figures without which nothing would ever happen."""
        return [n for n, field in cls.model_fields.items() if MORE_THAN_ZERO in field.metadata]

    def check(self, path: TreePath, subject: Subject) -> Iterator[Finding]:
        """What else is wrong with it; `path` is its place in the file."""
        yield from ()

    def ways(self, stands: Stands) -> Iterator[Way]:
        """Its ways on the map."""
        yield from ()

    def leaves(self) -> dict[str, str]:
        """Where it leaves the units that it moves."""
        return {}

    def brings(self) -> Sequence[str]:
        """Troops that it brings to the battlefield by sea or air."""
        return []

    def carriers(self) -> Sequence[str]:
        """Units of ships in which it carries civilians."""
        return []

    def passengers(self, ship: str) -> float:
        """People aboard a unit of its carriers, at most; endless if nothing is said of them."""
        del ship
        return inf

    def submerged(self) -> Sequence[str]:
        """Units of ships that only a hunter of submarines finds."""
        return []

    def leads(self) -> list[str]:
        """The units that carry it out: the first of its lists of own units."""
        for name, part in self.parts().items():
            if part.own:
                units: list[str] = getattr(self, name)
                return units
        return []

    def who(self) -> Sequence[str]:
        """Who takes part: names of own units, or words if it names none."""
        fields = (name for name, part in self.parts().items() if part.own)
        names = dict.fromkeys(unit for field in fields for unit in getattr(self, field))
        return [*names] or ["the whole side"]

    def goal(self) -> Sequence[str]:
        """What it is aimed at: names of places or units, or words if it names none."""
        return ["everywhere"]


_KINDS: dict[str, type[OperationSpec]] = {}


def _register(spec: type[OperationSpec]) -> None:
    name = spec.kind_name()
    known = _KINDS.get(name)
    elsewhere = known is not None and known.__module__ != spec.__module__
    if elsewhere or (name in built_in_kinds() and spec.__module__ != f"{PACKAGE}.{name}"):
        raise ValueError(f"the kind {name!r} is taken; choose another for your operation")
    _KINDS[name] = spec


@cache
def built_in_kinds() -> tuple[str, ...]:
    """Kinds that come with the package."""
    modules = iter_modules(import_module(PACKAGE).__path__)
    return tuple(sorted(module.name for module in modules if not module.ispkg))


@cache
def _installed() -> dict[str, EntryPoint]:
    taken = built_in_kinds()
    return {point.name: point for point in entry_points(group=GROUP) if point.name not in taken}


def kind_names() -> list[str]:
    """Kinds of operation that a scenario may use."""
    return sorted({*built_in_kinds(), *_installed(), *_KINDS})


def kind_named(name: str) -> type[OperationSpec] | None:
    """What a kind of operation needs to know; None if there is none of that name that is sound."""
    if name not in _KINDS and name in built_in_kinds():
        import_module(f"{PACKAGE}.{name}")
    elif name not in _KINDS and name in _installed():
        fault_of(name)
    return _KINDS.get(name)


@cache
def fault_of(name: str) -> str:
    """Why a kind that another package brings cannot be used; empty if it can be."""
    point = _installed()[name]
    try:
        found = point.load()
    except Exception as error:  # whatever is wrong with the package, its name is told
        return f"the kind '{name}' of {point.value} cannot be loaded: {error}"
    if _KINDS.get(name) is not found:
        return f"the entry point '{name}' is {point.value}, no OperationSpec of the kind '{name}'"
    return ""


class _ByKind:
    """Reads an operation as its `kind` says."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(read_operation)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        kinds = {name: kind for name in kind_names() if (kind := kind_named(name))}
        for kind in kinds.values():
            kind.model_rebuild()
        return {"oneOf": [handler(kind.__pydantic_core_schema__) for kind in kinds.values()]}


def read_operation(raw: Any) -> OperationSpec:
    """An operation of any kind, from a mapping in the words of a scenario file.

    Raises pydantic's errors.
    """
    if isinstance(raw, OperationSpec):
        return raw
    if not isinstance(raw, dict):
        raise PydanticCustomError("model_type", "must be a mapping")
    if "kind" not in raw:
        raise PydanticCustomError("kind_missing", "has no kind")
    kind = kind_named(raw["kind"]) if isinstance(raw["kind"], str) else None
    if kind is None and isinstance(raw["kind"], str) and raw["kind"] in _installed():
        fault = {"fault": fault_of(raw["kind"])}
        raise PydanticCustomError("kind_broken", "{fault}", fault)
    if kind is None:
        raise PydanticCustomError("kind_unknown", "is of no known kind")
    return kind.model_validate(raw)


Operation = Annotated[OperationSpec, _ByKind()]
"""Any operation; its `kind` says which."""
