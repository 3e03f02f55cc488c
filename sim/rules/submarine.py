"""Submarine warfare: how a ship is found, closed with, hit, and what becomes of those aboard.

Search. A submarine searches an area A at random with the sweep width W. A ship in the area is found
at the rate g = W v / A, so that it stays unseen for t hours with probability exp(-g t): the random
search law (Koopman, Search and Screening, Operations Evaluation Group Report 56, 1946, chapter 2).
v is the relative speed, averaged over all directions of the two courses:

    v = 1 / (2 pi) * integral of sqrt(a^2 + b^2 - 2 a b cos(x)) dx over 0 to 2 pi

with a and b the speeds of submarine and ship (chapter 1). Sweep widths are twice the range
at which a ship is certain to be seen (definite range law).

Approach. A slow observer meets ships over their bows, with a density that goes with the cosine of
the bearing; it can close if the bearing is within the limiting angle arcsin(a / b) (Koopman,
chapter 1). The share of meetings at which that holds is min(1, a / b), a the speed of the approach.

Torpedoes hit independently of each other, so that the hits of a salvo are binomial (Morse and
Kimball, Methods of Operations Research, 1951). A hit sinks the ship with probability
1 / w, w the staying power of its class (`weapons.<class>.salvo.staying`), the mean number of hits
that it takes. A ship that is hit and stays afloat is damaged.

Gunfire. The submarine sinks the ship at the rate F / w, F the losses of craft an hour that its
class inflicts (`weapons.<class>.bombardment.craft`), and kills each person aboard at the rate
`shells` F. The ship answers: its own F' is the rate at which it hits the submarine, and `dive` F'
the rate at which it drives it under.

Rescue. Of those aboard a ship that sinks the share `clear` gets clear of it; help comes after t
hours, and until then they die at the rate 1 / `endurance`.

The values are assumptions shared by all battles of August 1945.
"""

import math
from typing import ClassVar

import numpy as np
from pydantic import Field

from sim.combat.parameters import Parameters
from sim.combat.prior import Prior, between, likely
from sim.elementary import chance, cosines, exps, powers
from sim.kernel import njit
from sim.rules.rule import Rule

_HEADINGS = 64
_COSINES = cosines(np.arange(_HEADINGS) * (2.0 * np.pi / _HEADINGS))


class SubmarineWarfare(Rule):
    """Submarines against ships."""

    section = "submarine"
    only_with = "submarine"

    class Parameters(Parameters):
        """Search, torpedoes, gunfire and rescue."""

        title: ClassVar[str] = "submarine warfare"
        units: ClassVar[dict[str, str]] = {"sweep_day": "km", "sweep_night": "km", "endurance": "h"}
        priors: ClassVar[dict[str, Prior]] = {
            "sweep_day": likely(8.0, 30.0, "masts are seen at four to fifteen km"),
            "sweep_night": likely(3.0, 16.0, "a dark ship is seen at one and a half to eight km"),
            "torpedo_hit": between(
                0.1, 0.4, 0.7, "torpedoes of the war missed or failed as a rule"
            ),
            "torpedo_killed": between(0.02, 0.1, 0.4, "an explosion in one compartment"),
            "shells": likely(0.03, 0.3, "small guns of a surfaced submarine"),
            "dive": likely(2.0, 12.0, "a submarine risks no hit"),
            "clear": between(0.1, 0.3, 0.7, "an overloaded ship sinks fast"),
            "endurance": likely(2.0, 15.0, "water of 12 to 18 degrees"),
        }

        sweep_day: float = Field(
            16.0, ge=0, description="sweep width by day in km: masts are seen at eight km"
        )
        sweep_night: float = Field(
            8.0, ge=0, description="sweep width by night in km: a ship is seen at four km"
        )
        torpedo_hit: float = Field(
            0.4, ge=0, le=1, description="probability that a torpedo of a salvo hits and explodes"
        )
        torpedo_killed: float = Field(
            0.1, ge=0, le=1, description="share of those aboard whom a torpedo kills outright"
        )
        shells: float = Field(
            0.1, ge=0, description="hazard of a person aboard for each ship that shells would sink"
        )
        dive: float = Field(
            5.0, ge=0, description="times as likely that fire drives a submarine under than hits it"
        )
        clear: float = Field(
            0.3, ge=0, le=1, description="share of those aboard who get clear of a sinking ship"
        )
        endurance: float = Field(
            6.0, gt=0, description="mean hours that a person lives in the water in August"
        )


@njit(cache=True)
def relative_speed(a: float, b: float) -> float:
    """Mean relative speed of two vessels over all directions, in the unit of their speeds."""
    sums = np.zeros(8)
    for i in range(0, _HEADINGS, 8):
        for j in range(8):
            square = a * a + b * b - 2.0 * a * b * _COSINES[i + j]
            sums[j] += math.sqrt(max(square, 0.0))
    total = ((sums[0] + sums[1]) + (sums[2] + sums[3])) + (
        (sums[4] + sums[5]) + (sums[6] + sums[7])
    )
    return float(total / _HEADINGS)


@njit(cache=True)
def chance_of_contact(sweep: float, speed: float, area: float, hours: float) -> float:
    """Probability that a ship in an area (km^2) is found within some hours.

    `sweep` is the width in km, `speed` the relative speed in km/h.
    """
    return chance(sweep * speed * hours / max(area, 1e-9))


def chance_to_close(own: np.ndarray, prey: np.ndarray) -> np.ndarray:
    """Probability that a submarine which has met a ship can close with it, (k,)."""
    return np.asarray(np.minimum(1.0, own / np.maximum(prey, 1e-9)))


def chance_to_sink(hits: np.ndarray, staying: np.ndarray) -> np.ndarray:
    """Probability that a ship sinks after some torpedo hits, (k,)."""
    single = 1.0 / np.maximum(staying, 1.0)
    return np.asarray(1.0 - powers(1.0 - single, hits))


def chance_to_live(clear: np.ndarray, hours: np.ndarray, endurance: np.ndarray) -> np.ndarray:
    """Probability that someone aboard a sinking ship is saved by help after some hours, (k,)."""
    return np.asarray(clear * exps(-hours / endurance))
