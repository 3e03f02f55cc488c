"""A combat results table: odds, a throw of the dice, and what the table says.

The odds are those of strength, the fire of a side's units at men (losses an hour under all
modifiers; `attack_weight` takes back that an attacker on the move fires less, which tables have
in their columns). They give the column, which then shifts: to the left, in the defender's favour,
for terrain and works; to the right for surprise; to either side for support, by guns and heavy
weapons. Column shifts stand in for exposure, which only divides the losses of a side between its
units.

A step is 1 / `steps` of the initial strength of a side's units at the place. An exchange costs
the attacker as many men as the defender. Vehicles, guns, craft and aircraft are hit by the fire
at their category as in `attrition`. A side that is told to retreat breaks.

A turn is one throw, or, if `round_hours` is longer than the turn, a throw comes with the
probability of the turn's part in it. The table, `crt_default.yaml`, and all values here are our
own design.
"""

from typing import Any, ClassVar

import numpy as np
from pydantic import Field, create_model

from sim.combat.contract import CombatModel, Engagement, Force, Losses
from sim.combat.crt_table import ResultsTable, default_table
from sim.combat.equipment import equipment_losses
from sim.combat.parameters import Parameters
from sim.combat.prior import Prior, between, likely
from sim.combat.sums import firepower, row_sums
from sim.scenario.vocabulary import CATEGORIES, POSITION, TERRAINS, Terrain

_SUPPORTING = [-1, *(POSITION[name] for name, one in CATEGORIES.items() if one.supports)]
"""Categories of weapons that count as support; -1 are those that men carry."""


def _columns(terrain: Terrain) -> Any:
    return (float, Field(1.0, ge=0, description=f"columns to the left {terrain.where}"))


_COLUMNS: dict[str, Any] = {n: _columns(t) for n, t in TERRAINS.items() if t.exposure < 1}
_Terrains = create_model("_Terrains", __base__=Parameters, **_COLUMNS)


class Crt(CombatModel):
    """Odds columns and dice; a `table` of your own may take the place of the default one."""

    name: ClassVar[str] = "crt"
    round_based: ClassVar[bool] = True

    class Parameters(_Terrains):
        """What can be tuned; all values are rules of a game (assumed)."""

        priors: ClassVar[dict[str, Prior]] = {
            **{
                name: between(0.0, 1.0, 3.0, "games shift by up to three columns")
                for name in _COLUMNS
            },
            "steps": likely(5.0, 20.0, "games give a unit a few steps to some twenty"),
            "round_hours": likely(0.5, 8.0, "a throw stands for half an hour to a day"),
            "fortification": between(0.0, 3.0, 5.0, "from none to most columns of the table"),
            "surprise": between(0.0, 2.0, 4.0, "from none to half of the columns of the table"),
            "support": between(0.0, 1.0, 3.0, "games shift by up to three columns"),
            "support_density": likely(0.5, 8.0, "four times either way"),
        }
        fixed: ClassVar[dict[str, str]] = {
            "attack_weight": "the odds tell only its product with `attack_fire`",
        }
        usual: ClassVar[tuple[str, ...]] = ("steps", "round_hours")

        units: ClassVar[dict[str, str]] = {
            "steps": "steps",
            "round_hours": "h",
            "town": "columns",
            "wood": "columns",
            "hills": "columns",
            "marsh": "columns",
            "fortification": "columns",
            "surprise": "columns",
            "support": "columns",
        }

        steps: float = Field(10.0, ge=1, description="steps that a unit at full strength has")
        round_hours: float = Field(
            2.0, ge=0, description="hours that one throw stands for; 0 for one throw each turn"
        )
        attack_weight: float = Field(
            0.5, gt=0, description="multiplier of the attacker's fire that takes back `attack_fire`"
        )
        fortification: float = Field(
            3.0, ge=0, description="columns to the left before the strongest works"
        )
        surprise: float = Field(2.0, ge=0, description="columns to the right for surprise")
        support: float = Field(
            1.0,
            ge=0,
            description="columns in favour of a side that has support, if the other has not",
        )
        support_density: float = Field(
            2.0, gt=0, description="guns and heavy weapons to a hundred men that count as support"
        )

    def __init__(self, table: ResultsTable | None = None) -> None:
        self.table = default_table() if table is None else table

    def resolve(self, engagement: Engagement) -> Losses:
        """Losses and retreats of one throw."""
        table, attacker, defender = self.table, engagement.attacker, engagement.defender
        address = engagement.draws.address("combat/crt", engagement.place)
        throw, due = engagement.draws.pair(address, engagement.turn, engagement.rows)
        span = np.maximum(engagement.parameter("round_hours"), engagement.hours)
        cell = table.rows(throw), self._column(engagement)
        played = due * span < engagement.hours
        played &= (attacker.men.sum(axis=1) > 0) & (defender.men.sum(axis=1) > 0)
        steps = engagement.parameter("steps")
        defenders = np.where(played, table.defender_steps[cell], 0) * _step(defender, steps)
        attackers = np.where(played, table.attacker_steps[cell], 0) * _step(attacker, steps)
        attackers += np.where(table.exchange[cell], defenders, 0)
        attackers[firepower(defender) <= 0] = 0
        defenders[firepower(attacker) <= 0] = 0
        return Losses(
            _divide(attacker, attackers),
            _divide(defender, defenders),
            *equipment_losses(engagement),
            attacker_breaks=played & table.attacker_retreats[cell],
            defender_breaks=played & table.defender_retreats[cell],
        )

    def _column(self, engagement: Engagement) -> np.ndarray:
        """The column of the table in each run, shifts included, (k,)."""
        ours = engagement.parameter("attack_weight") * firepower(engagement.attacker)
        theirs = firepower(engagement.defender)
        odds = np.maximum(ours, 1e-9) / np.maximum(theirs, 1e-9)
        column = np.searchsorted(self.table.odds, odds * (1 + 1e-9), side="right") - 1
        shift = np.where(engagement.surprised, engagement.parameter("surprise"), 0.0)
        if TERRAINS[engagement.terrain].exposure < 1:
            shift = shift - engagement.parameter(engagement.terrain)
        shift = shift - engagement.parameter("fortification") * engagement.fortification
        support = _support(engagement, engagement.attacker)
        support = support - _support(engagement, engagement.defender)
        shift = shift + engagement.parameter("support") * support
        # to the nearest whole column, halves in the defender's favour
        moved = np.maximum(column, 0) + np.ceil(shift - 0.5).astype(np.int64)
        return np.asarray(np.clip(moved, 0, len(self.table.odds) - 1))


def _support(engagement: Engagement, force: Force) -> np.ndarray:
    """1 where a side has support, else 0; vehicles and what only carries men do not count."""
    counted = np.isin(force.weapon_category, _SUPPORTING)
    weapons = force.weapons[:, counted].sum(axis=1)
    density = 100.0 * weapons / np.maximum(force.men.sum(axis=1), 1)
    return np.where(density >= engagement.parameter("support_density"), 1.0, 0.0)


def _step(force: Force, steps: np.ndarray) -> np.ndarray:
    """Men in one step of a side: at least one."""
    here = np.where(force.men > 0, force.initial, 0).sum(axis=1)
    return np.asarray(np.maximum(np.rint(here / steps), 1), np.int64)


def _divide(force: Force, lost: np.ndarray) -> np.ndarray:
    """Losses of a side divided between its units by men and exposure, (k, U)."""
    weights = force.men * force.exposure
    divided = np.zeros_like(force.men)
    left = np.minimum(lost, force.men.sum(axis=1))
    for unit in range(divided.shape[1]):
        rest = row_sums(weights[:, unit:])
        share = np.divide(weights[:, unit], rest, out=np.zeros(len(left)), where=rest > 0)
        men = np.minimum(np.rint(left * share).astype(np.int64), force.men[:, unit])
        divided[:, unit] = men
        left = left - men
    for unit in range(divided.shape[1]):  # what exposed units were too few for
        more = np.minimum(left, force.men[:, unit] - divided[:, unit])
        divided[:, unit] += more
        left = left - more
    return divided
