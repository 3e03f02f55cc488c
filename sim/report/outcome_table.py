"""The outcome of one battle as a compact table."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from rich import box
from rich.table import Table

from sim.report.figures import hour
from sim.results.labels import capitalised, operation_title, place_title, unit_title
from sim.scenario.definition import Definition
from sim.scenario.measures.civilians import WORDS as LOTS
from sim.scenario.measures.ships import carriers

LOSSES = ("killed", "wounded", "missing", "captured", "casualties")


def outcome_tables(outcome: Mapping[str, Any], definition: Definition) -> list[Table]:
    """Losses by side and place, equipment, and hours; rows of zeros are left out.

    `outcome` has the value of each measure: numbers, `datetime` or None, and the winner's name.
    """
    makers = (_losses, _civilians, _ships, _equipment, _hours)
    tables = [make(outcome, definition) for make in makers]
    return [table for table in tables if table.row_count]


def _table(title: str, *columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column(title)
    for column in columns:
        table.add_column(column, justify="right")
    return table


def _losses(outcome: Mapping[str, Any], definition: Definition) -> Table:
    table = _table("Men lost", *(capitalised(noun) for noun in LOSSES))
    for side, details in definition.sides.items():
        counts = [int(outcome[f"{side}.{noun}"]) for noun in LOSSES]
        table.add_row(details.title, *(f"{n:,}" for n in counts), style="bold")
        for place in definition.places:
            counts = [int(outcome[f"{place}.{side}.{noun}"]) for noun in LOSSES]
            if any(counts):
                title = capitalised(place_title(place, definition))
                table.add_row(f"  {title}", *(f"{n:,}" if n else "" for n in counts))
    return table


def _civilians(outcome: Mapping[str, Any], definition: Definition) -> Table:
    table = _table("Civilians", *(capitalised(noun) for noun in LOTS.values()))
    for place in definition.places:
        counts = [int(outcome.get(f"{place}.civilians.{lot}", 0)) for lot in LOTS]
        if any(counts):
            table.add_row(capitalised(place_title(place, definition)), *(f"{n:,}" for n in counts))
    return table


def _ships(outcome: Mapping[str, Any], definition: Definition) -> Table:
    """What became of those aboard each unit of ships."""
    table = _table("People aboard ships", "Dead", "Saved from the water", "Put ashore", "Sunk")
    for ship in carriers(definition):
        dead, rescued, landed = (int(outcome[f"{ship}.{w}"]) for w in ("dead", "rescued", "landed"))
        if dead or rescued or landed:
            sunk = outcome[f"{ship}.sunk_at"]
            title = capitalised(unit_title(ship, definition))
            counts = (f"{n:,}" if n else "" for n in (dead, rescued, landed))
            table.add_row(title, *counts, hour(sunk) if sunk else "")
    return table


def _equipment(outcome: Mapping[str, Any], definition: Definition) -> Table:
    table = _table("Weapons and sorties", "Lost", "Damaged", "Sorties")
    for side, details in definition.sides.items():
        for weapon, described in definition.weapons.items():
            counts = [
                int(outcome.get(f"{side}.{weapon}.{noun}", 0))
                for noun in ("lost", "damaged", "sorties")
            ]
            if any(counts):
                title = described.title or weapon.replace("_", " ")
                table.add_row(f"{details.title}: {title}", *(f"{n:,}" if n else "" for n in counts))
    return table


def _hours(outcome: Mapping[str, Any], definition: Definition) -> Table:
    table = _table(f"Hours ({definition.clock.name})", "Begun", "Taken or complete")
    for place in definition.places:
        taken = outcome[f"{place}.taken_at"]
        if taken is not None:
            table.add_row(capitalised(place_title(place, definition)), "", hour(taken))
    for operation in definition.operations:
        begun, complete = (outcome[f"{operation}.{e}"] for e in ("started_at", "completed_at"))
        if begun is not None:
            title = capitalised(operation_title(operation, definition))
            table.add_row(title, hour(begun), hour(complete) if complete else "not by the end")
    for side, details in definition.sides.items():
        surrendered = outcome[f"{side}.surrendered_at"]
        if surrendered is not None:
            table.add_row(f"{details.title} surrendered", "", hour(surrendered))
    return table


def winner_sentence(outcome: Mapping[str, Any], definition: Definition) -> str:
    """Who has won, as a sentence."""
    side = definition.sides.get(outcome["winner"])
    return f"Winner: {side.title}" if side else "Neither side has won"


def plain_outcome(columns: Mapping[str, np.ndarray], row: int = 0) -> dict[str, Any]:
    """One run's value of each measure as plain Python: int, datetime or None, text."""
    return {
        name: values[row].item() if isinstance(values[row], np.generic) else values[row]
        for name, values in columns.items()
        if name != "run"
    }
