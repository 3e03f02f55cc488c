"""Until: batches that grow until a standard error is small enough."""

import json

import pytest
from typer.testing import CliRunner

from sim import Results
from sim.cli.app import app
from sim.experiments.experiment import Experiment, Manner
from sim.experiments.until import Target, play_until
from sim.results.errors import UserError
from sim.results.statistics import mean_error
from tests.results.raid import TEXT, raid


@pytest.fixture
def document(tmp_path):
    return raid(tmp_path)


def reached(document, text, most=None, **manner):
    target = Target.parse(text, document.definition)
    return play_until(Experiment(document, 1), target, Manner(**manner), most)


@pytest.mark.parametrize(
    ("text", "measure", "side", "error"),
    [
        ("red.killed +- 2", "red.killed", None, 2.0),
        ("winner=red +- 0.005", "winner", "red", 0.005),
        ("winner = red ± 0.5 %", "winner", "red", 0.005),
        ("ford.taken_at +/- 5 min", "ford.taken_at", None, 5.0),
        ("ford.taken_at +- .5 h", "ford.taken_at", None, 30.0),
    ],
)
def test_what_can_be_asked_for(document, text, measure, side, error):
    assert Target.parse(text, document.definition) == Target(measure, side, pytest.approx(error))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("red.killed", "MEASURE"),
        ("red.killed +- 0", "MEASURE"),
        ("red.kild +- 1", "did you mean 'red.killed'"),
        ("winner +- 0.1", "winner needs a side, such as winner=red"),
        ("red.killed=red +- 0.1", "red.killed has no side"),
        ("red.killed +- 5 %", "only the error of a share"),
        ("winner=green +- 0.1", "unknown side"),
        ("ford.taken_at +- 5", "min or h"),
        ("red.killed +- 5 min", "min or h"),
    ],
)
def test_what_cannot_is_refused_in_words(document, text, message):
    with pytest.raises(UserError, match=message):
        Target.parse(text, document.definition)


def test_the_error_asked_for_is_reached(document):
    found = reached(document, "red.killed +- 0.05")
    assert found.enough
    assert found.batch.runs > 1000
    assert mean_error(found.batch.tallies()["red.killed"]) == found.error <= 0.05
    assert f"after {found.batch.runs:,} runs" in found.sentence


def test_the_number_of_runs_depends_on_nothing_but_the_outcomes(document, tmp_path):
    plain = reached(document, "red.killed +- 0.08", counted=True)
    stored = reached(document, "red.killed +- 0.08", chunk=333, out=tmp_path / "out")
    assert (plain.batch.runs, plain.error) == (stored.batch.runs, stored.error)
    assert plain.batch.summaries == stored.batch.summaries
    assert Results.open(tmp_path / "out").runs == plain.batch.runs
    again = reached(document, "red.killed +- 0.06", out=tmp_path / "out", resume=True)
    assert again.batch.runs > stored.batch.runs


def test_a_limit_is_kept_and_told(document):
    found = reached(document, "red.killed +- 0.0001", most=1500)
    assert (found.batch.runs, found.enough) == (1500, False)
    assert "NOT reached" in found.sentence


def test_the_command(tmp_path):
    raid(tmp_path)
    words = ["monte-carlo", str(tmp_path / "raid.yaml"), "--until", "red.killed +- 0.1", "--json"]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["runs"] >= 1000
    assert "the standard error asked for, 0.1 men, was reached" in done.stderr


def test_what_never_happens_is_given_up_with_a_reason(tmp_path):
    file = tmp_path / "raid.yaml"
    raid(tmp_path)
    words = ["monte-carlo", str(file), "--until", "ridge.taken_at +- 5 min", "--json"]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 3
    assert json.loads(done.stdout)["runs"] == 10_000
    assert (
        "ridge.taken_at: the standard error asked for, 5 min, was NOT reached: there is none after "
        "10,000 runs in 2 rounds; it happens in too few runs for a standard error"
    ) in done.stderr


def test_what_would_take_too_long_is_given_up_with_a_reason(document):
    found = reached(document, "red.killed +- 0.0001")
    assert (found.batch.runs, found.rounds, found.enough) == (1000, 1, False)
    assert found.reason.endswith("runs would be needed")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("winner=red +- 20 %", "asked for, 20 %, was reached: it is "),
        ("ford.taken_at +- 1 h", "asked for, 60 min, was reached: it is "),
        ("blue.boat.lost +- 1", "asked for, 1, was reached: it is 0 after 1,000 runs in 1 round"),
    ],
)
def test_the_sentence_has_the_unit(tmp_path, text, words):
    fleet = "fleet: {side: blue, kind: ships, weapons: {boat: 2}, assumed: a guess}"
    document = raid(tmp_path, TEXT.replace("\nunits:\n", f"\nunits:\n  {fleet}\n"))
    assert words in reached(document, text).sentence


@pytest.mark.parametrize("moment", [3, 10, 13])
def test_what_was_killed_stops_where_it_would_have_undisturbed(document, tmp_path, moment):
    target = "red.killed +- 0.06"
    whole = reached(document, target, out=tmp_path / "whole", chunk=100)
    calls = []

    def kill(done):
        calls.append(done)
        if len(calls) == moment:
            raise KeyboardInterrupt

    out = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        reached(document, target, out=out, chunk=100, progress=kill)
    again = reached(document, target, out=out, resume=True)
    assert 1000 < whole.batch.runs == again.batch.runs
    assert again.error == whole.error
