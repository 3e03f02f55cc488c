"""A validation as tables: scores beside baselines, by group, and the battles that were missed."""

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from sim.history.validation.table import SIDES
from sim.history.validation.validation import FITTED_MODEL, Validation
from sim.report.table import Table

FEW = 10
"""Battles of a group of which scores say something."""
EXPLANATION = (
    "Brier, log score and CRPS: smaller is better. A coin has a Brier score of .250. Slope is that "
    "of the log-odds on ln(force ratio). Gain is the baseline's score less the model's, ± one "
    "standard error with battles of a war taken as one; baselines never saw the war in question."
)


def validation_parts(found: Validation) -> Iterator[RenderableType]:
    """What the command shows."""
    scores = found.scores()
    yield Text(
        f"{found.table.name}: {len(found.table):,} battles of {found.runs:,} runs, model "
        f"{found.model}, seed {found.seed}; {_fit(found)}",
        style="bold",
    )
    yield from (Text(f"  {one}") for one in found.table.assumptions)
    yield _winners(found, scores)
    yield _losses(found, scores)
    yield _others(scores)
    yield _groups(found)
    yield _missed(found)
    yield _commands(found)
    yield Text(EXPLANATION)


def _fit(found: Validation) -> str:
    """What the parameters were fitted on, in words."""
    where = "on this very table" if found.fitted else "not on this table"
    own = "" if found.parameters is None else f", but for those of {found.parameters},"
    if found.model == FITTED_MODEL:
        return f"its parameters{own} were fitted {where}"
    shared = f"the parameters that all models share{own} were fitted with {FITTED_MODEL} {where}"
    return f"{shared}, those of {found.model} alone were not"


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    return Table.of(title, columns, rows, *range(1, len(columns)))


def _winners(found: Validation, scores: dict[str, Any]) -> Table:
    winner = scores["winner"]
    title = f"Winner, {winner['battles']:,} battles without the draws"
    rows = []
    if winner["battles"]:
        numbers = [show(winner[key]) for key in ("brier", "log", "auc")]
        rows.append([found.model, *numbers, f"{winner['slope']:.2f}", ""])
    for name, one in found.baseline_scores().items():
        numbers = [show(one[key]) for key in ("brier", "log", "auc")]
        rows.append([name, *numbers, "", gain(one)])
    return _table(title, ["Forecast", "Brier", "Log", "AUC", "Slope", "Gain in Brier"], rows)


def _losses(found: Validation, scores: dict[str, Any]) -> Table:
    rows = []
    for side in SIDES:
        one = scores["losses"][side]
        if one:
            shares = [f"{100 * one[key]:.0f} %" for key in ("in50", "in90")]
            ratio = f"{one['median_ratio']:.2f}"
            rows.append([found.model, side, show(one["crps"]), *shares, ratio, ""])
    for name, sides in found.loss_baselines().items():
        for side, one in sides.items():
            rows.append([name, side, show(one["crps"]), "", "", "", gain(one)])
    columns = ["Forecast", "Side", "CRPS", "In 50 %", "In 90 %", "Median / record", "Gain in CRPS"]
    return _table("Share of the men lost", columns, rows)


def _others(scores: dict[str, Any]) -> Table:
    rows = []
    draws, hours = scores["draws"], scores["duration"]
    if draws:
        shares = [f"{100 * draws[key]:.0f} %" for key in ("forecast", "recorded")]
        rows.append(["three outcomes, Brier", show(draws["brier"]), *shares])
        rows.append(["three outcomes, log", show(draws["log"]), "", ""])
    if hours:
        ratio = f"{hours['median_ratio']:.2f} of the record"
        rows.append(["ln(hours), CRPS", show(hours["crps"]), ratio, ""])
        rows.append(["hours in the central 90 %", f"{100 * hours['in90']:.0f} %", "", ""])
    return _table("Draws and hours", ["What", "Score", "Forecast", "Record"], rows)


def _groups(found: Validation) -> Table:
    of_sides = ["CRPS attacker", "In 90 %", "CRPS defender", "In 90 %"]
    columns = ["Group", "Battles", "Brier", "Log", "AUC", *of_sides]
    rows = []
    for name, row in found.summary.iterrows():
        numbers = [show(row[key]) for key in ("brier", "log", "auc")]
        for side in SIDES:
            numbers += [show(row[f"{side} crps"]), f"{100 * row[f'{side} in90']:.0f} %"]
        if row["battles"] < FEW:
            numbers = [""] * len(numbers)
        rows.append([str(name), f"{row['battles']:.0f}", *numbers])
    return _table(f"By group; scores from {FEW} battles on", columns, rows)


def _missed(found: Validation) -> Table:
    rows = []
    for one in found.missed():
        chance = one["chances"].get(one["outcome"])
        told = f"{one['outcome']} ({100 * chance:.0f} %)" if chance is not None else ""
        losses = (one["losses"][side] for side in SIDES)
        shares = (f"{_percent(two['recorded'])} ({_percent(two['forecast'])})" for two in losses)
        rows.append([f"{one['name']} {one['year']}", told, *shares])
    title = "Missed most: outcome and losses, recorded (forecast)"
    return _table(title, ["Battle", "Outcome", "Attacker lost", "Defender lost"], rows)


def _commands(found: Validation) -> Text:
    """What plays the battles that were missed; not broken, for a command that is cut is none."""
    lines = [" && ".join(one["commands"]) for one in found.missed()]
    told = "\n".join(["Play them, the first run of each:", *(f"  {line}" for line in lines)])
    return Text(told, no_wrap=True)


def show(value: float) -> str:
    """A score with three digits, without the zero before the point."""
    text = f"{value:.3f}"
    return text.removeprefix("0") if text.startswith("0.") else text


def gain(one: dict[str, Any]) -> str:
    """By how much the model is better than a baseline, with its standard error."""
    return f"{one['gain']:+.3f} ± {one['gain_se']:.3f}"


def _percent(value: float | None) -> str:
    return "?" if value is None else f"{100 * value:.1f} %"
