"""The command `run`: one battle."""

import csv
import json
from collections.abc import Callable, Mapping
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import numpy as np
from rich.text import Text

from sim.cli.failures import tell
from sim.cli.output import console, print_json
from sim.experiments.play import Played, play
from sim.experiments.validation import checked
from sim.opponents.registry import commanders_named
from sim.report.console import WIDTH, Lines
from sim.report.outcome_table import outcome_tables, plain_outcome, winner_sentence
from sim.report.turn_record import TurnRecord
from sim.results.errors import UserError
from sim.results.summary import json_value
from sim.results.whole_file import whole_folder, write_whole
from sim.scenario import Document
from sim.world.clock import Clock


class Manner(NamedTuple):
    """What becomes of a battle that is played."""

    out: Path | None
    overwrite: bool
    as_json: bool


def play_one(
    document: Document,
    seed: int,
    run: int,
    manner: Manner,
    commanders: Mapping[str, str] | None = None,
) -> Played:
    """Play run number `run`, show it, and return it.

    Raises `UserError` if something is in the folder that it would be written to.
    """
    definition, numbers = checked(document).definition, np.array([run])
    who = commanders_named(commanders or {})
    return show_one(
        document,
        seed,
        run,
        manner,
        lambda: play(definition, numbers, seed, commanders=who, series_every=1, traced=True),
    )


def show_one(
    document: Document, seed: int, run: int, manner: Manner, battle: Callable[[], Played]
) -> Played:
    """Play a battle in some way, show it, and return it. Raises `UserError` as `play_one` does."""
    out = manner.out
    if out is not None:
        _check_free(out, overwrite=manner.overwrite)
    elif manner.overwrite:
        raise UserError("--overwrite needs a folder: --out DIR")
    played = battle()
    outcome = plain_outcome(played.outcomes)
    if manner.as_json:
        values = {name: json_value(value) for name, value in outcome.items()}
        print_json({"scenario": document.name, "seed": seed, "run": run, "outcome": values})
    else:
        _show(document, played, seed, run)
    if out is not None:
        with whole_folder(out):
            _write_events(out / "events.jsonl", document, played)
            _write_strengths(out / "strengths.csv", document, played)
            _draw(out, document, seed, played)
        tell(f"Events, strengths and pictures are in {out}")
    return played


def _check_free(folder: Path, *, overwrite: bool) -> None:
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder} is a file; a battle needs a folder")
    if folder.is_dir() and any(folder.iterdir()) and not overwrite:
        raise UserError(f"{folder} is not empty; --overwrite writes into it all the same")


def _show(document: Document, played: Played, seed: int, run: int) -> None:
    definition, recorder = document.definition, played.recorder
    assert recorder is not None
    screen = console()
    screen.print(Text(f"{definition.title}: run {run:,}, seed {seed}", style="bold"))
    record = TurnRecord(definition, played.record, recorder.ashore[0], recorder.losses[0])
    screen.print(Lines(record.lines(min(screen.width, WIDTH))))
    outcome = plain_outcome(played.outcomes)
    screen.print(Text(f"\n{winner_sentence(outcome, definition)}", style="bold"))
    for table in outcome_tables(outcome, definition):
        screen.print(table)


def _write_events(path: Path, document: Document, played: Played) -> None:
    clock = Clock(document.definition)
    events = (one.as_json(clock) for one in played.record)
    lines = (f"{json.dumps(one, ensure_ascii=False)}\n" for one in events)
    write_whole(path, "".join(lines))


def _write_strengths(path: Path, document: Document, played: Played) -> None:
    clock, recorder = Clock(document.definition), played.recorder
    assert recorder is not None
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["time", "side", "ashore", "losses"])
    rows = zip(recorder.ashore[0], recorder.losses[0], strict=True)
    for step, (ashore, losses) in enumerate(rows):
        time = clock.moment(step).isoformat(timespec="minutes")
        for position, side in enumerate(document.definition.sides):
            writer.writerow([time, side, ashore[position], losses[position]])
    write_whole(path, text.getvalue())


def _draw(folder: Path, document: Document, seed: int, played: Played) -> None:
    from sim.cli.pictures import overview
    from sim.results.batch import Batch, Memory

    table = {"run": played.runs, **played.outcomes}
    batch = Batch(document, seed, Memory(table, played.series))
    album = overview(batch, folder, of_battle=True)
    album.check(overwrite=True)
    album.save(batch)
