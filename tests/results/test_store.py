"""Batches on disk: what is written is what is read, whole or not at all."""

import json
import time
from dataclasses import replace
from hashlib import sha256
from itertools import count

import numpy as np
import pyarrow.parquet as pq
import pytest

from sim import Results, Wargame
from sim.experiments.monte_carlo import monte_carlo
from sim.results.errors import UserError
from sim.results.label import Label
from sim.results.store import SAVING, Store
from tests.results.raid import raid


@pytest.fixture
def document(tmp_path):
    return raid(tmp_path)


@pytest.fixture
def folder(document, tmp_path):
    monte_carlo(document, 25, 3, chunk=10, out=tmp_path / "out")
    return tmp_path / "out"


def test_a_batch_on_disk_equals_one_in_memory(document, folder):
    memory = Results.of(monte_carlo(document, 25, 3))
    stored = Results.open(folder)
    assert stored.outcomes.equals(memory.outcomes)
    assert stored.series.identical(memory.series)
    assert stored.compare() == memory.compare()
    assert stored.compare().as_json() == memory.compare().as_json()
    assert stored.seed == 3


def test_parts_are_chunks_of_run_numbers_with_iso_times(folder):
    names = sorted(path.name for path in (folder / "outcomes").iterdir())
    assert names == [f"part-{first:08d}.parquet" for first in (0, 10, 20)]
    table = pq.ParquetFile(folder / "outcomes" / names[-1]).read()
    assert table.column_names[0] == "run"
    assert table["run"].to_pylist() == [20, 21, 22, 23, 24]
    assert table["attack.started_at"].to_pylist() == ["1945-08-16T06:00"] * 5
    assert (
        table["blue.surrendered_at"].null_count
        + sum(
            text.startswith("1945-08-")
            for text in table["blue.surrendered_at"].drop_null().to_pylist()
        )
        == 5
    )


def test_a_manifest_that_takes_long_is_written_seldom(folder, monkeypatch):
    monkeypatch.setattr("sim.results.store.SAVE_EVERY", 0.0)
    store = Store.open(folder)
    written, spent = [], 0.05

    def slowly(name, content):
        time.sleep(spent)
        written.append(name)

    monkeypatch.setattr(store.folder, "write", slowly)
    label, begun = Label("batch", 0, 10, 0), time.monotonic()
    for first in count(30, 10):
        store.note(replace(label, first=first))
        if time.monotonic() > begun + 1.2:
            break
    taken = time.monotonic() - begun
    assert 1 <= len(written) <= 1 + SAVING * taken / spent


def test_the_manifest_says_what_was_played(folder):
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["seed"] == 3
    for name, known in manifest["hashes"].items():
        assert sha256((folder / name).read_bytes()).hexdigest() == known
    assert len(manifest["hashes"]) == 6  # outcomes and series
    assert manifest["progress"] == {
        "complete": True,
        "runs": 25,
        "parts": [{"first": 0, "runs": 10}, {"first": 10, "runs": 10}, {"first": 20, "runs": 5}],
    }
    assert manifest["measures"]["ford.taken_at"] == "time"
    assert manifest["scenario"]["files"][0]["name"] == "raid.yaml"
    assert {"python", "numpy", "numba", "beachhead"} <= set(manifest["versions"])


def test_the_scenario_comes_from_the_manifest_alone(document, tmp_path):
    played = document.variant("weak").set({"units.militia.men": np.arange(30, 55)})
    monte_carlo(played, 25, 1, out=tmp_path / "out")
    (tmp_path / "raid.yaml").unlink()
    restored = Results.open(tmp_path / "out").document
    assert restored.definition.units["guards"].men.value == 20.0
    np.testing.assert_array_equal(restored.definition.units["militia"].men.value, np.arange(30, 55))
    assert restored.changes["units.guards.men"] == 20
    assert list(restored.text.values()) == list(document.text.values())


def test_keys_that_are_numbers_survive(folder):
    men = Results.open(folder).document.definition.units["militia"].men.value
    assert men.parameters == (40.0, 60.0)


def test_what_a_killed_batch_leaves_behind_is_ignored(folder):
    (folder / "outcomes" / ".part-00000025.parquet.tmp").write_bytes(b"half a part")
    (folder / "outcomes" / "part-00000025.parquet").write_bytes(b"not in the manifest")
    assert len(Results.open(folder).outcomes) == 25


def test_an_interrupted_batch_keeps_its_parts(document, tmp_path):
    def interrupt(done):
        if done == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        monte_carlo(document, 30, 1, chunk=10, out=tmp_path / "out", progress=interrupt)
    store = Store.open(tmp_path / "out")
    assert not store.manifest.complete
    assert store.columns()["run"].tolist() == list(range(20))


def test_a_folder_with_something_in_it_is_refused(document, tmp_path, folder):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    with pytest.raises(UserError, match="is not empty"):
        monte_carlo(document, 2, 1, out=tmp_path / "mine")
    with pytest.raises(UserError, match="is left alone"):
        monte_carlo(document, 2, 1, out=tmp_path / "mine", overwrite=True)
    assert (tmp_path / "mine" / "letter.txt").exists()
    with pytest.raises(UserError, match="--overwrite"):
        monte_carlo(document, 2, 1, out=folder)
    for said in ({}, {"format_version": 1}):  # of an older program likewise
        manifest = json.loads((folder / "manifest.json").read_text())
        (folder / "manifest.json").write_text(json.dumps(manifest | said))
        monte_carlo(document, 2, 1, out=folder, overwrite=True)
        assert len(Results.open(folder).outcomes) == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "cannot be read"),
        ("{}", "is no manifest"),
        ('{"format": "beachhead results", "format_version": 99}', "format version 99"),
        ('{"format": "beachhead results", "format_version": 1}', "1; 2 is understood"),
        ('{"format": "beachhead results", "format_version": 2}', "scenario is missing"),
        (f'{{"format": {"[" * 900}{"]" * 900}}}', "is no manifest|nested too deeply"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_a_wrong_manifest_is_refused_in_words(tmp_path, text, message):
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(UserError, match=message):
        Results.open(tmp_path)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("measures", {"red.killed": "numbr"}, "measures.red.killed must be 'number', 'time' or"),
        ("measures", {"red.killed": "time"}, "measures.red.killed must be 'number', not 'time'"),
        ("measures", ["red.killed"], "measures must be a mapping, not [red.killed]"),
        ("seed", "one", "seed must be a valid integer, not 'one'"),
        ("seed", -1, "seed must be greater than or equal to 0, not -1"),
        ("points", [], "points "),
        ("scenario.tree", None, "scenario.tree must be a mapping, not nothing"),
        ("scenario", 5, "scenario must be a mapping, not 5"),
        ("progress", [], "progress must be a mapping, not []"),
        ("scenario.files", [{"name": "x"}], "scenario.files.0.sha256 is missing"),
        ("progress.parts", [{"first": 0}], "progress.parts.0.runs is missing"),
        ("progress.parts", [{"first": "a", "runs": 2}], "progress.parts.0.first must be a valid"),
        ("progress.complete", "perhaps", "progress.complete must be a valid boolean"),
    ],
)
def test_a_malformed_field_of_the_manifest_is_named(folder, path, value, message):
    file = folder / "manifest.json"
    content = json.loads(file.read_text())
    *above, last = path.split(".")
    place = content
    for key in above:
        place = place[key]
    place[last] = value
    file.write_text(json.dumps(content))
    with pytest.raises(UserError) as caught:
        Results.open(folder)
    assert str(caught.value).startswith(f"{file} is not sound: ")
    assert message in str(caught.value)


def test_a_measure_that_the_manifest_lists_and_no_part_has_is_named(folder):
    for part in (folder / "outcomes").iterdir():
        table = pq.ParquetFile(part).read()
        pq.write_table(table.drop(["red.killed"]), part)
    results = Results.open(folder)
    with pytest.raises(UserError, match=r"part-00000000\.parquet cannot be read \(damaged"):
        results.outcomes  # noqa: B018


def test_a_measure_that_the_scenario_does_not_yield_is_named(folder):
    rewrite(folder, lambda content: content["measures"].update({"green.killed": "number"}))
    with pytest.raises(UserError, match=r"manifest\.json is not sound: unknown measure 'green\.k"):
        Results.open(folder)


def test_a_measure_with_a_claim_that_the_manifest_lacks_is_named(folder):
    rewrite(folder, lambda content: content["measures"].pop("red.killed"))
    results = Results.open(folder)
    with pytest.raises(UserError, match=r"manifest\.json has no measure red\.killed"):
        results.compare()


def rewrite(folder, change):
    file = folder / "manifest.json"
    content = json.loads(file.read_text())
    change(content)
    file.write_text(json.dumps(content))


def test_results_can_be_saved_later(document, tmp_path):
    results = Wargame(document).monte_carlo(12, seed=4)
    results.save(tmp_path / "saved")
    opened = Results.open(tmp_path / "saved")
    assert opened.outcomes.equals(results.outcomes)
    assert opened.series.identical(results.series)


def test_a_batch_without_series_has_none(document, tmp_path):
    monte_carlo(document, 2, 1, out=tmp_path / "out", series_every=0)
    assert Results.open(tmp_path / "out").series is None
