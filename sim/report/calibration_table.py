"""A calibration as tables: parameters before and after, and battles that took no part."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from sim.history.calibrate.calibrated import Calibrated, ParameterFound
from sim.history.calibrate.forecasts import WAYS
from sim.history.calibrate.likelihood import DISCREPANCY, WRONG
from sim.history.null_model import FACTOR, MEDIAN
from sim.report.table import Table
from sim.world.words import count

HEADINGS = ("", "Measures", "Default", "Prior", "Held out", "Posterior", "Null")
EXPLANATION = (
    "Log score: how surprising the record of a measure is, in the mean; CRPS: how far the runs are "
    "from it, in spreads of the null model. Smaller is better in both. Held out: forecast by all "
    "the other battles. Rival claims count once, and sums of other claims not at all. "
    f"The null model: losses lognormal about {100 * MEDIAN:g} % of the strength with a factor of "
    f"{FACTOR:g}, hours anywhere in the battle. Spread: of the posterior in those of the prior; a "
    "parameter is told by the record where it is below 0.7."
)
LIKELIHOOD = (
    "The likelihood lets the model be wrong by "
    f"{100 * DISCREPANCY['count']:.0f} % in counts and {100 * DISCREPANCY['hour']:.0f} % in hours, "
    f"takes one record in {1 / WRONG:.0f} for wrong, and counts the measures of a battle by how "
    "much they go together."
)
OF_ONE_WAR = "Battles of the table that belong to one war err together."


def calibration_parts(found: Calibrated) -> Iterator[RenderableType]:
    """What the command shows."""
    made = found.manifest
    table = f" and the table {made['table']}" if made["table"] else ""
    yield Text(
        f"{count(len(found.battles), 'battle')}{table}, "
        f"{count(len(found.parameters), 'free parameter')}, "
        f"{made['points']:,} points of {count(made['runs'], 'run')}, seed {made['seed']}",
        style="bold",
    )
    yield _parameters(found)
    yield _scores(found, "log", "Log score")
    yield _scores(found, "crps", "CRPS")
    yield _inside(found)
    yield from _doubts(found)
    yield Text(EXPLANATION)
    yield Text(f"{LIKELIHOOD} {OF_ONE_WAR}" if made["table"] else LIKELIHOOD)
    yield Text(found.sentence, style="bold")


def _parameters(found: Calibrated) -> Table:
    headings = ("", "Default", "at %", "Median", "90 %", "Spread", "Told")
    rows = [_parameter(one) for one in found.parameters]
    return Table.of("Parameter", headings, rows, 1, 2, 3, 4, 5)


def _parameter(one: ParameterFound) -> list[str]:
    ends = f"{one.p5:.2g} to {one.p95:.2g}"
    return [
        one.path.removeprefix("combat."),
        f"{one.default:g}",
        f"{one.percentile:.0f}",
        f"{one.median:.2g}",
        ends,
        f"{one.spread:.2f}",
        "✓" if one.identified else "",
    ]


def _scores(found: Calibrated, score: str, title: str) -> Table:
    rows = []
    for battle in found.battles:
        values = battle.scores(score)
        rows.append([battle.name, battle.claims, *(_show(values[way]) for way in (*WAYS, "null"))])
    totals = [found.total(score, way) for way in (*WAYS, "null")]
    claims = sum(one.claims for one in found.battles)
    rows.append(["all measures", claims, *map(_show, totals)])
    return Table.of(title, HEADINGS, rows, *range(1, 7), totals=[len(rows) - 1])


def _inside(found: Calibrated) -> Table:
    rows = [
        [battle.name, battle.claims, *(battle.inside[way] for way in WAYS)]
        for battle in found.battles
    ]
    columns = zip(*(row[1:] for row in rows), strict=True)
    rows.append(["all measures", *(sum(map(int, column)) for column in columns)])
    return Table.of(
        "Inside the central 90 %", HEADINGS[:-1], rows, *range(1, 6), totals=[len(rows) - 1]
    )


def _show(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _doubts(found: Calibrated) -> Iterator[Text]:
    trust = "can be trusted" if found.weighted.good else "cannot be trusted: add --points"
    yield Text(f"\nEffective draws {found.ess:,.0f}, Pareto k {found.k:.2f}: the weights {trust}.")
    if bad := [name for name, k in found.held_out_k.items() if k >= 0.7]:
        yield Text(f"Weights without these battles cannot be trusted: {', '.join(bad)}.")
    if found.structural:
        yield Text(f"No value of the priors reaches: {', '.join(found.structural)}.")
    if found.poor:
        yield Text(f"Emulated poorly: {', '.join(found.poor)}.")
