"""Runs that fail: rows with an error, tracebacks, commands, and a batch that goes on."""

import json
from hashlib import sha256

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from sim import Results, RunsFailed, Wargame
from sim.cli.app import app
from sim.experiments.monte_carlo import monte_carlo
from sim.results.errors import BatchStopped, UserError
from sim.results.search import search
from tests.experiments.rows import rows, summaries
from tests.results.raid import raid


@pytest.fixture
def document(tmp_path):
    """A battle that can be played in runs 0 to 39 only: the garrison has no number beyond."""
    return raid(tmp_path).set({"units.militia.men": np.arange(30, 70)})


def broken(runs):
    return np.isin(runs, [3, 17, 18])


@pytest.fixture
def fragile(tmp_path, monkeypatch):
    """A battle that breaks in runs 3, 17 and 18."""
    from sim.experiments import chunk

    play = chunk.play

    def fail(definition, runs, *args, **kwargs):
        if broken(runs).any():
            raise RuntimeError("the bridge\nis gone")
        return play(definition, runs, *args, **kwargs)

    monkeypatch.setattr(chunk, "play", fail)
    return raid(tmp_path)


def test_runs_that_fail_are_rows_and_the_others_are_played(fragile, tmp_path):
    batch = Results.of(monte_carlo(fragile, 25, 1, chunk=10, out=tmp_path / "out"))
    assert [one.run for one in batch.failures] == [3, 17, 18]
    assert batch.runs == 22
    table = batch.outcomes
    assert table["run"].tolist() == list(range(25))
    assert table["error"].notna().sum() == 3
    assert table.loc[17, "error"] == "RuntimeError: the bridge"
    assert table["red.killed"].isna().tolist() == broken(np.arange(25)).tolist()
    assert "failed" not in batch.summaries["red.killed"].as_json()
    assert batch.series.sizes["run"] == 22


def test_a_failure_has_its_traceback_and_command_in_a_file(fragile, tmp_path):
    out = tmp_path / "out"
    batch = monte_carlo(fragile, 25, 1, out=out)
    text = (out / "failures" / "run-00000017.txt").read_text()
    assert f"beachhead replay {out} --run 17" in text
    assert "Traceback (most recent call last)" in text
    assert batch.failures[1].command == f"beachhead replay {out} --run 17"
    assert "RuntimeError" in batch.failures[1].traceback


def test_in_memory_the_command_plays_the_run(fragile):
    (failure,) = monte_carlo(fragile, 10, 1).failures
    assert failure.command.endswith("raid.yaml --seed 1 --run 3")


def test_failures_are_the_same_for_any_chunk(fragile, tmp_path):
    for chunk in (1, 4, 25):
        monte_carlo(fragile, 25, 1, chunk=chunk, out=tmp_path / str(chunk))
    assert rows(tmp_path / "1") == rows(tmp_path / "4") == rows(tmp_path / "25")


def test_the_rows_beside_failures_are_those_of_a_sound_batch(fragile, tmp_path, monkeypatch):
    monte_carlo(fragile, 25, 1, out=tmp_path / "fragile")
    monkeypatch.undo()
    monte_carlo(fragile, 25, 1, out=tmp_path / "sound")
    found, sound = ([json.loads(row) for row in rows(tmp_path / d)] for d in ("fragile", "sound"))
    for row, other in zip(found, sound, strict=True):
        assert row.pop("error") is None or row["run"] in (3, 17, 18)
        assert row["run"] in (3, 17, 18) or row == other


def lost(view):
    raise LookupError("the map is lost")


def test_when_every_run_fails_it_can_still_be_shown(tmp_path):
    message = r"3 runs failed; the first is run 0: .* \(see .failures\)"
    with pytest.warns(RunsFailed, match=message) as told:
        results = Wargame(raid(tmp_path)).play(runs=3, red=lost)
    assert told[0].filename == __file__
    assert (results.runs, len(results.failures)) == (0, 3)
    assert results.summaries == {}
    assert ": 0 runs, seed 1" in str(results)
    assert "3 runs failed; the first is run 0: LookupError: the map is lost" in str(results)
    with pytest.raises(UserError, match="no run came to its end"):
        search(results.source, extreme="worst", measure="red.killed")
    assert "0 runs, seed 1" in results._repr_html_()
    assert results.compare().sentence.startswith("All 3 runs failed, so that there is nothing")
    assert results.failures[0].error in " ".join(str(results.compare()).split())


def test_a_single_battle_raises_what_its_commander_raises(tmp_path):
    with pytest.raises(LookupError, match="the map is lost"):
        Wargame(raid(tmp_path)).play(red=lost)


@pytest.mark.parametrize(
    ("method", "given", "message"),
    [
        ("monte_carlo", {"runs": "x"}, "runs must be a whole number from 1 to 4,294,967,296, "),
        ("monte_carlo", {"runs": 0}, "runs must be a whole number from 1 to 4,294,967,296, not 0"),
        ("monte_carlo", {"runs": 2.5}, "runs must be .*, not 2.5"),
        ("monte_carlo", {"seed": "x"}, "seed must be a whole number from 0 to .*, not 'x'"),
        ("monte_carlo", {"seed": -1}, "seed must be .*, not -1"),
        ("monte_carlo", {"workers": "two"}, "workers must be .* of at least 1, not 'two'"),
        ("monte_carlo", {"chunk": True}, "chunk must be .*, not true"),
        ("monte_carlo", {"series_every": -1}, "series_every must be .* of at least 0, not -1"),
        ("run", {"run": "x"}, "run must be a whole number from 0 to 4,294,967,295, not 'x'"),
        ("run", {"seed": 1.0}, "seed must be .*, not 1.0"),
    ],
)
def test_wrong_numbers_are_refused_by_name(tmp_path, method, given, message):
    with pytest.raises(UserError, match=message):
        getattr(Wargame(raid(tmp_path)), method)(**given)


def test_integers_of_numpy_are_numbers(tmp_path):
    numbers = {"runs": np.int64(3), "seed": np.uint64(1), "chunk": np.int32(2)}
    results = Wargame(raid(tmp_path)).monte_carlo(**numbers, out=tmp_path / "out")
    assert (results.runs, results.seed) == (3, 1)


def test_when_whole_chunks_fail_the_batch_still_ends(document, tmp_path):
    batch = monte_carlo(document, 500, 1, out=tmp_path / "out")
    assert batch.runs == 40
    assert len(batch.failures) == 460
    assert "has 40 values, one a run, and none for run" in batch.failures[0].error
    assert summaries(batch) == summaries(monte_carlo(document, 40, 1))


def test_the_exit_code_says_that_runs_failed(fragile, tmp_path):
    out = tmp_path / "out"
    words = ["monte-carlo", str(tmp_path / "raid.yaml"), "--runs", "25", "--out", str(out)]
    done = CliRunner().invoke(app, [*words, "--json"])
    assert done.exit_code == 1
    assert json.loads(done.stdout)["runs"] == 22
    assert "3 runs failed; the first is run 3: RuntimeError: the bridge" in done.stderr
    assert f"beachhead replay {out} --run 3" in done.stderr
    assert CliRunner().invoke(app, ["compare", str(out)]).exit_code == 0


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A battle, and what its machine does to runs 3, 17 and 18 while it is not in order."""
    from sim.experiments import chunk

    play, faults = chunk.play, []

    def fail(definition, runs, *args, **kwargs):
        if faults and broken(runs).any():
            raise faults[0]
        return play(definition, runs, *args, **kwargs)

    monkeypatch.setattr(chunk, "play", fail)
    return raid(tmp_path), faults


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (OSError(28, "No space left on device"), "No space left on device"),
        (
            OSError(28, "No space left on device", "/cache/x"),
            "a fault of the machine, not of a run",
        ),
        (MemoryError(), "not enough memory"),
    ],
)
def test_a_fault_of_the_machine_stops_the_batch_and_no_run_fails(machine, tmp_path, fault, message):
    document, faults = machine
    out = tmp_path / "out"
    faults.append(fault)
    with pytest.raises(BatchStopped, match=message):
        monte_carlo(document, 25, 1, chunk=5, out=out)
    faults.clear()
    batch = monte_carlo(document, 25, 1, out=out, resume=True)
    assert not batch.failures
    monte_carlo(document, 25, 1, out=tmp_path / "undisturbed")
    assert rows(out) == rows(tmp_path / "undisturbed")


def test_memory_that_is_short_for_many_rows_may_do_for_few(machine, tmp_path, monkeypatch):
    document, _ = machine
    from sim.experiments import chunk

    play = chunk.play

    def short(definition, runs, *args, **kwargs):
        if len(runs) > 4:
            raise MemoryError
        return play(definition, runs, *args, **kwargs)

    monkeypatch.setattr(chunk, "play", short)
    assert monte_carlo(document, 25, 1).runs == 25


def test_an_interruption_that_compiled_code_disguises_is_one(machine, tmp_path):
    document, faults = machine
    disguised = SystemError("<built-in> returned a result with an exception set")
    disguised.__cause__ = KeyboardInterrupt()
    faults.append(disguised)
    with pytest.raises(KeyboardInterrupt, match="runs are in"):
        monte_carlo(document, 25, 1, chunk=5, out=tmp_path / "out")


def test_rows_that_a_fault_of_the_machine_ended_are_tried_again(machine, tmp_path, caplog):
    """As another version may have left them; what failed by itself stays as it is."""
    document, faults = machine
    out = tmp_path / "out"
    faults.append(RuntimeError("the bridge"))
    monte_carlo(document, 25, 1, chunk=5, out=out)
    relabel(out, "part-00000000", "OSError: [Errno 28] No space left on device")
    faults.clear()
    batch = monte_carlo(document, 25, 1, out=out, resume=True)
    assert [one.run for one in batch.failures] == [17, 18]
    assert "part-00000000.parquet has runs that a fault of the machine ended" in caplog.text


def relabel(out, part, error):
    """Give the failed rows of a part another error."""
    file = out / "outcomes" / f"{part}.parquet"
    table = pq.ParquetFile(file).read()
    place = table.column_names.index("error")
    errors = [None if one is None else error for one in table["error"].to_pylist()]
    pq.write_table(table.set_column(place, "error", pa.array(errors, pa.string())), file)
    manifest = json.loads((out / "manifest.json").read_text())
    known = sha256(file.read_bytes()).hexdigest()
    manifest["hashes"][f"outcomes/{part}.parquet"] = known
    (out / "manifest.json").write_text(json.dumps(manifest))
