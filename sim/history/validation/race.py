"""The race to the break point: the engine's outcome of one attack in closed form.

In a battle of thousands the dice average out, and what remains of an engagement under `attrition`
is this: each side has drawn the share of losses at which it gives up (lognormal), the exchange of
losses between the sides is fixed by their numbers, their arms and their luck (lognormal), and
whoever reaches his break point first has lost. With a for the attacker, d for the defender, and l
for the logarithm of the share lost,

    l_a - l_d = -2 v(ln(A / D)) + ln(q_d / q_a) - ln f + sigma_r z

where v(x) is x times Helmbold's weight as far as `KNOWN_ODDS` and rises by 1 beyond, q the armed
men that a man and his share of the arms count for, and f the attacker's fire relative to the
defender's, `attack_fire` times the exposure behind works. Break points are those of an era and of
a war in it, for the battles of one war are alike and another war will be different: how much so is
`WAR_SPREAD`, which forecasts of other wars have to bear. They rise with the size of both forces,
and a posture shifts the defender's. A battle that was fought to the end shows the loser's break
point, and that the winner's lies beyond his losses; a draw shows that both do. Its likelihood is
therefore a product of normal densities and tails, and the few shared parameters that a table of
battles can tell have a posterior mode within seconds. The engine itself is then played with them
(`fit`).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import minimize  # type: ignore[import-untyped]
from scipy.special import log_ndtr  # type: ignore[import-untyped]

from sim.combat.attrition import KNOWN_ODDS
from sim.history.validation.batches import DRAWN, LOST, WON
from sim.history.validation.mapping import (
    ERAS,
    POSTURES,
    USUAL_SIZE,
    USUAL_SURPRISE,
    age_of,
    era_of,
)
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


_AGES = list(dict.fromkeys(age_of(one.name) for one in ERAS))
WAR_SPREAD = 0.8
"""Standard deviation of the log of the break points of wars of one era. Fixed, for there are too
few wars to fit it: from 0.4 to 0.8 the losses of wars that are left out are forecast the better the
wider it is; beyond, the winner is forecast less well."""
PRIORS: dict[str, Prior] = {
    "weight": Prior(0.3, 0.15, "from the logarithmic to the linear law"),
    "attack_fire": Prior(0.0, 0.7, "log; between half and twice the defender's"),
    "tank": Prior(math.log(100), 0.7, "log; a platoon to a battalion"),
    "sortie": Prior(math.log(40), 0.7, "log; a section to a company"),
    "gun": Prior(math.log(5), 0.7, "log; a section; weapons of all kinds are called guns"),
    "air": Prior(0.0, 0.25, "log; either way"),
    "defender_break": Prior(0.0, 0.3, "log; relative to the attacker's"),
    **{f"stand {age}": Prior(-1.0, 1.0, "log; of those in contact a third") for age in _AGES},
    "size": Prior(0.0, 0.2, "power of the men of both sides; larger forces feed in fresh troops"),
    "delay": Prior(0.0, 0.4, "log; who is to delay or withdraw stands for less or longer"),
    "fortified": Prior(0.0, 0.4, "log; a fortress is held for longer, or until it is too late"),
    "exchange_spread": Prior(0.0, 0.5, "log; one side hits the other 3 times as hard as foreseen"),
    "break_spread": Prior(-0.2, 0.5, "log; orders and stakes differ as much as battles do"),
    "defender_spread": Prior(0.0, 0.3, "log; relative to the former, the attacker's"),
    "patience": Prior(1.5, 1.0, "log; draws end with losses far below the break points"),
    "patience_spread": Prior(0.3, 0.5, "log"),
}
"""The parameters, in the order of a vector of them."""
SURPRISE = Prior(0.0, 0.5, "log; of the fire of each side for a step of surprise")
"""A parameter of forecasts that are told who surprised whom."""


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
    surprise: np.ndarray
    """(n,) steps beyond the usual."""
    postures: np.ndarray
    """(n, 2) whether the defence takes each of `POSTURES`, less how usual that is."""
    size: np.ndarray
    """(n,) log of the men of both sides over `USUAL_SIZE`."""
    wars: np.ndarray
    """(n,) number of the war of each."""
    ages: np.ndarray
    """(n, ages) bool: of which each is."""
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
        ages = np.array([age_of(era_of(year).name) for year in frame["year"]])
        return cls(
            records.outcome,
            np.log(np.maximum(records.attacker, LEAST)),
            np.log(np.maximum(records.defender, LEAST)),
            records.force_ratio,
            np.moveaxis(arms, 2, 0) / men[:, :, None],
            frame["air_superiority"].to_numpy(float),
            frame["surprise"].to_numpy(float) - USUAL_SURPRISE,
            np.stack([frame["posture"].isin(k) - usual for k, usual in POSTURES.values()], axis=1),
            np.log(men.sum(axis=1) / USUAL_SIZE),
            np.unique(frame["war"].astype(str), return_inverse=True)[1],
            np.stack([ages == age for age in _AGES], axis=1),
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


def _exchange(p: Mapping[str, float], battles: Battles) -> np.ndarray:
    """Log density of the recorded exchange of losses, (n,)."""
    worth = np.log1p(battles.arms @ np.exp([p["tank"], p["sortie"], p["gun"]]))
    known = np.clip(battles.force_ratio, -math.log(KNOWN_ODDS), math.log(KNOWN_ODDS))
    odds = p["weight"] * known + battles.force_ratio - known
    surprise = p.get("surprise", 0.0) * battles.surprise
    mean = -2.0 * (odds + surprise) + worth[:, 1] - worth[:, 0] - p["attack_fire"]
    z = (battles.attacker - battles.defender - mean) / math.exp(p["exchange_spread"])
    return np.asarray(_log_density(z) - p["exchange_spread"])


def _clocks(
    p: Mapping[str, float], battles: Battles, of_war: np.ndarray
) -> list[tuple[np.ndarray, float, int]]:
    """What ends a battle: how far it has come, (n,), its spread, and the outcome that it makes."""
    stand = battles.contact + battles.ages @ np.array([p[f"stand {age}"] for age in _AGES])
    stand = stand + p["size"] * battles.size + of_war[battles.wars]
    side = p["air"] * battles.air
    defender = stand + p["defender_break"] - side
    defender = defender + battles.postures @ np.array([p[name] for name in POSTURES])
    both = 0.5 * (battles.attacker + battles.defender)
    patience = stand + 0.5 * p["defender_break"] + p["patience"]
    width = math.exp(p["break_spread"])
    return [
        (battles.attacker - stand - side, width, LOST),
        (battles.defender - defender, width * math.exp(p["defender_spread"]), WON),
        (both - patience, math.exp(p["patience_spread"]), DRAWN),
    ]


def log_posterior(vector: np.ndarray, battles: Battles, priors: Mapping[str, Prior]) -> float:
    """Log of the likelihood of recorded battles times the priors, up to a constant.

    `vector` has the parameters of `priors`, then the effect of each war.
    """
    p = dict(zip(priors, vector, strict=False))
    of_war = vector[len(priors) :]
    total = _exchange(p, battles)
    for distance, sigma, outcome in _clocks(p, battles, of_war):
        z = distance / sigma
        stopped = battles.outcome == outcome
        total = total + np.where(stopped, _log_density(z) - math.log(sigma), log_ndtr(-z))
    prior = sum(0.5 * ((p[k] - one.mean) / one.deviation) ** 2 for k, one in priors.items())
    return float(total.sum() - prior - 0.5 * np.sum((of_war / WAR_SPREAD) ** 2))


def _log_density(z: np.ndarray) -> np.ndarray:
    return np.asarray(-0.5 * z * z - 0.5 * math.log(2.0 * math.pi))


def fit_race(battles: Battles, surprise: bool = False) -> Fit:
    """The posterior mode of the shared parameters, with standard errors from its curvature.

    With `surprise` it is told who surprised whom.
    """
    known = battles.some(battles.known)
    priors = PRIORS | ({"surprise": SURPRISE} if surprise else {})
    start = np.array([one.mean for one in priors.values()])
    start = np.concatenate([start, np.zeros(known.wars.max() + 1)])
    found = minimize(lambda v: -log_posterior(v, known, priors), start, method="BFGS")
    errors = np.sqrt(np.diag(found.hess_inv))
    return Fit(
        dict(zip(priors, found.x.tolist(), strict=False)),
        dict(zip(priors, errors.tolist(), strict=False)),
        int(known.known.sum()),
    )
