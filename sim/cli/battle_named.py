"""The battle that a command names: of a scenario or of a row of a folder, and who commands it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import typer

from sim.cli.bundles import Changed
from sim.cli.by_side import doubts_told, named_commanders
from sim.cli.failures import tell
from sim.cli.said import refuse, said
from sim.commanders.outlook import Log
from sim.experiments.play import play
from sim.experiments.validation import checked
from sim.opponents.registry import commanders_named
from sim.results.errors import UserError
from sim.results.folder import folder_at
from sim.results.manifest import NAME
from sim.results.search import row_of
from sim.results.store import Store
from sim.scenario import Document, bundled
from sim.scenario.problems import show
from sim.table import Table
from sim.table import save as tables
from sim.table.log import Entry
from sim.table.table import PERSON

OF_SCENARIO = Changed._fields
"""Options that change a scenario."""


class Named(NamedTuple):
    """What a command line says of a battle."""

    source: str
    """A scenario or a folder."""
    changed: Changed
    run: int | None
    point: int
    seed: int
    orders: Path | None = None
    context: typer.Context | None = None
    """The command line, for options named after sides and for those that have no effect."""

    @property
    def said(self) -> Mapping[str, str]:
        """The parameters that the command line gives, by name, as users write each."""
        return {} if self.context is None else said(self.context)

    def commanders(self, document: Document) -> dict[str, str]:
        """Who commands each side that the plan does not. Raises `UserError` for other words."""
        return {} if self.context is None else named_commanders(self.context, document.definition)

    def refuse(self, names: Sequence[str], why: str) -> None:
        """Raise `UserError` if the command line gives one of these parameters."""
        refuse([self.said.get(name) for name in names], why)


@dataclass(frozen=True)
class Battle:
    """One battle, and what commanders ordered in it."""

    document: Document
    run: int
    seed: int
    given: Log
    commanded: bool
    """Whether somebody else than the plan gave the orders."""


def is_folder(source: str) -> bool:
    """Whether what is named is a results folder and no scenario."""
    if source in bundled() or not ("://" in source or Path(source).is_dir()):
        return False
    return NAME in folder_at(source).names() or "://" in source or not Path(source).is_file()


def battle_of(named: Named) -> Battle:
    """The battle that is named; it is played, if orders are given in it. Raises `UserError`."""
    if named.orders is not None:
        return _ordered(named, named.orders)
    if named.run is None:
        raise UserError("name the battle: --run K")
    if is_folder(named.source):
        return _of_row(named, named.run)
    named.refuse(["point"], "it names a row of a results folder")
    document = named.changed.document(named.source)
    commanders = named.commanders(document)
    if not commanders:
        return Battle(document, named.run, named.seed, {}, False)
    with doubts_told():
        played = play(
            checked(document).definition,
            np.array([named.run]),
            named.seed,
            commanders=commanders_named(commanders),
        )
    return Battle(document, named.run, named.seed, played.given, True)


def _of_row(named: Named, run: int) -> Battle:
    """A row of a results folder. Raises `UserError` if it has none of that number."""
    why = f"{named.source} was played already; it is for scenarios"
    named.refuse([*OF_SCENARIO, "seed"], why)
    store = Store.open(named.source)
    if named.commanders(store.document):
        raise UserError(f"{named.source} was played already; name a scenario to have it commanded")
    if store.manifest.commanders:
        sides = " and ".join(store.manifest.commanders)
        raise UserError(f"{named.source} was played with commanders of your own for {sides}")
    if store.manifest.past is not None:
        raise UserError(f"{named.source} holds futures, which have no futures of their own")
    row_of(store, run, named.point)
    return Battle(store.document_at(named.point), run, store.manifest.seed, {}, False)


# orders in a file --------------------------------------------------------------------------------


def _ordered(named: Named, file: Path) -> Battle:
    """The battle in which the orders of a file are given, and after the last of them the plan."""
    if is_folder(named.source):
        raise UserError(f"--orders: {named.source} was played already; name its scenario")
    named.refuse(["point"], "it names a row of a results folder")
    document = named.changed.document(named.source)
    if named.commanders(document):
        raise UserError("--orders names who commands already; leave options of sides out")
    table = Table.of_text(tables.text_of(_saved(named, file, document)), file)
    table.to_the_end()
    played = table.played
    for text, _ in table.battle.complaints():
        tell(f"warning: {text}")
    return Battle(table.document, int(played.runs[0]), table.seed, played.given, True)


def _saved(named: Named, file: Path, document: Document) -> tables.Saved:
    """What a file of orders says, for the battle that the command line names."""
    given = named.said
    if log := _listed(file):
        if named.run is None:
            raise UserError("name the battle: --run K")
        sides = dict.fromkeys([one.side for one in log], PERSON)
        after = min(log[-1].turn + 1, document.definition.turns)
        luck = {"seed": named.seed, "run": named.run}
        return tables.Saved(document, sides, after, log, luck)
    saved = tables.read(file)
    if saved.document.name != document.name:
        raise UserError(f"{file} is a battle of {saved.document.name}, not of {named.source}")
    if any(name in given for name in OF_SCENARIO):
        saved = replace(saved, document=document)
    given_luck = {"seed": named.seed} if "seed" in given else {}
    given_luck |= {} if named.run is None else {"run": named.run}
    if given_luck and "sealed" in saved.luck:
        raise UserError(f"{file} is sealed; its host has the secret")
    return replace(saved, luck={**saved.luck, **given_luck})


def _listed(file: Path) -> list[Entry]:
    """The orders of a file that is a plain list of them; empty if it is something else."""
    try:
        content = json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        raise UserError(f"--orders: there is no file {file}") from None
    except (OSError, ValueError) as error:
        raise UserError(f"--orders: {file} cannot be read: {error}") from None
    if not isinstance(content, list):
        return []
    for one in content:
        whole = isinstance(one, list) and len(one) == 3 and isinstance(one[1], str)
        if not (whole and isinstance(one[0], int) and one[0] >= 0):
            raise UserError(f"--orders: {file}: an entry is [turn, side, order], not {show(one)}")
    return [Entry(*one) for one in sorted(content, key=lambda one: one[0])]
