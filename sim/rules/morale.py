"""Morale: how losses divide, when a side breaks, what becomes of it, and when it has surrendered.

The values are assumptions shared by all battles of August 1945; a scenario may override them.
"""

from typing import ClassVar, NamedTuple

import numpy as np
from pydantic import Field

from sim.combat.parameters import Parameters
from sim.combat.prior import Prior, between, likely
from sim.kernel import njit
from sim.rules.rule import Rule
from sim.world.clock import NEVER
from sim.world.state import Fate, Status
from sim.world.world import World

_PRESENT = int(Fate.PRESENT)
_ROUTED = Status.ROUTED


class Morale(Rule):
    """How losses divide, and when a whole side has laid down its arms."""

    section = "morale"

    class Parameters(Parameters):
        """Shares and break points."""

        title: ClassVar[str] = "morale"
        priors: ClassVar[dict[str, Prior]] = {
            "killed_share": between(0.15, 0.25, 0.45, "one killed to between one and six wounded"),
            "destroyed_share": between(
                0.2, 0.5, 0.8, "about half of the weapons hit can be mended"
            ),
            "crew_lost": between(0.3, 0.6, 0.9, "two of a crew of four or five are often hit"),
            "crew_killed": between(0.4, 0.7, 0.9, "fire and fragments in a closed space"),
            "craft_drowned": between(0.1, 0.3, 0.6, "men with their kit, close to a shore"),
            "attacker_break": likely(0.2, 0.6, "attacks end long before half of the men are lost"),
            "defender_break": likely(0.2, 0.6, "about as an attack"),
            "break_spread": likely(0.2, 1.0, "orders and stakes differ as much as battles do"),
            "surprise_break": between(
                0.2, 0.5, 1.0, "a surprised garrison stands no longer than others"
            ),
            "frailty": likely(0.1, 1.0, "one side fires up to three times as well as foreseen"),
            "rout_captured": likely(
                0.06, 1.0, "from a few stragglers to as many as were lost before"
            ),
            "abandoned_share": between(0.1, 0.4, 0.8, "who breaks leaves those who cannot walk"),
            "abandoned_killed": between(0.3, 0.75, 1.0, "few who were left behind were cared for"),
        }

        killed_share: float = Field(
            0.25,
            ge=0,
            le=1,
            description="share of the men of steady troops put out of action who are killed",
        )
        destroyed_share: float = Field(
            0.5, ge=0, le=1, description="share of the weapons hit that are lost, not damaged"
        )
        crew_lost: float = Field(
            0.6,
            ge=0,
            le=1,
            description="share of a vehicle's crew who are put out of action with it",
        )
        crew_killed: float = Field(
            0.7, ge=0, le=1, description="share of the crew put out of action who are killed"
        )
        craft_drowned: float = Field(
            0.3, ge=0, le=1, description="share of the men aboard a craft that is lost who drown"
        )
        attacker_break: float = Field(
            0.4,
            ge=0,
            description="mean share of losses, of those in contact, at which regular troops break "
            "off an attack; the default is fixed by the battles of 1945",
        )
        defender_break: float = Field(
            0.36,
            ge=0,
            description="the same of a defence; its ratio to the former is fitted",
        )
        break_spread: float = Field(
            0.5,
            ge=0,
            description="standard deviation of the log of the break point; the default is fixed "
            "by the battles of 1945",
        )
        surprise_break: float = Field(
            0.5, ge=0, description="multiplier of the break point of a surprised garrison"
        )
        frailty: float = Field(
            0.3,
            ge=0,
            description="standard deviation of the log of a side's fire, battle to battle; the "
            "default is fixed by the battles of 1945",
        )
        rout_captured: float = Field(
            0.25,
            ge=0,
            le=1,
            description="men of a broken garrison who are captured for each who was lost before",
        )
        abandoned_share: float = Field(
            0.4, ge=0, le=1, description="share of a broken garrison's wounded who are left behind"
        )
        abandoned_killed: float = Field(
            0.75, ge=0, le=1, description="share of the abandoned wounded who die"
        )

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.surrendered_at = np.full((len(world.all_rows), 2), NEVER, np.int64)
        """(n, 2): turn at which the last men of a side were captured."""

    def note_surrender(self, sides: np.ndarray, rows: np.ndarray) -> None:
        """After men were captured, of a side in each run: see whether all of it has given up."""
        world, forces = self.world, self.world.forces
        troops = Troops(forces.ground, forces.unit_side, world.state.status, world.state.men)
        _note_surrender(rows, sides, troops, self.surrendered_at, world.turn)


class Troops(NamedTuple):
    """Whose units are, and what is left of them."""

    ground: np.ndarray
    """(U,) bool: whether they are troops."""
    sides: np.ndarray
    """(U,)"""
    status: np.ndarray
    men: np.ndarray


@njit(cache=True)
def _note_surrender(
    rows: np.ndarray, sides: np.ndarray, troops: Troops, surrendered_at: np.ndarray, turn: int
) -> None:
    """Note the turn, (n, 2), once nobody of a side is left who has neither fled nor given up."""
    for i in range(rows.shape[0]):
        row, side = rows[i], sides[i]
        if surrendered_at[row, side] != NEVER:
            continue
        some = False
        for unit in range(troops.sides.shape[0]):
            if troops.ground[unit] and troops.sides[unit] == side:
                under_arms = troops.status[row, unit] < _ROUTED
                if under_arms and troops.men[row, unit, _PRESENT] > 0:
                    some = True
                    break
        if not some:
            surrendered_at[row, side] = turn
