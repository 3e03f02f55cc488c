"""Batches that are gone on with, extended, refused, and protected."""

import json
import os
import subprocess
import sys

import pyarrow.parquet as pq
import pytest

from sim import Results
from sim.experiments.monte_carlo import monte_carlo
from sim.results.errors import BatchStopped, UserError
from sim.results.folder import folder_at
from sim.results.store import Store
from tests.experiments.rows import environment, parts, rows
from tests.results.raid import raid


@pytest.fixture
def document(tmp_path):
    return raid(tmp_path)


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def interrupted(document, out, runs=60, chunk=10, after=30):
    """A batch of seed 1 that was interrupted."""

    def interrupt(done):
        if done == after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        monte_carlo(document, runs, 1, chunk=chunk, out=out, progress=interrupt)


def whole(document, tmp_path, runs=60):
    monte_carlo(document, runs, 1, out=tmp_path / "whole")
    return rows(tmp_path / "whole")


def test_an_interrupted_batch_is_finished(document, out, tmp_path):
    interrupted(document, out)
    done = []
    monte_carlo(document, 60, 1, out=out, resume=True, chunk=7, progress=done.append)
    assert done == [37, 44, 51, 58, 60]
    assert rows(out) == whole(document, tmp_path)
    assert Store.open(out).manifest.complete


def test_a_finished_batch_is_extended(document, out, tmp_path):
    monte_carlo(document, 25, 1, out=out)
    batch = monte_carlo(document, 60, 1, out=out, resume=True)
    assert batch.runs == 60
    assert rows(out) == whole(document, tmp_path)


def test_parts_in_the_middle_are_found_missing(document, out, tmp_path):
    monte_carlo(document, 60, 1, chunk=10, out=out)
    parts(out)[2].unlink()
    parts(out)[3].unlink()
    monte_carlo(document, 60, 1, out=out, resume=True)
    assert rows(out) == whole(document, tmp_path)


def test_resuming_nothing_begins_a_batch(document, out):
    assert monte_carlo(document, 5, 1, out=out, resume=True).runs == 5


def test_parts_that_a_killed_batch_could_not_list_are_taken_up(document, out, tmp_path):
    monte_carlo(document, 60, 1, chunk=10, out=out)
    manifest = json.loads((out / "manifest.json").read_text())
    manifest["progress"] |= {"parts": manifest["progress"]["parts"][:1], "complete": False}
    (out / "manifest.json").write_text(json.dumps(manifest))
    done = []
    monte_carlo(document, 70, 1, out=out, resume=True, progress=done.append)
    assert done == [70]
    assert rows(out) == whole(document, tmp_path, 70)


@pytest.mark.parametrize(
    ("changes", "seed", "options", "message"),
    [
        ({"units.guards.men": 121}, 1, {}, "parameters: units.guards.men is 120 there, 121 now"),
        ({}, 2, {}, "seed: 1 there, 2 now"),
        ({}, 1, {"series_every": 3}, "series_every: 1 there, 3 now"),
        ({}, 1, {"commanders": {"red": lambda _: []}}, "commanders:"),
    ],
)
def test_another_batch_is_refused_by_name(document, out, changes, seed, options, message):
    monte_carlo(document, 5, 1, out=out)
    before = {path: path.read_bytes() for path in out.rglob("*.*")}
    other = document.set(changes) if changes else document
    with pytest.raises(UserError, match=message):
        monte_carlo(other, 9, seed, out=out, resume=True, **options)
    assert before == {path: path.read_bytes() for path in out.rglob("*.*")}


def test_another_scenario_or_version_is_refused_by_name(document, out, tmp_path):
    monte_carlo(document, 5, 1, out=out)
    text = (tmp_path / "raid.yaml").read_text()
    other = raid(tmp_path, text.replace("men: 120", "men: 130"))
    with pytest.raises(UserError, match=r"scenario: units\.guards\.men is 120 there, 130 now"):
        monte_carlo(other, 9, 1, out=out, resume=True)
    manifest = json.loads((out / "manifest.json").read_text())
    manifest["versions"]["numpy"] = "1.0"
    (out / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(UserError, match=r"version of numpy: 1\.0 there"):
        monte_carlo(document, 9, 1, out=out, resume=True)


def test_fewer_runs_than_there_are_is_refused(document, out):
    monte_carlo(document, 25, 1, out=out)
    with pytest.raises(UserError, match="holds 25 runs already"):
        monte_carlo(document, 20, 1, out=out, resume=True)


def test_two_processes_cannot_write_to_one_folder(document, out):
    interrupted(document, out)
    before = rows(out)
    with (
        folder_at(out).locked(),
        pytest.raises(UserError, match="another process is writing to"),
    ):
        monte_carlo(document, 60, 1, out=out, resume=True)
    assert rows(out) == before


@pytest.mark.parametrize("damage", ["truncated", "emptied"])
def test_a_damaged_part_is_told_and_played_again(document, out, tmp_path, damage, caplog):
    monte_carlo(document, 60, 1, chunk=10, out=out)
    content = parts(out)[1].read_bytes()
    parts(out)[1].write_bytes(content[: len(content) // 2] if damage == "truncated" else b"")
    with pytest.raises(UserError, match=r"part-00000010\.parquet cannot be read .* --resume"):
        Results.open(out).outcomes  # noqa: B018
    monte_carlo(document, 60, 1, out=out, resume=True)
    assert "part-00000010.parquet is damaged" in caplog.text
    assert rows(out) == whole(document, tmp_path)


def test_a_part_with_wrong_bytes_is_noticed(document, out, tmp_path):
    monte_carlo(document, 60, 1, chunk=10, out=out)
    content = bytearray(parts(out)[1].read_bytes())
    column = pq.ParquetFile(parts(out)[1]).metadata.row_group(0).column(0)
    start = column.dictionary_page_offset or column.data_page_offset
    content[start + column.total_compressed_size - 3] ^= 0xFF
    parts(out)[1].write_bytes(content)
    with pytest.raises(UserError, match=r"part-00000010\.parquet cannot be read"):
        Results.open(out).outcomes  # noqa: B018
    parts(out)[1].unlink()
    monte_carlo(document, 60, 1, out=out, resume=True)
    assert rows(out) == whole(document, tmp_path)


def test_a_foreign_file_where_a_part_must_go_is_left_alone(document, out):
    interrupted(document, out)
    stranger = out / "outcomes" / "part-00000030.parquet"
    stranger.write_bytes(b"mine")
    with pytest.raises(UserError, match="is not of this batch; move it elsewhere"):
        monte_carlo(document, 60, 1, out=out, resume=True)
    assert stranger.read_bytes() == b"mine"


def test_a_foreign_file_is_not_deleted_by_overwriting(document, out):
    monte_carlo(document, 5, 1, out=out)
    (out / "notes.txt").write_text("mine")
    before = rows(out)
    with pytest.raises(UserError, match=r"notes\.txt is not of a batch"):
        monte_carlo(document, 9, 1, out=out, overwrite=True)
    assert rows(out) == before
    (out / "notes.txt").unlink()
    monte_carlo(document, 9, 1, out=out, overwrite=True)
    assert len(rows(out)) == 9


def test_a_folder_that_cannot_be_written_is_refused(document, tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(UserError, match=r"cannot be written|is a file"):
        monte_carlo(document, 5, 1, out=tmp_path / "file" / "out")
    if os.geteuid():
        (tmp_path / "locked").mkdir(mode=0o500)
        with pytest.raises(UserError, match="cannot be written"):
            monte_carlo(document, 5, 1, out=tmp_path / "locked" / "out")


FULL = """
import resource, sys
from sim.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
main()
"""


def test_a_full_disk_stops_the_batch_and_keeps_its_parts(document, out, tmp_path):
    """A limit on the size of files stands for the disk: the system refuses to write on."""
    interrupted(document, out)
    before = rows(out)
    words = ["monte-carlo", tmp_path / "raid.yaml", "--runs", 30_000, "--out", out, "--resume"]
    done = subprocess.run(
        [sys.executable, "-B", "-c", FULL, *map(str, words)],  # half a bytecode would stay
        capture_output=True, text=True, env=environment(), check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert "cannot be written: File too large" in done.stderr
    assert "30 of 30,000 runs are in" in done.stderr
    assert rows(out) == before
    assert not list(out.rglob("*.tmp"))
    monte_carlo(document, 60, 1, out=out, resume=True)
    assert rows(out) == whole(document, tmp_path)


def test_a_broken_disk_in_memory_terms(document, monkeypatch, out):
    def refuse(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sim.results.parts.write_part", refuse)
    with pytest.raises(BatchStopped, match="No space left on device"):
        monte_carlo(document, 5, 1, out=out)


def test_an_address_of_fsspec_holds_a_batch(document, out):
    pytest.importorskip("fsspec")
    address = "memory://beachhead/raid"
    monte_carlo(document, 25, 1, chunk=10, out=address)
    with pytest.raises(UserError, match="is not empty"):
        monte_carlo(document, 25, 1, out=address)
    batch = monte_carlo(document, 40, 1, out=address, resume=True)
    monte_carlo(document, 40, 1, out=out)
    assert Results.open(address).outcomes.equals(Results.open(out).outcomes)
    assert batch.series.identical(Results.open(out).series)
    monte_carlo(document, 2, 1, out=address, overwrite=True)
    assert Results.open(address).runs == 2
