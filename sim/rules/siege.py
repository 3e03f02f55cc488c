"""Siege: what trenches, sickness and hunger take from two armies that do not assault.

In a day of siege each man of a side of X men, whom Y enemies in the lines face, is hit with hazard

    trench_fire * e * Y / X,

the square law (Lanchester 1916) with e his exposure: `sap_exposure` for the besieger, what the
works leave for the garrison. He falls sick for good with hazard `sickness`; among the invested it
is multiplied by

    1 + hunger * max(0, d - stores_days) / stores_days,

d the days since the siege began, as fresh food runs out. The sick are counted with the wounded, as
in the lists of the time, and `sick_killed` of them die. The values are assumptions: a siege army
loses a few men in ten thousand a day in its trenches and as many by sickness.
"""

from typing import ClassVar

import numpy as np
from pydantic import Field

from sim.combat.parameters import Parameters
from sim.combat.prior import Prior, between, likely
from sim.kernel import njit
from sim.rules.rule import Rule


class Siege(Rule):
    """What a siege takes from both armies."""

    section = "siege"
    only_with = "siege"

    class Parameters(Parameters):
        """Hazards of a siege, a day."""

        title: ClassVar[str] = "siege"
        units: ClassVar[dict[str, str]] = {
            "trench_fire": "a day",
            "sickness": "a day",
            "stores_days": "days",
        }
        priors: ClassVar[dict[str, Prior]] = {
            "trench_fire": likely(0.0005, 0.008, "no rate is published"),
            "sap_exposure": between(0.05, 0.2, 0.6, "saps cover all but the head"),
            "sickness": likely(0.0001, 0.003, "a few to some tens in a hundred in half a year"),
            "stores_days": likely(20.0, 180.0, "one to six months of fresh food"),
            "hunger": likely(0.3, 3.0, "scurvy comes after months"),
            "sick_killed": between(0.02, 0.1, 0.4, "field hospitals of the age"),
        }

        trench_fire: float = Field(
            0.002,
            ge=0,
            description="losses a day that a man in the lines inflicts on men in the open",
        )
        sap_exposure: float = Field(0.2, ge=0, description="exposure of a besieger in his saps")
        sickness: float = Field(
            0.0005, ge=0, description="hazard a day of falling sick and not coming back"
        )
        stores_days: float = Field(
            60.0, gt=0, description="days until the invested lack fresh food"
        )
        hunger: float = Field(
            1.0,
            ge=0,
            description="growth of sickness among them for each further time of that length",
        )
        sick_killed: float = Field(0.1, ge=0, le=1, description="share of these sick who die")


_COLUMN = {name: i for i, name in enumerate(Siege.Parameters.names())}
_TRENCH_FIRE = _COLUMN["trench_fire"]
SAP_EXPOSURE = _COLUMN["sap_exposure"]
_SICKNESS = _COLUMN["sickness"]
_STORES_DAYS = _COLUMN["stores_days"]
_HUNGER = _COLUMN["hunger"]


@njit(cache=True, inline="always")
def trench_hazard(m: np.ndarray, exposure: float, own: int, enemy: int) -> float:
    """Hazard a day of being hit by trench fire between so many men; `m` is a row of the table."""
    return float(m[_TRENCH_FIRE] * exposure * enemy / max(own, 1))


@njit(cache=True, inline="always")
def sick_hazard(m: np.ndarray, days: float, invested: bool) -> float:
    """Hazard a day of falling sick for good after some days of siege; `m` is a row of the table."""
    hazard = m[_SICKNESS]
    if not invested:
        return float(hazard)
    late = max(days - m[_STORES_DAYS], 0.0) / m[_STORES_DAYS]
    return float(hazard * (1.0 + m[_HUNGER] * late))
