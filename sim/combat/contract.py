"""The contract of a combat model: an engagement goes in, losses come out.

Arrays have a leading axis of the k runs in which the engagement is fought this turn; some are
kept for all n runs of the batch, and say so. A model keeps nothing between calls, and no run may
depend on another.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

import numpy as np

from sim.combat.parameters import Parameters, ParameterTable
from sim.luck.draws import Draws, Luck
from sim.scenario.vocabulary import PERSONNEL as PERSONNEL

if TYPE_CHECKING:
    from sim.scenario.definition import Definition


@dataclass(frozen=True)
class Force:
    """One side of an engagement: k runs, U units, W weapon entries, C target categories."""

    side: str
    units: tuple[str, ...]
    rows: np.ndarray
    """(k,) positions of the runs in the batch."""
    roster: np.ndarray
    """(n, N) int64: men that each of all N units had at the start of the battle; see `initial`."""
    positions: np.ndarray
    """(U,) which of these the units are."""
    men: np.ndarray
    """(k, U) int64: men who can be hit; zero where a unit is not there."""
    fire: np.ndarray
    """(k, U, C) float: losses an hour that a unit inflicts on each category of the enemy, all
    modifiers included, under its present allocation of fire; (k, 1, C) that of all units together
    for a model that is content with it."""
    exposure: np.ndarray
    """(k, U) float: multiplier of the losses that a unit suffers."""
    weapons: np.ndarray
    """(k, W) int64: weapons, vehicles and craft that can be hit."""
    weapon_classes: tuple[str, ...]
    """Class of each weapon entry."""
    weapon_unit: np.ndarray
    """(W,) position of the unit that each weapon entry belongs to."""
    weapon_category: np.ndarray
    """(W,) target category of each entry, -1 for what cannot be hit by itself."""
    addresses: np.ndarray
    """(U,) uint64: random addresses of the men's losses."""
    weapon_addresses: np.ndarray
    """(W,) uint64: random addresses of the weapons' losses."""
    fraction: np.ndarray | None = None
    """(k, U) float from 0 to 1: part of a man in each unit whom a deterministic model has put out
    of action already and whole numbers cannot show; None if nobody keeps it."""
    salvo: np.ndarray | None = None
    """(k, W, 3) float: offensive, defensive and staying power of each weapon entry; None if
    unknown, or if the model does not read it."""

    @property
    def initial(self) -> np.ndarray:
        """Men that each unit had at the start of the battle, shape (k, U)."""
        return np.asarray(self.roster[np.ix_(self.rows, self.positions)])


@dataclass(frozen=True)
class Engagement:
    """What a model needs to know of one turn of one engagement.

    What not every model asks for comes as it is kept, for all n runs of the batch; properties look
    up the k runs in question.
    """

    place: str
    hours: float
    turn: int
    rows: np.ndarray
    """(k,) positions of the runs in the batch."""
    terrain: str
    night: bool
    works: np.ndarray
    """(n or 1,) strength of the works at the place; see `fortification`."""
    surprised_until: np.ndarray
    """(n,) turn up to which the defender is surprised."""
    engaged_since: np.ndarray
    """(n,) turn at which the engagement began."""
    attacker: Force
    defender: Force
    parameters: ParameterTable
    draws: Draws

    @property
    def fortification(self) -> np.ndarray:
        """From 0 for none to 1 for concrete works, shape (k,); counts for the defender."""
        if len(self.works) == 1:
            return np.full(len(self.rows), self.works[0])
        return np.asarray(self.works[self.rows])

    @property
    def surprised(self) -> np.ndarray:
        """Whether the defender is surprised, shape (k,) bool."""
        return np.asarray(self.surprised_until[self.rows] > self.turn)

    @property
    def lasted(self) -> np.ndarray:
        """Hours that the engagement has lasted when the turn begins, shape (k,)."""
        return np.asarray((self.turn - self.engaged_since[self.rows]) * self.hours)

    @property
    def luck(self) -> Luck:
        """What kernels draw from this turn; its `runs` are the k runs in question."""
        return Luck(self.draws.seed, self.draws.runs[self.rows], np.uint64(self.turn))

    def parameter(self, name: str) -> np.ndarray:
        """A parameter of the model in each run, shape (k,)."""
        return self.parameters.column(name, self.rows)

    def parameter_table(self, *names: str) -> np.ndarray:
        """Several parameters, shape (k, len(names)), or (1, len(names)) if all runs share them."""
        return self.parameters.columns(names, self.rows)

    def uniforms(self, force: Force) -> np.ndarray:
        """A uniform for the men of each unit of a force, shape (k, U)."""
        columns = [self.draws.uniform(a, self.turn, self.rows) for a in force.addresses]
        return np.stack(columns, axis=1) if columns else np.empty((len(self.rows), 0))

    def weapon_uniforms(self, force: Force) -> np.ndarray:
        """A uniform for each weapon entry of a force, shape (k, W)."""
        columns = [self.draws.uniform(a, self.turn, self.rows) for a in force.weapon_addresses]
        return np.stack(columns, axis=1) if columns else np.empty((len(self.rows), 0))


@dataclass(frozen=True)
class Losses:
    """Men and weapons put out of action this turn, within what was there; int64."""

    attacker_men: np.ndarray
    """(k, U)"""
    defender_men: np.ndarray
    attacker_weapons: np.ndarray
    """(k, W)"""
    defender_weapons: np.ndarray
    attacker_breaks: np.ndarray | None = None
    """(k,) bool: the model itself sends the side back, whatever its break point; None for never."""
    defender_breaks: np.ndarray | None = None
    attacker_fraction: np.ndarray | None = None
    """(k, U) what `Force.fraction` becomes; None leaves it as it is."""
    defender_fraction: np.ndarray | None = None

    @classmethod
    def none(cls, engagement: Engagement) -> Self:
        """Arrays of the right shape in which nobody is lost."""
        sides = (engagement.attacker, engagement.defender)
        men = [np.zeros(force.men.shape, np.int64) for force in sides]
        return cls(*men, *(np.zeros(force.weapons.shape, np.int64) for force in sides))


class CombatModel(ABC):
    """Turns an engagement into losses."""

    name: ClassVar[str]
    keeps_fractions: ClassVar[bool] = False
    """Whether it wants `Force.fraction` and hands it back."""
    pools_fire: ClassVar[bool] = False
    """Whether the fire of all units together will do for `Force.fire`; it takes less time."""
    reads_salvo: ClassVar[bool] = False
    """Whether it wants `Force.salvo`, which is None otherwise."""
    round_based: ClassVar[bool] = False
    """Whether a turn is one round by nature, so that halving the turn doubles the rounds."""
    Parameters: ClassVar[type[Parameters]] = Parameters

    @abstractmethod
    def resolve(self, engagement: Engagement) -> Losses:
        """Losses of one turn."""

    def unfit(self, definition: "Definition") -> list[str]:
        """Why the model cannot serve units of a scenario, one sentence each; empty if it can.

        Asked before a battle starts.
        """
        return []
