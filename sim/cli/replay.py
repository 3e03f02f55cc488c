"""The command `replay`: the very battle of a row in a results folder."""

from sim.cli.failures import tell
from sim.cli.run import Manner, show_one
from sim.experiments.replayed import play_row
from sim.report.outcome_table import plain_outcome
from sim.results.condition import parse
from sim.results.errors import UserError
from sim.results.manifest import Manifest
from sim.results.search import Extreme, Found, row_of, search
from sim.results.store import Store
from sim.results.summary import json_value
from sim.scenario import Document
from sim.scenario.problems import unknown
from sim.world.words import count


def replay(
    address: str,
    run: int | None,
    point: int,
    *,
    where: str | None,
    extremes: dict[Extreme, str | None],
    manner: Manner,
) -> None:
    """Find a run, play it again with its turn record, and see that it comes out the same."""
    store = Store.open(address)
    if store.manifest.commanders:
        sides = " and ".join(store.manifest.commanders)
        raise UserError(f"{address} was played with commanders of your own for {sides}")
    asked = {kind: measure for kind, measure in extremes.items() if measure is not None}
    if len(asked) > 1 or (run is None) == (not asked and where is None):
        raise UserError(
            "name one battle: --run K, --where CONDITION, or --worst, --best or --median MEASURE"
        )
    if run is None:
        found = _found(store, where, asked)
        _tell(found)
        run, point = found.rows[0]
    row = row_of(store, run, point)
    document = store.document_at(point)
    if (past := store.manifest.past) is not None:
        turn = past["turns"][point]
        tell(f"Future {run:,} of run {past['run']:,}, with luck of its own from turn {turn:,} on")
    played = show_one(
        document,
        store.manifest.seed,
        run if past is None else past["run"],
        manner,
        lambda: play_row(store, run, point),
    )
    outcome = plain_outcome(played.outcomes)
    changed = [name for name, value in row.items() if json_value(outcome[name]) != value]
    if changed:
        tell(
            f"This is not what {address} holds ({', '.join(changed[:3])} differ): "
            f"{_reason(store.manifest, document)}"
        )


def _reason(manifest: Manifest, document: Document) -> str:
    if not manifest.by_rules_of_now(document):
        return "the engine, or a model, has changed since"
    versions = ", ".join(f"{name} {text}" for name, text in manifest.versions.items())
    return f"it was played with {versions}"


def _found(store: Store, where: str | None, asked: dict[Extreme, str]) -> Found:
    measures, sides = store.measures(), store.document.definition.sides
    condition = None if where is None else parse(where, store.manifest.measures, sides)
    if not asked:
        return search(store, condition)
    ((extreme, measure),) = asked.items()
    if measure not in measures:
        raise UserError(f"--{extreme}: {unknown('measure', measure, measures)}")
    if store.manifest.measures[measure] == "side":
        raise UserError(f"--{extreme}: {measure} names a side; a number or a time is needed")
    return search(store, condition, extreme, measure)


def _tell(found: Found) -> None:
    numbers = ", ".join(
        f"{run:,}" + (f" (point {point})" if point else "") for run, point in found.rows
    )
    more = ", ..." if found.count > len(found.rows) else ""
    verb = "fits" if found.count == 1 else "fit"
    tell(f"{found.count:,} of {count(found.of, 'run')} {verb}: {numbers}{more}")
