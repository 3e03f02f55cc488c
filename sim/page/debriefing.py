"""The debriefing: the after-action report of a game that is over."""

from sim.history.comparison import compare
from sim.report.after_action.html import html
from sim.report.after_action.report import Report
from sim.report.after_action.told_runs import told_battle
from sim.results.batch import Batch, Memory
from sim.table.table import Table


def report_of(table: Table) -> str:
    """The report of a game as one HTML page. Raises `UserError` before the battle is over."""
    played = table.played
    outcomes = {"run": played.runs, **played.outcomes}
    batch = Batch(table.document, table.seed, Memory(outcomes, played.series))
    told = told_battle(batch, played, lambda side, _: table.believed(side))
    return html(Report(batch, compare(batch), told, futures=0))
