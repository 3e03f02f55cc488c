"""The race to the break point: the engine's outcome of one attack in closed form.

In a battle of thousands the dice average out, and what remains of an engagement under `attrition`
is this: each side has drawn the share of losses at which it gives up (lognormal), the exchange of
losses between the sides is fixed by their numbers, their arms and their luck (lognormal), and
whoever reaches his break point first has lost. With a for the attacker, d for the defender, and l
for the logarithm of the share lost,

    l_a - l_d = -2 w ln(A / D) + ln(q_d / q_a) - ln f + sigma_r z

where w is Helmbold's weight, q the armed men that a man and his share of the arms count for, and f
the attacker's fire relative to the defender's, `attack_fire` times the exposure behind works. A
battle that was fought to the end shows the loser's break point, and that the winner's lies beyond
his losses; a draw shows that both do. Its likelihood is therefore a product of
normal densities and tails, and the few shared parameters that a table of battles can tell have a
posterior mode within seconds. The engine itself is then played with them (`fit`).
"""

import math
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import minimize  # type: ignore[import-untyped]
from scipy.special import log_ndtr  # type: ignore[import-untyped]

from sim.history.validation.mapping import ERAS, era_of
from sim.history.validation.scores import Records
from sim.history.validation.table import ARMS, SIDES, BattleTable

LEAST = 1e-4
"""Share of losses below which none is told from another."""


@dataclass(frozen=True)
class Prior:
    """A normal prior of one parameter, and why."""

    mean: float
    deviation: float
    reason: str


_ERAS = [one.name for one in ERAS]
PRIORS: dict[str, Prior] = {
    "weight": Prior(0.3, 0.15, "from the logarithmic to the linear law"),
    "attack_fire": Prior(0.0, 0.7, "log; between half and twice the defender's"),
    "tank": Prior(math.log(100), 0.7, "log; a platoon to a battalion"),
    "sortie": Prior(math.log(40), 0.7, "log; a section to a company"),
    "gun": Prior(math.log(5), 0.7, "log; a section; weapons of all kinds are called guns"),
    "air": Prior(0.0, 0.25, "log; either way"),
    "defender_break": Prior(0.0, 0.3, "log; relative to the attacker's"),
    **{f"stand {era}": Prior(-1.0, 1.0, "log; of those in contact a third") for era in _ERAS},
    "exchange_spread": Prior(0.0, 0.5, "log; one side hits the other 3 times as hard as foreseen"),
    "break_spread": Prior(-0.2, 0.5, "log; orders and stakes differ as much as battles do"),
    "patience": Prior(1.5, 1.0, "log; draws end with losses far below the break points"),
    "patience_spread": Prior(0.3, 0.5, "log"),
}
"""The parameters, in the order of a vector of them."""


@dataclass(frozen=True)
class Battles:
    """What the likelihood needs to know of n battles."""

    outcome: np.ndarray
    attacker: np.ndarray
    """(n,) log of the share of the attacker's men lost."""
    defender: np.ndarray
    force_ratio: np.ndarray
    """(n,) ln(A / D)."""
    arms: np.ndarray
    """(n, 2, 3) tanks, sorties and guns of each side to a man."""
    air: np.ndarray
    eras: np.ndarray
    """(n, eras) bool: of which each is."""
    contact: np.ndarray
    """(n,) log of the share in contact."""

    @classmethod
    def of(cls, table: BattleTable, contact: np.ndarray) -> "Battles":
        """The battles of a table, by the share of each that is in contact."""
        frame, records = table.frame, Records.of(table)
        men = np.stack([frame[f"{side}_men"].to_numpy(float) for side in SIDES], axis=1)
        order = (ARMS[1], ARMS[2], ARMS[0])
        arms = np.stack(
            [[frame[f"{side}_{arm}"].to_numpy(float) for arm in order] for side in SIDES]
        )
        names = np.array([era_of(year).name for year in frame["year"]])
        return cls(
            records.outcome,
            np.log(np.maximum(records.attacker, LEAST)),
            np.log(np.maximum(records.defender, LEAST)),
            records.force_ratio,
            np.moveaxis(arms, 2, 0) / men[:, :, None],
            frame["air_superiority"].to_numpy(float),
            np.stack([names == era for era in _ERAS], axis=1),
            np.log(contact),
        )

    def some(self, chosen: np.ndarray) -> "Battles":
        """Some of the battles, (n,) bool."""
        return Battles(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))

    @property
    def known(self) -> np.ndarray:
        """(n,) bool: whether outcome and losses are recorded."""
        return np.asarray((self.outcome >= 0) & np.isfinite(self.attacker + self.defender))


@dataclass(frozen=True)
class Fit:
    """The mode of the posterior and its curvature."""

    values: dict[str, float]
    errors: dict[str, float] = field(default_factory=dict)
    battles: int = 0


def log_posterior(vector: np.ndarray, battles: Battles) -> float:
    """Log of the likelihood of recorded battles times the priors, up to a constant."""
    p = dict(zip(PRIORS, vector, strict=True))
    weights = np.exp([p["tank"], p["sortie"], p["gun"]])
    worth = np.log1p(battles.arms @ weights)
    mean = -2.0 * p["weight"] * battles.force_ratio + worth[:, 1] - worth[:, 0] - p["attack_fire"]
    spread = math.exp(p["exchange_spread"])
    exchange = battles.attacker - battles.defender
    total = _log_density((exchange - mean) / spread) - p["exchange_spread"]
    stand = battles.contact + battles.eras @ np.array([p[f"stand {era}"] for era in _ERAS])
    side = p["air"] * battles.air
    patience = 0.5 * p["defender_break"] + p["patience"]
    width, breadth = math.exp(p["break_spread"]), math.exp(p["patience_spread"])
    clocks = (
        ((battles.attacker - stand - side) / width, width),
        ((battles.defender - stand - p["defender_break"] + side) / width, width),
        ((0.5 * (battles.attacker + battles.defender) - stand - patience) / breadth, breadth),
    )
    for clock, (z, sigma) in enumerate(clocks):
        stopped = battles.outcome == (1, 0, 2)[clock]
        total = total + np.where(stopped, _log_density(z) - math.log(sigma), log_ndtr(-z))
    prior = sum(0.5 * ((p[k] - one.mean) / one.deviation) ** 2 for k, one in PRIORS.items())
    return float(total.sum() - prior)


def _log_density(z: np.ndarray) -> np.ndarray:
    return np.asarray(-0.5 * z * z - 0.5 * math.log(2.0 * math.pi))


def fit_race(battles: Battles) -> Fit:
    """The posterior mode of the shared parameters, with standard errors from its curvature."""
    known = battles.some(battles.known)
    start = np.array([one.mean for one in PRIORS.values()])
    found = minimize(lambda v: -log_posterior(v, known), start, method="BFGS")
    errors = np.sqrt(np.diag(found.hess_inv))
    return Fit(
        dict(zip(PRIORS, found.x.tolist(), strict=True)),
        dict(zip(PRIORS, errors.tolist(), strict=True)),
        int(known.known.sum()),
    )
