"""Contact share: what part of the men at a place is in contact with the enemy at one time.

Of a company all men fight; of a division most stand behind those who do, and of an army of many
divisions no smaller part than of one, for they stand side by side. With N men of both sides there,

    share = s + (1 - s) n / (n + N)

where n is `men` and s is `share`. Those in contact fire, and break points count losses among them.
"""

from typing import ClassVar

import numpy as np
from pydantic import Field

from sim.combat.parameters import Parameters
from sim.combat.prior import Prior, likely
from sim.kernel import njit
from sim.rules.rule import Rule


class ContactShare(Rule):
    """The share in contact at each place."""

    section = "contact"

    class Parameters(Parameters):
        """How deep forces stand."""

        title: ClassVar[str] = "contact"
        priors: ClassVar[dict[str, Prior]] = {
            "men": likely(500.0, 5000.0, "from a battalion to a brigade"),
            "share": likely(0.08, 0.3, "of nine battalions in a division, three in line"),
        }

        men: float = Field(
            2000.0,
            gt=0,
            description="men of both sides at a place of whom those not always in contact are so "
            "by half; the default is fixed by the small battles",
        )
        share: float = Field(
            0.25,
            ge=0,
            le=1,
            description="share of a large force that is in contact at one time; the default "
            "is fitted",
        )


@njit(cache=True, inline="always")
def in_contact(parameters: np.ndarray, row: int, men: float) -> float:
    """The share in contact where so many men of both sides stand, by the table of parameters."""
    p = parameters[row if parameters.shape[0] > 1 else 0]
    return float(p[1] + (1.0 - p[1]) * p[0] / (p[0] + men))
