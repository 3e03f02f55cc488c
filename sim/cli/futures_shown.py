"""The outlook of a battle on a screen."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from rich.text import Text

from sim.cli.batch import runs_there, tell_failures
from sim.cli.bundles import Changed
from sim.cli.failures import tell
from sim.cli.output import console, print_json
from sim.cli.picture_file import check_picture, quiet_matplotlib, save_picture
from sim.cli.progress import progress_bar
from sim.cli.scenarios import once
from sim.cli.subjects import found_in
from sim.experiments.account import Account, account
from sim.experiments.credit import Credit, credits
from sim.experiments.decision import decision, without
from sim.experiments.experiment import Manner
from sim.experiments.futures import USUAL, Futures, futures
from sim.experiments.kept import kept_futures
from sim.report.futures_table import decision_parts, futures_parts
from sim.results.errors import UserError
from sim.results.folder import folder_at
from sim.results.labels import label
from sim.results.manifest import NAME
from sim.results.search import row_of
from sim.results.store import Store
from sim.scenario import Document, bundled, parse_assignment


class Wishes(NamedTuple):
    """What is asked of futures, as `sim.experiments.futures.futures` takes it."""

    measures: Sequence[str] | None
    chances: Sequence[str] | None
    futures: int | None
    every: int | None
    start: int
    hidden: bool


class Alternative(NamedTuple):
    """What is done instead, and from which turn on."""

    instead: Sequence[str]
    withhold: Sequence[str]
    at: int | None


class Showing(NamedTuple):
    """How it is shown."""

    plot: Path | None
    credit: bool
    as_json: bool
    orders: Path | None = None
    """A table that was saved, of whose battle the futures are told."""


Source = tuple[str, Changed]
"""A scenario or folder, and what is changed in it."""
Named = tuple[int | None, int, int]
"""Run, point and seed."""


def show_futures(
    source: Source, named: Named, wishes: Wishes, manner: Manner, showing: Showing
) -> None:
    """Play the futures of a battle, or read them, and show them."""
    check_picture(showing.plot, overwrite=manner.overwrite)
    if showing.orders is not None:
        found, luck = _ordered(source[0], named, wishes, manner, showing.orders)
    else:
        luck = []
        found = _kept(source[0], named, wishes) or _played(source, named, wishes, manner)
    given = credits(found, workers=manner.workers) if showing.credit else []
    if showing.as_json:
        print_json(_with_credits(found.as_json(), given))
    else:
        screen = console()
        screen.print(Text(found.heading, style="bold"))
        for part in futures_parts(found, given):
            screen.print(part)
        for one in luck:
            screen.print(Text(account_words(one)))
    if showing.plot is not None:
        from sim.plots.outlook import outlook

        quiet_matplotlib()
        save_picture(outlook(found)[0].ax, showing.plot)
    if manner.out is not None:
        tell(f"Results are in {manner.out}")
    tell_failures(found.batch.failures)


def _ordered(
    scenario: str, named: Named, wishes: Wishes, manner: Manner, orders: Path
) -> tuple[Futures, list[Account]]:
    """The futures of a battle at a table, and what orders and dice did to each measure."""
    from sim.table import Table

    table = Table.load(orders)
    table.to_the_end()
    document, played = table.document, table.played
    if scenario not in (document.name, *document.text):
        raise UserError(f"{orders} is a battle of {document.name}, not of {scenario}")
    run = int(played.runs[0])
    if named[0] not in (None, run):
        raise UserError(f"{orders} is run {run:,}, not {named[0]:,}")
    asked = {**wishes._asdict(), "futures": wishes.futures or USUAL}
    given, keywords = played.given, _keywords(manner)
    found = futures(document, run, table.seed, given=given, **asked, **keywords)
    numbers = {"futures": asked["futures"], "every": wishes.every, "given": given}
    told = [account(document, run, of, table.seed, **numbers, **keywords) for of in found.course]
    return found, told


def account_words(one: Account) -> str:
    """Luck against decision, in a sentence."""
    return (
        f"{label(one.of, one.document.definition)}: expected {one.expected:,.1f}; orders "
        f"{one.decisions:+,.1f}, dice {one.dice:+,.1f}; in the end {one.outcome:,.0f}"
    )


def _with_credits(plain: dict[str, Any], given: Sequence[Sequence[Credit]]) -> dict[str, Any]:
    for point, credit in zip(plain["turning_points"], given, strict=False):
        point["credit"] = [one.as_json() for one in credit]
    return plain


def show_decision(
    source: Source,
    named: Named,
    wishes: Wishes,
    other: Alternative,
    manner: Manner,
    showing: Showing,
) -> None:
    """Show what it is worth to do something else from a turn on."""
    if showing.plot or showing.credit or wishes.every or wishes.start or wishes.hidden:
        raise UserError(
            "--instead and --withhold compare two ways from one turn on; --plot, --credit, "
            "--every, --from and --hidden are for the outlook"
        )
    run, point, seed = _named(source, named)
    document = _battle(source, run, point)
    changed = document.set(once("--instead", map(parse_assignment, other.instead)), "--instead")
    changed = without(changed, other.withhold) if other.withhold else changed
    count = wishes.futures or runs_there(manner) or USUAL
    with progress_bar(count) as progress:
        keywords = _keywords(replace(manner, progress=progress))
        found = decision(document, changed, run, seed, futures=count, at=other.at, **keywords)
    if showing.as_json:
        print_json(found.as_json())
    else:
        screen = console()
        screen.print(Text(found.heading, style="bold"))
        for path, value in found.experiment.points[1].items():
            screen.print(Text(f"  {path}={value}"))
        for part in decision_parts(found, found.chosen(wishes.measures)):
            screen.print(part)
    if manner.out is not None:
        tell(f"Results are in {manner.out}")
    tell_failures(found.batch.failures)


def is_folder(source: str) -> bool:
    """Whether what is named is a results folder and no scenario."""
    if source in bundled() or not ("://" in source or Path(source).is_dir()):
        return False
    return NAME in folder_at(source).names() or "://" in source or not Path(source).is_file()


def _kept(source: str, named: Named, wishes: Wishes) -> Futures | None:
    """The futures in a folder, if it is one of futures and no battle of it is named."""
    if not is_folder(source) or named[0] is not None:
        return None
    found = found_in(source)
    if found.subject != "futures":
        raise UserError(f"{source} holds {found.words}; name one of its battles: --run K")
    return kept_futures(source, wishes.measures, wishes.chances)


def _named(source: Source, named: Named) -> tuple[int, int, int]:
    """Run, point and seed of the battle. Raises `UserError` if none is named."""
    run, point, seed = named
    if run is None:
        raise UserError("name the battle: --run K")
    return run, point, Store.open(source[0]).manifest.seed if is_folder(source[0]) else seed


def _keywords(manner: Manner) -> dict[str, Any]:
    keywords = {name: getattr(manner, name) for name in manner.__dataclass_fields__}
    return {**keywords, "series_every": 0}


def _played(source: Source, named: Named, wishes: Wishes, manner: Manner) -> Futures:
    run, point, seed = _named(source, named)
    document = _battle(source, run, point)
    count = wishes.futures or runs_there(manner) or USUAL
    with progress_bar(count) as progress:
        keywords = _keywords(replace(manner, progress=progress))
        asked = {**wishes._asdict(), "futures": count}
        return futures(document, run, seed, **asked, **keywords)


def _battle(source: Source, run: int, point: int) -> Document:
    """The scenario of a battle that is named. Raises `UserError` if the folder has no such row."""
    name, changed = source
    if not is_folder(name):
        if point:
            raise UserError("--point names a row of a results folder")
        return changed.document(name)
    if any(changed):
        raise UserError(
            f"{name} was played already; --set, --variant, --model and --parameters are for "
            "scenarios"
        )
    store = Store.open(name)
    if store.manifest.commanders:
        sides = " and ".join(store.manifest.commanders)
        raise UserError(f"{name} was played with commanders of your own for {sides}")
    if store.manifest.past is not None:
        raise UserError(f"{name} holds futures, which have no futures of their own")
    row_of(store, run, point)
    return store.document_at(point)
