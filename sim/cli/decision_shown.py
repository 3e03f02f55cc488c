"""The worth of a decision on a screen."""

from dataclasses import replace

from rich.text import Text

from sim.cli.batch import runs_there, tell_failures
from sim.cli.battle_named import Named, battle_of
from sim.cli.bundles import Alternative, Wishes
from sim.cli.failures import tell
from sim.cli.futures_shown import keywords_of
from sim.cli.output import console, print_json
from sim.cli.progress import progress_bar
from sim.cli.scenarios import once
from sim.experiments.asked import USUAL
from sim.experiments.decision import decision, otherwise, without
from sim.experiments.experiment import Manner
from sim.experiments.what_if import changes_in_words
from sim.report.futures_table import decision_parts
from sim.results.errors import UserError
from sim.scenario import parse_assignment

OF_THE_OUTLOOK = ("plot", "credit", "account", "every", "start", "hidden", "chances", "orders")


def show_decision(
    named: Named, wishes: Wishes, other: Alternative, manner: Manner, *, as_json: bool
) -> None:
    """Show what it is worth to do something else from a turn on."""
    why = "--instead and --withhold compare two ways from one turn on; this is for the outlook"
    named.refuse(OF_THE_OUTLOOK, why)
    battle = battle_of(named)
    if battle.commanded:
        raise UserError("--instead and --withhold change the plan; leave commanders out")
    document = battle.document
    changes = once("--instead", map(parse_assignment, other.instead or ()))
    changed = otherwise(document, changes, "--instead")
    changed = without(changed, other.withhold) if other.withhold else changed
    count = wishes.futures or runs_there(manner) or USUAL
    with progress_bar(count) as progress:
        keywords = keywords_of(replace(manner, progress=progress))
        found = decision(
            document, changed, battle.run, battle.seed, futures=count, at=other.at, **keywords
        )
    if as_json:
        print_json(found.as_json())
    else:
        screen = console()
        screen.print(Text(found.heading, style="bold"))
        for change in changes_in_words(found.experiment.points[1]):
            screen.print(Text(f"  {change}"))
        for part in decision_parts(found, found.chosen(wishes.measures)):
            screen.print(part)
    if manner.out is not None:
        tell(f"Results are in {manner.out}")
    tell_failures(found.batch.failures)
