"""Parley: how ready a commander is to give up.

The log-odds that he agrees in one round of talks are a sum,

    log(p / (1 - p)) = -reluctance + isolation * i + losses * l + odds * ln(r)
                       + news * (1 - exp(-d / news_days)),

with i the share of the friendly places within his reach at the start that he can reach no longer (1
if there were none), l the share of his men lost, r the ratio of the men who face him to his own,
and d the days since he heard of his government's decision to end the war, 0 before. The logistic
form is that of a logit choice model (Cox 1958). The values are assumptions shared by all battles of
August 1945: a garrison that is untouched, connected and without news hardly ever agrees; a week
after the broadcast of 15 August a garrison that is cut off mostly does.
"""

from typing import ClassVar, NamedTuple

import numpy as np
from pydantic import Field

from sim.combat.parameters import Parameters, ParameterTable
from sim.combat.prior import Prior, likely
from sim.elementary import chance, exp, log
from sim.kernel import njit
from sim.rules.rule import Rule

FEW = 1.0
"""Men that the force ratio assumes at least on either side."""


class Parley(Rule):
    """How ready commanders are to give up."""

    section = "parley"
    only_with = "parley"

    class Parameters(Parameters):
        """Weights of the log-odds of giving up."""

        title: ClassVar[str] = "parley"
        units: ClassVar[dict[str, str]] = {
            "reluctance": "log-odds",
            "isolation": "log-odds",
            "losses": "log-odds",
            "odds": "log-odds",
            "news": "log-odds",
            "news_days": "days",
        }
        priors: ClassVar[dict[str, Prior]] = {
            "reluctance": likely(
                2.0, 8.0, "an untouched garrison gives up once in 8 to 3,000 talks"
            ),
            "isolation": likely(0.7, 5.0, "to be cut off doubles the odds many times"),
            "losses": likely(2.0, 15.0, "few garrisons outlive the loss of half of their men"),
            "odds": likely(0.15, 1.5, "the enemy's numbers count for less than one's own losses"),
            "news": likely(3.0, 12.0, "after the order from Tokyo nearly all gave up"),
            "news_days": likely(1.5, 10.0, "from the 15th to the end of August"),
        }

        reluctance: float = Field(
            4.0,
            ge=0,
            description="log-odds against giving up, untouched, connected and without news",
        )
        isolation: float = Field(2.0, ge=0, description="what it adds to be cut off altogether")
        losses: float = Field(6.0, ge=0, description="what it would add to have lost all men")
        odds: float = Field(0.5, ge=0, description="what a force ratio of e to one adds")
        news: float = Field(6.0, ge=0, description="what the end of the war adds in the long run")
        news_days: float = Field(
            4.0, gt=0, description="days after which most of the news has sunk in"
        )


def chance_of_giving_up(
    parameters: ParameterTable,
    rows: np.ndarray,
    isolation: np.ndarray,
    losses: np.ndarray,
    facing: np.ndarray,
    own: np.ndarray,
    days: np.ndarray,
) -> np.ndarray:
    """Probability that a commander agrees in one round of talks; all arrays have shape (k,).

    `isolation` and `losses` are shares, `facing` and `own` men, `days` those since the news.
    """
    given = parameters.columns(_Table._fields, rows)
    chances: np.ndarray = _chances(given, isolation, losses, facing, own, days)
    return chances


class _Table(NamedTuple):
    """The parameters, in the order of their columns."""

    reluctance: float
    isolation: float
    losses: float
    odds: float
    news: float
    news_days: float


@njit(cache=True, error_model="numpy")
def _chances(
    given: np.ndarray,
    isolation: np.ndarray,
    losses: np.ndarray,
    facing: np.ndarray,
    own: np.ndarray,
    days: np.ndarray,
) -> np.ndarray:
    """By the parameters of each run, (k, 6), or of all, (1, 6)."""
    found = np.empty(facing.shape[0])
    for k in range(facing.shape[0]):
        row = given[k if given.shape[0] > 1 else 0]
        of = _Table(row[0], row[1], row[2], row[3], row[4], row[5])
        sunk_in = chance(max(days[k], 0.0) / of.news_days)
        log_odds = -of.reluctance + of.isolation * isolation[k] + of.losses * losses[k]
        log_odds += of.odds * log(max(facing[k], FEW) / max(own[k], FEW))
        log_odds += of.news * sunk_in
        found[k] = 1.0 / (1.0 + exp(-log_odds))
    return found
