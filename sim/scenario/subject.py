"""What operations are checked in: as much of a scenario as a kind of operation may ask for."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from sim.scenario.forces import Side, Unit, Weapon
from sim.scenario.problems import TreePath
from sim.scenario.theatre import Place, Route


class Said(Protocol):
    """What the scenario says."""

    @property
    def start(self) -> datetime:
        """When the first turn begins."""

    @property
    def end(self) -> datetime:
        """When the battle is over at the latest."""

    @property
    def sides(self) -> Mapping[str, Side]:
        """The belligerents by name."""

    @property
    def weapons(self) -> Mapping[str, Weapon]:
        """Classes of weapons by name."""

    @property
    def places(self) -> Mapping[str, Place]:
        """Places by name."""

    @property
    def routes(self) -> Sequence[Route]:
        """The ways between them."""

    @property
    def units(self) -> Mapping[str, Unit]:
        """Units by name."""

    @property
    def operations(self) -> Mapping[str, Any]:
        """Operations of any kind by name."""


class Reach(Protocol):
    """Where units can be, see `sim.scenario.whereabouts`."""

    @property
    def routes_lead(self) -> bool:
        """Whether each route leads from a place to another one."""

    def of(self, unit: str, but: str | None = None) -> set[str]:
        """Places where a unit can be, by all operations `but` one."""

    def waits(self, unit: str) -> bool:
        """Whether a unit is off the map at first."""

    def of_side(self, side: str) -> set[str]:
        """Places where men, vehicles or ships of a side can be."""

    def joined(self, place: str, others: Iterable[str]) -> bool:
        """Whether a way over land leads to a place from one of the others."""


class Subject(Protocol):
    """What is checked."""

    @property
    def definition(self) -> Said:
        """The scenario without what had to be left out because it is wrong."""

    @property
    def known(self) -> dict[str, list[str]]:
        """All names of each section, those of entries left out included."""

    @property
    def whereabouts(self) -> Reach:
        """Where the plan can bring each unit."""

    def whole(self, *parts: str) -> bool:
        """Whether nothing of these parts is left out."""

    def raw(self, path: TreePath) -> Any:
        """What the file says at a path; None if nothing."""

    def written(self, path: TreePath, value: Any) -> str:
        """A value as the file says it, for messages."""
