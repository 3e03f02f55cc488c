"""The generalised Lanchester family between unlike units, deterministic or stochastic.

A side of strength X that an enemy of strength Y shoots at loses, in men an hour,

    dX/dt = -b X^p Y^q exp(-f t)

    square        p 0, q 1      aimed fire (Lanchester 1916)
    linear        p 1, q 1      unaimed fire into an area (Lanchester 1916)
    logarithmic   p 1, q 0      losses that follow the size of the target (Peterson 1967)
    guerrilla     p 1, q 1 for the side in ambush, p 0, q 1 for the other (Deitchman 1962)
    Helmbold      p 1 - w, q w, for w from 0 (logarithmic) to 1 (square) (Helmbold 1965)
    Bracken       p and q free, for each side (Bracken 1995)

`LAWS` and `helmbold` give the parameters of these. f is fatigue, t the hours of engagement.

Unlike units. Y^q counts men; b comes from the fire of the units, F: the losses an hour that their
men inflict under all modifiers, each unit's share falling with its men. With R men on each side
every law yields the losses of the square law:

    -dX/dt = F (X / R)^p (Y / R)^(q - 1) exp(-f t)

unless `attacker_rate` or `defender_rate` gives b itself. The allocation of the losses: unit u has
the share X_u e_u / sum(X e), e its exposure, and the whole is multiplied by the mean exposure to
the power `cover`. Vehicles, guns, craft and aircraft are lost by the fire at their category,
square law.

The equations are integrated within the turn by the classical Runge-Kutta method of fourth order.
What weapons lost in a turn would have fired is missed from the next turn on.

Whole men. The state of a battle counts men. The deterministic form hands back the fraction of a
man that is lost beyond the whole ones (`Fronts.fraction`) and takes it up in the next
turn, so that the trajectory is that of the equations, whatever the number of turns. Where nobody
keeps the fraction, losses are rounded up with the probability of their fraction: right in the
mean. The stochastic form draws binomial losses whose mean is that of the equations.
"""

from typing import ClassVar

from pydantic import Field

from sim.combat.fronts import FrontModel, Fronts, Toll, When
from sim.combat.lanchester_kernel import Conduct, Rules, resolve
from sim.combat.parameters import Parameters, ParameterTable
from sim.combat.prior import Prior, between, likely

_TABLES = (
    ("defender_rate", "attacker_p", "attacker_q"),
    ("attacker_rate", "defender_p", "defender_q"),
    Conduct._fields,
)
"""The parameters that make the `Law` of each side's losses, and the `Conduct` of both."""

_OWN = between(
    0.0, 0.5, 1.0, "from the square law to the linear one, which fits the Ardennes", "Bracken 1995"
)
_ENEMY = between(
    0.0, 1.0, 1.5, "from the logarithmic law to the square and linear ones", "Peterson 1967"
)


class Lanchester(FrontModel):
    """Lanchester's laws with free exponents, integrated within the turn."""

    name: ClassVar[str] = "lanchester"
    keeps_fractions: ClassVar[bool] = True

    class Parameters(Parameters):
        """What can be tuned; the defaults are the square law with the fire of the units."""

        priors: ClassVar[dict[str, Prior]] = {
            "intensity": likely(
                0.25, 4.0, "four times either way; the losses an hour of most battles"
            ),
            "cover": between(0.0, 1.0, 1.2, "from rates that contain the ground to full cover"),
            **dict.fromkeys(("attacker_p", "defender_p"), _OWN),
            **dict.fromkeys(("attacker_q", "defender_q"), _ENEMY),
            "fatigue": between(0.0, 0.05, 0.3, "from none to half of the fire gone in two hours"),
        }
        fixed: ClassVar[dict[str, str]] = {
            **dict.fromkeys(
                ("attacker_rate", "defender_rate"),
                "a rate is that of one battle, as Engel's of Iwo Jima (1954)",
            ),
            "reference": "it scales all losses, as `intensity` does",
            "stochastic": "a choice of the form",
            "step": "how exact the integration is",
        }
        usual: ClassVar[tuple[str, ...]] = ("cover",)

        units: ClassVar[dict[str, str]] = {
            "attacker_rate": "an hour",
            "defender_rate": "an hour",
            "reference": "men",
            "fatigue": "an hour",
        }

        intensity: float = Field(1.0, ge=0, description="multiplier of all fire")
        attacker_rate: float = Field(
            0.0,
            ge=0,
            description="b of the attacker's fire, an hour; 0 takes the fire of his units",
        )
        defender_rate: float = Field(
            0.0,
            ge=0,
            description="b of the defender's fire, an hour; 0 takes the fire of his units",
        )
        attacker_p: float = Field(
            0.0, ge=0, description="power of the attacker's strength in his own losses"
        )
        attacker_q: float = Field(
            1.0, ge=0, description="power of the defender's strength in the attacker's losses"
        )
        defender_p: float = Field(
            0.0, ge=0, description="power of the defender's strength in his own losses"
        )
        defender_q: float = Field(
            1.0, ge=0, description="power of the attacker's strength in the defender's losses"
        )
        reference: float = Field(
            1000.0,
            gt=0,
            description="men on each side with whom all laws yield the same losses (assumed)",
        )
        cover: float = Field(
            1.0,
            ge=0,
            description="power of the mean exposure in a side's losses; 0 if rates taken from a "
            "battle's own record contain it already",
        )
        fatigue: float = Field(
            0.0, ge=0, description="rate an hour at which fire fades with the hours of engagement"
        )
        stochastic: float = Field(
            0.0,
            ge=0,
            le=1,
            description="1 for binomial losses with the mean of the equations, else 0",
        )
        step: float = Field(
            0.1, gt=0, description="largest share of a unit lost in one step of the integration"
        )

    def resolve_all(self, fronts: Fronts, when: When, parameters: ParameterTable) -> Toll:
        """Losses of one turn."""
        tables = (parameters.columns(names, fronts.rows) for names in _TABLES)
        toll: Toll = resolve(fronts, when, Rules(*tables))
        return toll


LAWS: dict[str, dict[str, float]] = {
    "square": {"attacker_p": 0, "attacker_q": 1, "defender_p": 0, "defender_q": 1},
    "linear": {"attacker_p": 1, "attacker_q": 1, "defender_p": 1, "defender_q": 1},
    "logarithmic": {"attacker_p": 1, "attacker_q": 0, "defender_p": 1, "defender_q": 0},
    "guerrilla": {"attacker_p": 0, "attacker_q": 1, "defender_p": 1, "defender_q": 1},
}
"""Parameters of the named laws; `guerrilla` has the defender in ambush."""


def helmbold(weight: float) -> dict[str, float]:
    """Parameters of Helmbold's family: 0 is the logarithmic law, 1 the square law."""
    return {
        "attacker_p": 1 - weight,
        "attacker_q": weight,
        "defender_p": 1 - weight,
        "defender_q": weight,
    }
