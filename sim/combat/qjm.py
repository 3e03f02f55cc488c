"""A force-ratio model of the Dupuy family: combat power and daily casualty rates.

Combat power is strength times factors (Dupuy 1979, "Numbers, Predictions and War"). Here the
strength S of a side is the fire of its units at men: weapons, training, leadership, suppression,
night and surprise are in it already, as in every model. The defender's is multiplied by his
posture and terrain:

    P_attacker = `attack_weight` S_attacker     P_defender = posture x terrain x S_defender

Casualties in a day, as a share of a side's N men (the QJM's structure as C. A. Lawrence gives it
in "How Attrition is Calculated in the QJM vs the TNDM", International TNDM Newsletter, December
1996):

    standard rate x (15,000 / N)^size_power x (P_enemy / P_own)^odds_power x night x surprise

not above the highest daily rate of that account: 2.8 % standard and 13.44 % at most for an
attacker, 1.5 % and 5.76 % for a defender. Posture (hasty 1.3, prepared 1.5, fortified 1.6) and
terrain (rugged mixed 1.5, urban 1.4, rolling mixed 1.3) are those of tables 5 and 1 of "Numbers,
Predictions and War", as quoted by C. A. Lawrence, "The Defensive Value of Urban Terrain According
to the QJM", Dupuy Institute, 16 August 2022. That smaller forces lose a larger share is a finding
of the same school; its table and that of opposition were not to be had in the open: the powers
below are assumptions. The QJM's rates of advance are left out, as places are taken by marching to
them. Of its rule of outcome stands what matters most: whose combat power is the greater, over the
factor of his mission, achieves it; how sure that is, and when it is decided, are assumptions.
`sim` takes a turn's part of the day; losses are binomial, spread over the units by their
exposure. Vehicles, guns, craft and aircraft under fire are lost at the rate of the side's men times
`equipment`.
"""

from typing import ClassVar

import numpy as np
from pydantic import Field

from sim.combat.contract import CombatModel, Engagement, Force, Losses
from sim.combat.parameters import Parameters
from sim.combat.prior import Prior, between, likely
from sim.combat.sums import firepower, row_sums
from sim.elementary import chances, logs, powers
from sim.luck.variates import binomials, normals
from sim.scenario.vocabulary import TERRAINS

_POSTURE_WORKS = (0.3, 0.6, 1.0)
"""Strength of the works at which a defence is hasty, prepared and fortified."""
_DIVISION = 15_000
_DUPUY = "a fifth either way of the table's factor", "Dupuy 1979"


class Qjm(CombatModel):
    """Force ratios and casualty rates after Dupuy's Quantified Judgment Model."""

    name: ClassVar[str] = "qjm"

    class Parameters(Parameters):
        """What can be tuned."""

        priors: ClassVar[dict[str, Prior]] = {
            "attacker_rate": likely(0.01, 0.08, "three times either way", "Lawrence 1996"),
            "defender_rate": likely(0.005, 0.045, "three times either way", "Lawrence 1996"),
            "attacker_most": likely(0.05, 0.35, "two or three times either way", "Lawrence 1996"),
            "defender_most": likely(0.02, 0.17, "three times either way", "Lawrence 1996"),
            "hasty": likely(1.1, 1.55, *_DUPUY),
            "prepared": likely(1.25, 1.8, *_DUPUY),
            "fortified": likely(1.35, 1.9, *_DUPUY),
            "rugged": likely(1.25, 1.8, *_DUPUY),
            "urban": likely(1.15, 1.7, *_DUPUY),
            "rolling": likely(1.1, 1.55, *_DUPUY),
            "odds_power": between(0.0, 0.5, 1.0, "from no effect of superiority to proportion"),
            "size_power": between(
                0.0, 0.15, 0.4, "smaller forces lose a larger share", "Lawrence 1996"
            ),
            "night": between(0.1, 0.5, 1.0, "darkness spares men, and fire is less already"),
            "surprise": likely(0.8, 3.0, "much of Dupuy's surprise is in the fire already"),
            "mission": likely(
                0.5, 2.0, "an attack succeeds at a ratio above 1; twice either way", "Dupuy 1979"
            ),
            "equipment": likely(0.2, 5.0, "five times as fast or as slow as men"),
            "decision_hours": likely(6.0, 54.0, "a morning to two days"),
            "outcome_spread": likely(0.5, 3.0, "battles of equal power go either way"),
        }
        fixed: ClassVar[dict[str, str]] = {
            "flat": "the unit of the terrain factors",
            "attack_weight": "only its product with `attack_fire` can be told",
        }
        usual: ClassVar[tuple[str, ...]] = (
            "attacker_rate",
            "defender_rate",
            "odds_power",
            "decision_hours",
            "outcome_spread",
        )

        units: ClassVar[dict[str, str]] = {
            "attacker_rate": "a day",
            "defender_rate": "a day",
            "attacker_most": "a day",
            "defender_most": "a day",
        }

        attacker_rate: float = Field(
            0.028,
            ge=0,
            le=1,
            description="standard losses of an attacker, share a day (Lawrence 1996)",
        )
        defender_rate: float = Field(
            0.015,
            ge=0,
            le=1,
            description="standard losses of a defender, share a day (Lawrence 1996)",
        )
        attacker_most: float = Field(
            0.1344,
            ge=0,
            le=1,
            description="highest losses of an attacker, share a day (Lawrence 1996)",
        )
        defender_most: float = Field(
            0.0576,
            ge=0,
            le=1,
            description="highest losses of a defender, share a day (Lawrence 1996)",
        )
        hasty: float = Field(
            1.3, gt=0, description="posture factor of a hasty defence (Dupuy 1979)"
        )
        prepared: float = Field(
            1.5, gt=0, description="posture factor of a prepared defence (Dupuy 1979)"
        )
        fortified: float = Field(
            1.6, gt=0, description="posture factor of a fortified defence (Dupuy 1979)"
        )
        rugged: float = Field(
            1.5, gt=0, description="terrain factor, rugged and mixed (Dupuy 1979)"
        )
        urban: float = Field(1.4, gt=0, description="terrain factor, urban (Dupuy 1979)")
        rolling: float = Field(
            1.3, gt=0, description="terrain factor, rolling and mixed (Dupuy 1979)"
        )
        flat: float = Field(1.0, gt=0, description="terrain factor of all other ground (assumed)")
        attack_weight: float = Field(
            0.5,
            gt=0,
            description="multiplier of the attacker's fire that takes back `attack_fire` of the "
            "shared modifiers, since the posture of an attack is 1 (assumed)",
        )
        odds_power: float = Field(
            0.5, ge=0, description="power of the enemy's superiority in the losses (assumed)"
        )
        size_power: float = Field(
            0.15, ge=0, description="power of 15,000 over the strength in the losses (assumed)"
        )
        night: float = Field(0.5, ge=0, description="multiplier of losses in darkness (assumed)")
        surprise: float = Field(
            1.5, ge=0, description="multiplier of the losses of a surprised defender (assumed)"
        )
        decision_hours: float = Field(
            18.0, gt=0, description="mean hours until one side has had enough (assumed)"
        )
        mission: float = Field(
            1.0,
            gt=0,
            description="mission factor: the power ratio that an attacker needs for an even chance "
            "(assumed; Dupuy counts a ratio above 1 as success)",
        )
        outcome_spread: float = Field(
            1.5,
            ge=0,
            description="standard deviation of the log of the power ratio on the day (assumed)",
        )
        equipment: float = Field(
            1.0, ge=0, description="losses of equipment under fire, relative to men (assumed)"
        )

    def resolve(self, engagement: Engagement) -> Losses:
        """Losses of one turn."""
        ratio = power_ratio(engagement)
        surprise = np.where(engagement.surprised, engagement.parameter("surprise"), 1.0)
        attacker = self._daily(engagement, "attacker", engagement.attacker, 1.0 / ratio)
        defender = self._daily(engagement, "defender", engagement.defender, ratio, surprise)
        red, blue = engagement.attacker, engagement.defender
        equipment = engagement.parameter("equipment")
        decided, successful = _outcome(engagement, ratio)
        return Losses(
            _lose_men(engagement, red, blue, attacker),
            _lose_men(engagement, blue, red, defender),
            _lose_weapons(engagement, red, blue, attacker * equipment),
            _lose_weapons(engagement, blue, red, defender * equipment),
            attacker_breaks=decided & ~successful,
            defender_breaks=decided & successful,
        )

    def _daily(
        self,
        engagement: Engagement,
        side: str,
        force: Force,
        odds: np.ndarray,
        surprise: np.ndarray | float = 1.0,
    ) -> np.ndarray:
        """Share of a side's men lost in a day, (k,); `odds` are the enemy's over its own."""
        men = np.maximum(force.men.sum(axis=1), 1)
        rate = engagement.parameter(f"{side}_rate") * surprise
        rate = rate * powers(_DIVISION / men, engagement.parameter("size_power"))
        rate = rate * powers(odds, engagement.parameter("odds_power"))
        rate = np.minimum(rate, engagement.parameter(f"{side}_most"))
        return np.asarray(rate * (engagement.parameter("night") if engagement.night else 1.0))


def power_ratio(engagement: Engagement) -> np.ndarray:
    """Combat power of the attacker over that of the defender, (k,), from 0.001 to 1000."""
    works = engagement.fortification
    names = ("hasty", "prepared", "fortified")
    hasty, prepared, fortified = (engagement.parameter(name) for name in names)
    low, middle, high = _POSTURE_WORKS
    to_prepared = np.clip((works - low) / (middle - low), 0.0, 1.0)
    to_fortified = np.clip((works - middle) / (high - middle), 0.0, 1.0)
    posture = hasty + (prepared - hasty) * to_prepared + (fortified - prepared) * to_fortified
    terrain = engagement.parameter(TERRAINS[engagement.terrain].dupuy)
    attacker = engagement.parameter("attack_weight") * firepower(engagement.attacker)
    defender = posture * terrain * firepower(engagement.defender)
    ratio = np.maximum(attacker, 1e-9) / np.maximum(defender, 1e-9)
    return np.asarray(np.clip(ratio, 1e-3, 1e3))


def _outcome(engagement: Engagement, ratio: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Whether the engagement is decided this turn, and whether the attacker succeeds, (k,) bool.

    He does if his power ratio, as it turns out on that day, exceeds his mission factor.
    """
    draws, rows = engagement.draws, engagement.rows
    address = draws.address("combat/qjm", engagement.place)
    due = draws.uniform(address, engagement.turn, rows)
    decided = due < chances(engagement.hours / engagement.parameter("decision_hours"))
    day = normals(draws.uniform(address, 0, rows)) * engagement.parameter("outcome_spread")
    successful = logs(ratio / engagement.parameter("mission")) + day > 0.0
    fought = (engagement.attacker.men.sum(axis=1) > 0) & (engagement.defender.men.sum(axis=1) > 0)
    return np.asarray(decided & fought), np.asarray(successful)


def _lose_men(engagement: Engagement, force: Force, enemy: Force, rate: np.ndarray) -> np.ndarray:
    """Binomial losses of each unit, by its exposure relative to the side's mean, (k, U)."""
    lost = np.zeros_like(force.men)
    mean = row_sums(force.men * force.exposure) / np.maximum(force.men.sum(axis=1), 1)
    daily = np.where((firepower(enemy) > 0) & (mean > 0), rate, 0.0) / np.where(mean > 0, mean, 1.0)
    uniforms = engagement.uniforms(force)
    for unit in range(lost.shape[1]):
        hazard = daily * force.exposure[:, unit] * engagement.hours / 24.0
        men = np.ascontiguousarray(force.men[:, unit])
        lost[:, unit] = binomials(men, chances(hazard), uniforms[:, unit])
    return lost


def _lose_weapons(
    engagement: Engagement, force: Force, enemy: Force, rate: np.ndarray
) -> np.ndarray:
    """Binomial losses of each weapon entry at whose category the enemy fires, (k, W)."""
    lost = np.zeros_like(force.weapons)
    chance = chances(rate * engagement.hours / 24.0)
    uniforms = engagement.weapon_uniforms(force)
    for entry, category in enumerate(force.weapon_category):
        if category >= 0:
            fired_at = firepower(enemy, category) > 0
            weapons = np.ascontiguousarray(force.weapons[:, entry])
            lost[:, entry] = binomials(weapons, np.where(fired_at, chance, 0.0), uniforms[:, entry])
    return lost
