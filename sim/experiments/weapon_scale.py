"""The scale of weapons: what the bundled battles of 1945 say of each class, for the reference."""

from collections.abc import Iterator
from typing import Any

import yaml

from sim.rules.modifiers import Modifiers
from sim.scenario.library import folder
from sim.scenario.reference import markdown_table

SCALE = "common/august_1945.yaml"
"""The file that the battles of August 1945 share."""
INTRODUCTION = """\
## The scale of weapons

Rates are losses under reference conditions: against men in the open, by day, an hour of fire, one
ship's or battery's bombardment for an hour, or one sortie. One armed man fires as a rifle,
{rifle:g} men an hour (`combat.modifiers.rifle`): rifles are not listed among the weapons of a unit.
`suppression` is that of a hundred men. These are the classes of the bundled battles; a file can use
them by name if it says `include: [{file}]`.
"""
HEADING = ("Class", "Category", "`fire`", "`bombardment`", "`strike`", "`suppression`", "Why")


def weapon_scale() -> Iterator[str]:
    """A part of the reference in Markdown: the rates of each class and their reasons."""
    rifle = Modifiers.Parameters().rifle
    yield INTRODUCTION.format(rifle=rifle, file=SCALE)
    tree: dict[str, Any] = yaml.safe_load((folder() / SCALE).read_text("utf-8"))
    rows = [
        (
            f"`{name}`",
            one.get("category", "support"),
            *(_rates(one.get(power, {})) for power in ("fire", "bombardment", "strike")),
            f"{one.get('suppression', 0):g}",
            one.get("assumed", one.get("where", "")),
        )
        for name, one in tree["weapons"].items()
    ]
    yield markdown_table(HEADING, rows)


def _rates(rates: dict[str, float]) -> str:
    return ", ".join(f"{category} {rate:g}" for category, rate in rates.items()) or "none"
