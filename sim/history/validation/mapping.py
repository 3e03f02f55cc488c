"""From a row of a table of battles to a scenario in memory: the default mapping.

Every battle is one attack on one place, in which both sides stand in contact from the first turn.
What the row says of strength and arms becomes units; what it says of the outcome (casualties,
hours, the winner) is not looked at. Six things are stated here, and are the same for all battles:

- **Eras.** How large a part of a force a battle costs, and how fast, changed with the density of
  armies: those of the linear age fought shoulder to shoulder for a few hours, those of 1914-1918
  fed whole armies into weeks of battle, and since 1939 most of a division has stood behind its
  front. Two numbers an era multiply the losses at which a side gives up, and its fire.
- **Arms.** A tank, a sortie of close support and a gun count as so many armed men.
- **Air superiority** lets an attack go on for longer and shortens the stand of a defence: the
  losses at which each side gives up are shifted by `air` on the log scale, one way each.
- **Posture.** A defence that is to delay leaves sooner, and one in fortifications stands longer:
  `delay` and `fortified` shift the losses at which it gives up, on the log scale.
- **Size.** Larger forces feed fresh troops into a battle, which goes on to larger losses: those at
  which both sides give up rise with the power `size` of the men of both.
- **Surprise** is left out unless asked for, since it was judged after the event; each step beyond
  `USUAL_SURPRISE` then multiplies the attacker's fire by exp(`surprise`) and divides the other's.

Terrain is not read: beside the strengths it tells nothing of the exchange of losses in this table
(attackers choose where to attack, and bring what it takes). The battle begins at dawn
in June and has `LONGEST` days; what is undecided then is a draw.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sim.rules.modifiers import Modifiers

Row = Mapping[str, Any]
Tree = dict[str, Any]
Mapper = Callable[[Row], Tree]
"""Turns a row into the tree of a scenario with the sides `attacker` and `defender`.

The winner is measured by the scenario's `victory`; an operation named `attack` that never ends
makes a draw, and its end is the end of the battle.
"""

ATTACKER, DEFENDER, ATTACK = "attacker", "defender", "attack"
LONGEST = 14
"""Days after which a battle counts as undecided (assumed)."""


class Era(NamedTuple):
    """What sets the battles of an age apart."""

    name: str
    until: int
    """The last year."""
    resolve: float
    """Multiplier of the losses at which a side gives up."""
    tempo: float
    """Multiplier of the fire of both sides; the hours of a table count pauses as well."""


ERAS = (
    Era("1600-1899", 1899, 3.2, 0.6),
    Era("1900-1938", 1938, 2.9, 0.4),
    Era("1939-1945", 1945, 0.98, 0.03),
    Era("since 1946", 9999, 0.98, 0.05),
)
"""Fitted on the bundled table; the resolve of the last two together, for they have few wars."""


POSTURES = {"delay": (("DL", "WD"), 0.04), "fortified": (("FD",), 0.32)}
"""Postures that shift a defender's break point, and the share of the table that takes each."""
USUAL_SIZE = 40_000.0
"""Men of both sides in the middle battle of the table."""
USUAL_SURPRISE = 0.5
"""Steps by which attackers surprise defenders on the average."""


def age_of(era: str) -> str:
    """What the resolve of an era is fitted for."""
    return "since 1939" if era in ("1939-1945", "since 1946") else era


def era_of(year: float, eras: tuple[Era, ...] = ERAS) -> Era:
    """The era of a year."""
    return next(one for one in eras if year <= one.until)


@dataclass(frozen=True)
class DefaultMapping:
    """The default mapping; call it with a row."""

    eras: tuple[Era, ...] = ERAS
    tank: float = 210.0
    """Armed men that one counts for; prior 20 to 400, fitted."""
    sortie: float = 35.0
    """Armed men that a sortie or aircraft of close support counts for; prior 10 to 200, fitted."""
    gun: float = 4.2
    """Armed men that an artillery piece counts for; prior 2 to 20. The table hardly tells."""
    air: float = 0.27
    """Log of the factor by which air superiority raises the attacker's break point and lowers the
    defender's; prior 0 to 0.5, fitted."""
    quality_spread: float = 0.77
    """Standard deviation of the log of what a table leaves unsaid of each side's fire: training,
    leadership, supply, ground, the worth of its arms; prior 0.3 to 1, fitted."""
    attacker_spread: float = 1.14
    """The same of the losses at which an attack is given up: orders, what is at stake, the war that
    it belongs to; prior 0.3 to 1.5, fitted."""
    defender_spread: float = 0.93
    """The same of a defence, with room to fall back; prior 0.3 to 1.5, fitted."""
    delay: float = -0.16
    """Log of the factor by which the break point of a defender who is to delay exceeds that of
    others; prior -0.4 to 0.4, fitted."""
    fortified: float = 0.48
    """The same of a fortified defence; prior -0.4 to 0.4, fitted."""
    size: float = 0.11
    """Power of the men of both sides by which break points rise; prior 0 to 0.3, fitted."""
    surprise: float = 0.0
    """Log of the factor of fire for each step of surprise; 0 leaves it out."""

    def __call__(self, row: Row) -> Tree:
        """The scenario of a battle."""
        title, where = row["name"] or row["battle"], f"battle {row['battle']}"
        return {
            "name": key_of(row["battle"]),
            "title": f"{title}, {row['year']:.0f}",
            "summary": f"{row['attacker']} attack {row['defender']}.",
            "start": "2000-06-01 06:00",
            "end": f"2000-06-{1 + LONGEST:02d} 06:00",
            "turn": "1 h",
            "sources": {"table": {"title": "a table of battles"}},
            "sides": {
                side: {"title": row[side], "source": "table", "where": where}
                for side in (ATTACKER, DEFENDER)
            },
            "weapons": {
                "gun": self._arm("artillery piece", self.gun),
                "tank": self._arm("tank", self.tank),
                "sortie": self._arm("sortie of close support", self.sortie),
            },
            "places": {
                "line": _place("where the attack sets out", ATTACKER),
                "field": _place("the field of battle", DEFENDER)
                | {"retreat": "rear", "fortification": WORKS},
                "rear": _place("the rear of the defence", DEFENDER),
            },
            "routes": [_route("line", "field"), _route("field", "rear")],
            "units": {f"{side}s": self._force(row, side) for side in (ATTACKER, DEFENDER)},
            "operations": {ATTACK: _ATTACK},
            "victory": [
                {"side": side, "when": {"control": {"field": side}}}
                for side in (ATTACKER, DEFENDER)
            ],
        }

    def _arm(self, title: str, men: float) -> Tree:
        fire = {"personnel": men * RIFLE}
        return {"title": title, "fire": fire, "assumed": f"as {men:g} armed men"}

    def _force(self, row: Row, side: str) -> Tree:
        arms = (("gun", "guns"), ("tank", "tanks"), ("sortie", "sorties"))
        spread = self.attacker_spread if side == ATTACKER else self.defender_spread
        return {
            "side": side,
            "title": row[side],
            "men": round(row[f"{side}_men"]),
            "weapons": {name: round(row[f"{side}_{column}"]) for name, column in arms},
            "quality": _unknown(self._quality(row, side), self.quality_spread),
            "resolve": _unknown(self._resolve(row, side), spread),
            "place": "line" if side == ATTACKER else "field",
            "source": "table",
            "where": f"battle {row['battle']}",
        }

    def _quality(self, row: Row, side: str) -> float:
        """Multiplier of a side's fire."""
        tempo = era_of(row["year"], self.eras).tempo
        surprise = self.surprise * (row["surprise"] - USUAL_SURPRISE)
        return tempo * math.exp(surprise if side == ATTACKER else -surprise)

    def _resolve(self, row: Row, side: str) -> float:
        """Multiplier of the losses at which a side gives up."""
        men = row["attacker_men"] + row["defender_men"]
        stand = self.size * math.log(men / USUAL_SIZE)
        air = self.air * row["air_superiority"]
        if side == ATTACKER:
            stand += air
        else:
            stand -= air
            for name, (kinds, usual) in POSTURES.items():
                stand += getattr(self, name) * ((row["posture"] in kinds) - usual)
        return era_of(row["year"], self.eras).resolve * math.exp(stand)


RIFLE: float = Modifiers.Parameters.model_fields["rifle"].default
"""Fire of an armed man, of which that of arms is a multiple."""
WORKS = 0.6
"""Strength of the works of every defence: prepared positions (assumed)."""
_ATTACK: Tree = {
    "kind": "assault",
    "side": ATTACKER,
    "title": "the attack",
    "units": [f"{ATTACKER}s"],
    "to": "field",
    "distance": "0 km",
    "start": {"at": "2000-06-01 06:00"},
    "assumed": "one attack by all at dawn",
}


def _unknown(median: float, spread: float) -> Tree:
    """A factor of which the median is known, and the standard deviation of the logarithm."""
    return {"lognormal": [round(median, 4), round(math.exp(spread), 4)]}


def _place(title: str, side: str) -> Tree:
    return {"title": title, "held_by": side, "hills": True, "assumed": "open ground"}


def _route(first: str, second: str) -> Tree:
    return {"between": [first, second], "distance": "5 km", "assumed": "near"}


def key_of(battle: str) -> str:
    """The name of a battle as the name of a scenario."""
    name = re.sub(r"[^a-z0-9]+", "_", battle.lower()).strip("_")
    return name if name[:1].isalpha() else f"battle_{name}"
