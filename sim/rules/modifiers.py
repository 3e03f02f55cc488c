"""The table of modifiers: how circumstances change fire and exposure, the same for all models.

Fire is what a unit inflicts, exposure what it suffers. Every circumstance is one factor; factors
multiply. None of the values is published for these battles: they are assumptions, shared by all
battles, in the range that attrition handbooks and wargames use, and a scenario may override them.
"""

from typing import Any, ClassVar

import numpy as np
from pydantic import Field, create_model

from sim.combat.parameters import Parameters
from sim.combat.prior import Prior, between, likely
from sim.elementary import exp2
from sim.kernel import njit
from sim.rules.rule import Rule
from sim.scenario.definition import Definition
from sim.scenario.vocabulary import TERRAINS, Terrain


def _exposure(terrain: Terrain) -> Any:
    words = f"exposure of a defender {terrain.where}"
    return (float, Field(terrain.exposure, ge=0, description=words))


_EXPOSURES: dict[str, Any] = {name: _exposure(terrain) for name, terrain in TERRAINS.items()}
_Terrains = create_model("_Terrains", __base__=Parameters, **_EXPOSURES)


class Modifiers(Rule):
    """The table of modifiers."""

    section = "modifiers"

    class Parameters(_Terrains):
        """Factors of fire and exposure; 1 leaves them as they are."""

        title: ClassVar[str] = "modifiers"
        priors: ClassVar[dict[str, Prior]] = {
            **{
                name: likely(
                    0.75 * one.exposure, 1.3 * one.exposure, "the tables of wargames differ so"
                )
                for name, one in TERRAINS.items()
            },
            "rifle": likely(
                0.05, 0.8, "four times either way; no rate is published for these battles"
            ),
            "attacker_cover": between(0.0, 0.5, 1.0, "who moves can use some of the ground"),
            "fortification": between(
                0.2, 0.6, 0.9, "works halve or quarter the losses of a defence"
            ),
            "attack_fire": likely(
                0.5, 4.0, "the attacker fires less and picks the place and the hour"
            ),
            "night_fire": between(0.05, 0.3, 0.9, "fire in darkness finds few targets"),
            "surprise_fire": between(0.05, 0.3, 0.9, "men fire little before they stand to"),
            "surprise_exposure": likely(
                1.5, 8.0, "Dupuy's surprise factors raise losses up to fourfold"
            ),
            "suppression_fire": between(0.4, 0.8, 1.0, "who lies low hardly fires"),
            "suppression_hours": likely(0.25, 4.0, "minutes after the last shell, or until dark"),
            "disorder_fire": between(0.2, 0.6, 0.9, "a part of the men finds its leaders"),
            "disorder_exposure": likely(1.0, 2.5, "men bunch at the edge of the water"),
            "disorder_hours": likely(0.3, 3.0, "companies rally within an hour or a few"),
            "afloat_fire": between(0.0, 0.1, 0.4, "machine guns fire over the bow"),
            "afloat_exposure": likely(1.0, 4.0, "men stand close in craft that are easy to see"),
            "surprise_hours": likely(0.5, 6.0, "until the alarm has reached everybody"),
            "scouted_detection": between(0.1, 0.5, 1.0, "scouts find the way that is not watched"),
            "night_detection": between(0.1, 0.5, 1.0, "darkness hides, but sound carries"),
            "scouted_rocks": between(0.1, 0.5, 1.0, "marked rocks are avoided"),
            "anti_aircraft": likely(
                0.0005, 0.02, "hundreds of bursts for each aircraft that is hit"
            ),
            "friendly_fire": likely(0.005, 0.1, "close support errs once in tens of raids"),
            "fog_fire": between(0.3, 0.6, 1.0, "fire is at short range then"),
            "fog_detection": between(0.1, 0.5, 1.0, "as in darkness"),
            "fog_flying": between(0.0, 0.25, 0.6, "few pilots flew on instruments"),
            "fog_gunfire": between(0.05, 0.3, 0.8, "fire by the map"),
        }
        units: ClassVar[dict[str, str]] = {
            "rifle": "an hour",
            "suppression_hours": "h",
            "disorder_hours": "h",
            "surprise_hours": "h",
        }

        rifle: float = Field(
            0.2, ge=0, description="losses an hour that one armed man inflicts on men in the open"
        )
        attacker_cover: float = Field(
            0.5, ge=0, le=1, description="share of a terrain's cover that an attacker can use"
        )
        fortification: float = Field(
            0.6, ge=0, le=1, description="share of exposure that the strongest works take away"
        )
        attack_fire: float = Field(2.0, ge=0, description="fire of an attacker on the move")
        night_fire: float = Field(0.3, ge=0, description="fire of both sides in darkness")
        surprise_fire: float = Field(0.3, ge=0, description="fire of a surprised garrison")
        surprise_exposure: float = Field(4.0, ge=0, description="exposure of a surprised garrison")
        suppression_fire: float = Field(
            0.8, ge=0, le=1, description="share of fire that full suppression takes away"
        )
        suppression_hours: float = Field(1.0, gt=0, description="hours in which suppression halves")
        disorder_fire: float = Field(
            0.6, ge=0, le=1, description="share of fire that full disorder takes away"
        )
        disorder_exposure: float = Field(
            1.5, ge=0, description="exposure of a unit in full disorder, as just after landing"
        )
        disorder_hours: float = Field(1.0, gt=0, description="hours in which disorder halves")
        afloat_fire: float = Field(0.1, ge=0, description="fire of men in craft during the run-in")
        afloat_exposure: float = Field(2.0, ge=0, description="exposure of men in craft under fire")
        surprise_hours: float = Field(2.0, ge=0, description="hours that surprise lasts")
        scouted_detection: float = Field(
            0.5, ge=0, description="multiplier of the detection of an approach that scouts prepared"
        )
        night_detection: float = Field(
            0.5, ge=0, description="multiplier of the detection of an approach in darkness"
        )
        scouted_rocks: float = Field(
            0.5, ge=0, description="multiplier of groundings where scouts have been"
        )
        anti_aircraft: float = Field(
            0.003, ge=0, description="chance that one machine gun hits an aircraft in one sortie"
        )
        friendly_fire: float = Field(
            0.03, ge=0, le=1, description="chance that a raid close to own troops hits them"
        )
        fog_fire: float = Field(
            0.6,
            ge=0,
            le=1,
            description="fire of both sides in the densest fog, as if in poor light",
        )
        fog_detection: float = Field(
            0.5, ge=0, le=1, description="multiplier of the detection of an approach in dense fog"
        )
        fog_flying: float = Field(
            0.25, ge=0, le=1, description="share of the sorties that still fly in the densest fog"
        )
        fog_gunfire: float = Field(
            0.3, ge=0, le=1, description="effect of observed gunfire from afar in the densest fog"
        )

    @classmethod
    def idle(cls, definition: Definition) -> dict[str, str]:
        """Fog where there is none, and scouts whom nobody sends."""
        kinds = {operation.kind_name() for operation in definition.operations.values()}
        vain = {} if definition.weather.fog else {"fog_": "without fog in `weather`"}
        vain |= {} if "scout" in kinds else {"scouted_": "without an operation of the kind 'scout'"}
        return {
            name: f"has no effect {why}"
            for name in cls.Parameters.names()
            for begin, why in vain.items()
            if name.startswith(begin)
        }


_COLUMN = {name: i for i, name in enumerate(Modifiers.Parameters.names())}

_RIFLE = _COLUMN["rifle"]
_TERRAIN = _COLUMN[next(iter(TERRAINS))]
_ATTACKER_COVER = _COLUMN["attacker_cover"]
FORTIFICATION = _COLUMN["fortification"]
_ATTACK_FIRE = _COLUMN["attack_fire"]
_NIGHT_FIRE = _COLUMN["night_fire"]
_SURPRISE_FIRE = _COLUMN["surprise_fire"]
_SURPRISE_EXPOSURE = _COLUMN["surprise_exposure"]
_SUPPRESSION_FIRE = _COLUMN["suppression_fire"]
SUPPRESSION_HOURS = _COLUMN["suppression_hours"]
_DISORDER_FIRE = _COLUMN["disorder_fire"]
_DISORDER_EXPOSURE = _COLUMN["disorder_exposure"]
DISORDER_HOURS = _COLUMN["disorder_hours"]
_AFLOAT_FIRE = _COLUMN["afloat_fire"]
_AFLOAT_EXPOSURE = _COLUMN["afloat_exposure"]


@njit(cache=True, inline="always")
def faded(hours: float, half_life: float) -> float:
    """What is left of a level that halves every `half_life` hours; nothing after twenty of them."""
    return 0.0 if hours > 20.0 * half_life else exp2(-hours / half_life)


@njit(cache=True)
def fading(
    modifiers: np.ndarray, half_life: int, hours: float, turn: int, at: float = 0.0
) -> np.ndarray:
    """What is left of a level after 0, 1, 2 ... turns, as far as a turn; then nothing, (turn + 2,).

    To look it up is faster than to compute it for each unit. `half_life` is a column of the table
    of modifiers; the values are those of its first run, and of the moment `at` in each turn, from 0
    to 1.
    """
    left = np.zeros(turn + 2)
    for age in range(turn + 1):
        left[age] = faded((age + at) * hours, modifiers[0, half_life])
        if left[age] == 0.0:
            break
    return left


@njit(cache=True, inline="always")
def place_factors(
    m: np.ndarray, terrain: int, fortification: float, attacker: bool, night: bool, surprised: bool
) -> tuple[float, float]:
    """(fire, exposure) that a place and hour give to one side; `m` is a row of the table."""
    cover = m[_TERRAIN + terrain]
    fire = m[_NIGHT_FIRE] if night else 1.0
    if attacker:
        return fire * m[_ATTACK_FIRE], 1.0 - m[_ATTACKER_COVER] * (1.0 - cover)
    exposure = cover * (1.0 - m[FORTIFICATION] * fortification)
    if surprised:
        return fire * m[_SURPRISE_FIRE], exposure * m[_SURPRISE_EXPOSURE]
    return fire, exposure


@njit(cache=True, inline="always")
def unit_factors(m: np.ndarray, suppression: float, disorder: float) -> tuple[float, float]:
    """(fire, exposure) that a unit's own condition gives, its suppression and disorder by now."""
    fire = (1.0 - m[_SUPPRESSION_FIRE] * suppression) * (1.0 - m[_DISORDER_FIRE] * disorder)
    return fire, 1.0 + (m[_DISORDER_EXPOSURE] - 1.0) * disorder


@njit(cache=True, inline="always")
def rifle_fire(m: np.ndarray) -> float:
    """Losses an hour that one armed man inflicts under reference conditions."""
    return float(m[_RIFLE])


@njit(cache=True, inline="always")
def afloat_factors(m: np.ndarray) -> tuple[float, float]:
    """(fire, exposure) of men in craft during the run-in."""
    return m[_AFLOAT_FIRE], m[_AFLOAT_EXPOSURE]
