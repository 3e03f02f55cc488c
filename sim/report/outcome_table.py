"""The outcome of one battle as a compact table."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.report.table import Table
from sim.results.figures import hour
from sim.scenario.definition import Definition
from sim.scenario.measures.civilians import WORDS as LOTS
from sim.scenario.measures.ships import carriers
from sim.scenario.titles import capitalised, operation_title, place_title, unit_title

LOSSES = ("killed", "wounded", "missing", "captured", "casualties")


def outcome_tables(outcome: Mapping[str, Any], definition: Definition) -> list[Table]:
    """Losses by side and place, equipment, and hours; rows of zeros are left out.

    `outcome` has the value of each measure: numbers, `datetime` or None, and the winner's name.
    """
    makers = (_losses, _civilians, _ships, _equipment, _hours)
    tables = [make(outcome, definition) for make in makers]
    return [table for table in tables if table.rows]


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    return Table.of(title, ["", *columns], rows, *range(1, len(columns) + 1))


def _losses(outcome: Mapping[str, Any], definition: Definition) -> Table:
    rows: list[list[str]] = []
    totals: list[int] = []
    for side, details in definition.sides.items():
        totals.append(len(rows))
        rows.append([details.title, *(f"{n:,}" for n in _lost(outcome, side))])
        for place in definition.places:
            counts = _lost(outcome, f"{place}.{side}")
            if any(counts):
                title = capitalised(place_title(place, definition))
                rows.append([f"  {title}", *_cells(counts)])
    headings = ["", *(capitalised(noun) for noun in LOSSES)]
    return Table.of("Men lost", headings, rows, *range(1, len(headings)), totals=totals)


def _lost(outcome: Mapping[str, Any], owner: str) -> list[int]:
    return [int(outcome[f"{owner}.{noun}"]) for noun in LOSSES]


def _cells(counts: Sequence[int]) -> list[str]:
    """Counts, of which those of none stay empty."""
    return [f"{n:,}" if n else "" for n in counts]


def _civilians(outcome: Mapping[str, Any], definition: Definition) -> Table:
    rows = []
    for place in definition.places:
        counts = [int(outcome.get(f"{place}.civilians.{lot}", 0)) for lot in LOTS]
        if any(counts):
            rows.append([capitalised(place_title(place, definition)), *(f"{n:,}" for n in counts)])
    return _table("Civilians", [capitalised(noun) for noun in LOTS.values()], rows)


def _ships(outcome: Mapping[str, Any], definition: Definition) -> Table:
    """What became of those aboard each unit of ships."""
    rows = []
    for ship in carriers(definition):
        counts = [int(outcome[f"{ship}.{what}"]) for what in ("dead", "rescued", "landed")]
        if any(counts):
            sunk = outcome[f"{ship}.sunk_at"]
            title = capitalised(unit_title(ship, definition))
            rows.append([title, *_cells(counts), hour(sunk) if sunk else ""])
    headings = ["Dead", "Saved from the water", "Put ashore", "Sunk"]
    return _table("People aboard ships", headings, rows)


def _equipment(outcome: Mapping[str, Any], definition: Definition) -> Table:
    rows = []
    for side, details in definition.sides.items():
        for weapon, described in definition.weapons.items():
            counts = [
                int(outcome.get(f"{side}.{weapon}.{noun}", 0))
                for noun in ("lost", "damaged", "sorties")
            ]
            if any(counts):
                title = described.title or weapon.replace("_", " ")
                rows.append([f"{details.title}: {title}", *_cells(counts)])
    return _table("Weapons and sorties", ["Lost", "Damaged", "Sorties"], rows)


def _hours(outcome: Mapping[str, Any], definition: Definition) -> Table:
    rows = []
    for place in definition.places:
        taken = outcome[f"{place}.taken_at"]
        if taken is not None:
            rows.append([capitalised(place_title(place, definition)), "", hour(taken)])
    for operation, spec in definition.operations.items():
        begun, complete = (outcome[f"{operation}.{e}"] for e in ("started_at", "completed_at"))
        title = capitalised(operation_title(operation, definition))
        if begun is not None:
            rows.append([title, hour(begun), hour(complete) if complete else "not by the end"])
        elif spec.enabled:
            rows.append([title, "never", ""])
    for side, details in definition.sides.items():
        surrendered = outcome[f"{side}.surrendered_at"]
        if surrendered is not None:
            rows.append([f"{details.title} surrendered", "", hour(surrendered)])
    return _table(f"Hours ({definition.clock.name})", ["Begun", "Taken or complete"], rows)


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
