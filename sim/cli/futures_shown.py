"""The outlook of a battle on a screen."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from rich.text import Text

from sim.cli.batch import runs_there, tell_failures
from sim.cli.battle_named import Battle, Named, battle_of, is_folder
from sim.cli.bundles import Wishes
from sim.cli.failures import tell
from sim.cli.output import console, print_json
from sim.cli.picture_file import check_picture, quiet_matplotlib, save_picture
from sim.cli.progress import progress_bar
from sim.cli.said import refuse
from sim.cli.subjects import found_in
from sim.experiments.account import Account, accounts
from sim.experiments.asked import USUAL
from sim.experiments.credit import Credit, credits
from sim.experiments.experiment import Manner
from sim.experiments.futures import Futures, futures
from sim.experiments.kept import kept_futures
from sim.report.account_table import account_parts
from sim.report.futures_table import futures_parts
from sim.results.errors import UserError

FOR_KEPT = frozenset(
    {"source", "measures", "chances", "credit", "account", "plot", "overwrite", "as_json",
     "workers", "cluster", "chunk"}
)  # fmt: skip
"""Parameters that say something of futures which were played already."""


class Showing(NamedTuple):
    """How it is shown."""

    plot: Path | None
    credit: bool
    account: bool
    as_json: bool


def show_futures(named: Named, wishes: Wishes, manner: Manner, showing: Showing) -> None:
    """Play the futures of a battle, or read them, and show them."""
    check_picture(showing.plot, overwrite=manner.overwrite)
    named.refuse(["at"], "it is for --instead and --withhold")
    found = _kept(named, wishes) or _played(battle_of(named), wishes, manner)
    keywords = keywords_of(manner)
    given = credits(found, **keywords) if showing.credit else []
    luck = accounts(found, **keywords) if showing.account or found.past.given else []
    if showing.as_json:
        print_json(_json(found, given, luck))
    else:
        screen = console()
        screen.print(Text(found.heading, style="bold"))
        for part in futures_parts(found, given):
            screen.print(part)
        for part in account_parts(luck, by_turn=showing.account):
            screen.print(part)
    if showing.plot is not None:
        from sim.plots.outlook import outlook

        quiet_matplotlib()
        save_picture(outlook(found)[0].ax, showing.plot)
    if manner.out is not None:
        tell(f"Results are in {manner.out}")
    tell_failures(found.batch.failures)


def _json(
    found: Futures, given: Sequence[Sequence[Credit]], luck: Sequence[Account]
) -> dict[str, Any]:
    plain = found.as_json()
    for point, credit in zip(plain["turning_points"], given, strict=False):
        point["credit"] = [one.as_json() for one in credit]
    if luck:
        plain["account"] = {one.of: one.as_json() for one in luck}
    return plain


def _kept(named: Named, wishes: Wishes) -> Futures | None:
    """The futures in a folder, if it is one of futures and no battle of it is named."""
    if not is_folder(named.source) or named.run is not None:
        return None
    found = found_in(named.source)
    if found.subject != "futures":
        raise UserError(f"{named.source} holds {found.words}; name one of its battles: --run K")
    vain = [option for name, option in named.said.items() if name not in FOR_KEPT]
    refuse(vain, f"{named.source} holds futures that were played already")
    kept = kept_futures(named.source, wishes.measures, wishes.chances)
    if named.commanders(kept.document):
        raise UserError(f"{named.source} was played already; name a scenario to have it commanded")
    return kept


def keywords_of(manner: Manner) -> dict[str, Any]:
    """How futures are played, as keyword arguments."""
    keywords = {name: getattr(manner, name) for name in manner.__dataclass_fields__}
    return {**keywords, "series_every": 0}


def _played(battle: Battle, wishes: Wishes, manner: Manner) -> Futures:
    count = wishes.futures or runs_there(manner) or USUAL
    with progress_bar(count) as progress:
        keywords = keywords_of(replace(manner, progress=progress))
        asked = {**wishes._asdict(), "futures": count, "given": battle.given}
        return futures(battle.document, battle.run, battle.seed, **asked, **keywords)
