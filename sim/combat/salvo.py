"""Exchanges of salvos between ships, craft, coastal batteries, aircraft and torpedoes.

Hughes' salvo equations (Hughes 1995, Naval Research Logistics 42, 267-289). A side of A ships of
offensive power a (well-aimed missiles each) fires at B ships of defensive power d (missiles each
can stop) and staying power w (hits that put one out of action); both sides fire at once:

    losses of B = (p a A - q d B) / w, not below 0 and not above B

with p the accuracy of the attack and q that of the defence. In Armstrong's stochastic form
(Armstrong 2005, Operations Research 53, 830-841) the missiles that are on target are binomial,
(aA, p), and so are those that can be stopped, (dB, q). The missiles that get through fall on the
ships at random; each takes off 1/w of a ship on average, with a standard deviation of
`damage_spread` / w, the sum of h hits being taken as normal. Powers are whole in the end: a
fraction of a missile or ship is one with the probability of the fraction.

Unlike ships fire and defend together; hits spread over the classes by their numbers. What a class
gets beyond its last ship is wasted. Men aboard go out of action with their ship; a crew that
the scenario counts by weapon (`weapons.<class>.crew`) is no matter of the model.

A turn is one salvo. Powers come from `weapons.<class>.salvo` of the scenario, or from the
parameters, for everything but support weapons. No value is published for the craft of these
battles: the defaults are assumptions.
"""

from typing import TYPE_CHECKING, ClassVar

import numpy as np
from pydantic import Field

from sim.combat.contract import CombatModel, Engagement, Force, Losses
from sim.combat.parameters import Parameters
from sim.combat.prior import Prior, between
from sim.combat.sums import row_sums
from sim.luck.variates import binomials, normals
from sim.scenario.vocabulary import DEFENSIVE, EQUIPMENT, OFFENSIVE, POWERS, STAYING

if TYPE_CHECKING:
    from sim.scenario.definition import Definition


class Salvo(CombatModel):
    """Hughes' salvo equations and their stochastic form."""

    name: ClassVar[str] = "salvo"
    reads_salvo: ClassVar[bool] = True
    round_based: ClassVar[bool] = True

    class Parameters(Parameters):
        """What can be tuned."""

        priors: ClassVar[dict[str, Prior]] = {
            "accuracy": between(0.1, 0.5, 0.9, "half of what is aimed"),
            "interception": between(0.1, 0.5, 0.9, "half of what is aimed at"),
            "crew_share": between(0.2, 0.8, 1.0, "most men aboard are lost with a ship"),
            "damage_spread": between(
                0.0, 0.3, 1.0, "from hits that are all alike to a spread as wide as their mean"
            ),
            "surprise_defence": between(0.0, 0.5, 1.0, "from no defence to all of it"),
        }
        fixed: ClassVar[dict[str, str]] = {
            "stochastic": "a choice of the form",
            **{
                f"{side}_{power}": "a stand-in; `weapons.<class>.salvo` states that of each class"
                for side in ("attacker", "defender")
                for power in POWERS
            },
        }
        usual: ClassVar[tuple[str, ...]] = ("accuracy", "interception", "crew_share")

        stochastic: float = Field(1.0, ge=0, le=1, description="1 stochastic, 0 Hughes' equations")
        accuracy: float = Field(
            0.5, ge=0, le=1, description="probability that a missile is on target (assumed)"
        )
        interception: float = Field(
            0.5, ge=0, le=1, description="probability that the defence stops its missile (assumed)"
        )
        damage_spread: float = Field(
            0.0,
            ge=0,
            description="standard deviation of the damage of a hit, as a share of its mean",
        )
        surprise_defence: float = Field(
            0.5,
            ge=0,
            le=1,
            description="share of its defensive power left to a surprised side (assumed)",
        )
        crew_share: float = Field(
            1.0,
            ge=0,
            le=1,
            description="share of the men aboard who are lost with a ship or gun (assumed)",
        )
        attacker_offensive: float = Field(
            1.0, ge=0, description="offensive power of the attacker's classes without one (assumed)"
        )
        attacker_defensive: float = Field(
            0.0, ge=0, description="defensive power of the attacker's classes without one (assumed)"
        )
        attacker_staying: float = Field(
            1.0, gt=0, description="staying power of the attacker's classes without one (assumed)"
        )
        defender_offensive: float = Field(
            1.0, ge=0, description="offensive power of the defender's classes without one (assumed)"
        )
        defender_defensive: float = Field(
            0.0, ge=0, description="defensive power of the defender's classes without one (assumed)"
        )
        defender_staying: float = Field(
            1.0, gt=0, description="staying power of the defender's classes without one (assumed)"
        )

    def resolve(self, engagement: Engagement) -> Losses:
        """Losses of one salvo of each side."""
        attacker, defender = engagement.attacker, engagement.defender
        powers = (
            _powers(engagement, attacker, "attacker"),
            _powers(engagement, defender, "defender"),
        )
        alert = np.ones(len(engagement.rows))
        ready = np.where(engagement.surprised, engagement.parameter("surprise_defence"), alert)
        attackers_lost = _salvo(engagement, defender, attacker, powers[1], powers[0], alert)
        defenders_lost = _salvo(engagement, attacker, defender, powers[0], powers[1], ready)
        crew = engagement.parameter("crew_share")
        return Losses(
            _crews(attacker, attackers_lost, powers[0], crew),
            _crews(defender, defenders_lost, powers[1], crew),
            attackers_lost,
            defenders_lost,
        )

    def unfit(self, definition: "Definition") -> list[str]:
        """Units that have nothing which fires salvos or can be hit by them."""
        fit = {
            name
            for name, weapon in definition.weapons.items()
            if weapon.salvo is not None or weapon.category in EQUIPMENT
        }
        return [
            f"the model 'salvo' cannot serve unit {name!r} ({unit.kind}): "
            "it has no vehicles, guns, craft or aircraft"
            for name, unit in definition.units.items()
            if fit.isdisjoint(unit.weapons)
        ]


def _powers(engagement: Engagement, force: Force, side: str) -> np.ndarray:
    """Offensive, defensive and staying power of each entry, (k, W, 3); staying 0 for no target."""
    if force.salvo is not None:
        return force.salvo
    table = np.stack([engagement.parameter(f"{side}_{power}") for power in POWERS], axis=1)
    return np.asarray(table[:, None, :] * (force.weapon_category >= 0)[None, :, None])


def _salvo(
    engagement: Engagement,
    shooters: Force,
    targets: Force,
    offence: np.ndarray,
    defence: np.ndarray,
    ready: np.ndarray,
) -> np.ndarray:
    """Weapons of the targets put out of action by one salvo, (k, W)."""
    fired = row_sums(shooters.weapons * offence[..., OFFENSIVE])
    stopped = row_sums(targets.weapons * defence[..., DEFENSIVE]) * ready
    stream = f"{engagement.place}/{shooters.side}"
    accuracy, interception = engagement.parameter_table("accuracy", "interception").T
    stochastic = engagement.parameter("stochastic") > 0.5
    hits = np.where(
        stochastic,
        np.maximum(
            _on_target(engagement, fired, accuracy, f"{stream}/attack")
            - _on_target(engagement, stopped, interception, f"{stream}/defence"),
            0,
        ),
        np.maximum(fired * accuracy - stopped * interception, 0.0),
    )
    return _damage(engagement, targets, defence[..., STAYING], hits, stochastic)


def _on_target(
    engagement: Engagement, missiles: np.ndarray, chance: np.ndarray, item: str
) -> np.ndarray:
    address = engagement.draws.address("combat/salvo", item)
    first, second = engagement.draws.pair(address, engagement.turn, engagement.rows)
    whole = np.floor(missiles + 1.0 - second).astype(np.int64)
    return binomials(whole, np.broadcast_to(chance, missiles.shape), first)


def _damage(
    engagement: Engagement,
    targets: Force,
    staying: np.ndarray,
    hits: np.ndarray,
    stochastic: np.ndarray,
) -> np.ndarray:
    """Spread hits over the classes by their numbers and turn them into losses."""
    lost = np.zeros_like(targets.weapons)
    spread = engagement.parameter("damage_spread")
    numbers = np.where(staying > 0, targets.weapons, 0)
    left, exposed = hits, row_sums(numbers)
    for entry in range(lost.shape[1]):
        place, rounding = _entry_draws(engagement, targets, entry, "hits")
        share = np.divide(numbers[:, entry], exposed, out=np.zeros(len(lost)), where=exposed > 0)
        drawn = binomials(left.astype(np.int64), share, place)
        here = np.where(stochastic, drawn, left * share)
        left, exposed = left - here, exposed - numbers[:, entry]
        noise = normals(_entry_draws(engagement, targets, entry, "damage")[0])
        damage = here + np.where(stochastic, spread * np.sqrt(here) * noise, 0.0)
        ships = np.maximum(damage, 0.0) / np.maximum(staying[:, entry], 1e-9)
        whole = np.floor(np.minimum(ships, numbers[:, entry]) + 1.0 - rounding).astype(np.int64)
        lost[:, entry] = np.minimum(whole, numbers[:, entry])
    return lost


def _entry_draws(
    engagement: Engagement, force: Force, entry: int, use: str
) -> tuple[np.ndarray, np.ndarray]:
    unit = force.units[force.weapon_unit[entry]]
    item = f"{engagement.place}/{unit}/{force.weapon_classes[entry]}/{use}"
    address = engagement.draws.address("combat/salvo", item)
    return engagement.draws.pair(address, engagement.turn, engagement.rows)


def _crews(force: Force, lost: np.ndarray, powers: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Men who go out of action with their ships and guns, (k, U)."""
    men = np.zeros_like(force.men)
    counted = np.where(powers[..., STAYING] > 0, force.weapons, 0)
    for unit in range(men.shape[1]):
        mine = force.weapon_unit == unit
        there, gone = counted[:, mine].sum(axis=1), lost[:, mine].sum(axis=1)
        part = share * gone / np.maximum(there, 1)
        men[:, unit] = np.minimum(np.ceil(force.men[:, unit] * part), force.men[:, unit])
    return men
