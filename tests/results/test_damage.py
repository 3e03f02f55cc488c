"""Folders that are damaged, foreign or hostile: refused by name, or read as they were written."""

import json
import shutil
from hashlib import sha256

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from sim.cli.app import app
from sim.experiments.monte_carlo import monte_carlo
from sim.results.errors import UserError
from sim.results.manifest import Manifest
from sim.results.parts import MARK
from sim.results.store import Store
from tests.results.raid import raid

FLIPS = 40
"""Flips of single bits, in each kind of file; many times as many where time does not matter."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    home = tmp_path_factory.mktemp("damage")
    monte_carlo(raid(home), 60, 1, chunk=20, out=home / "out")
    return home / "out"


@pytest.fixture
def folder(whole, tmp_path):
    return shutil.copytree(whole, tmp_path / "out")


def content(folder):
    """All that can be read in a folder."""
    store = Store.open(folder)
    series = store.series()
    assert series is not None
    columns = {name: values.tolist() for name, values in store.columns().items()}
    return columns, series.to_dict(), store.document.tree, store.manifest.seed


@pytest.fixture(scope="module")
def right(whole):
    return content(whole)


@pytest.mark.parametrize("kind", ["outcomes", "series", "manifest.json"])
@pytest.mark.parametrize("flips", [FLIPS, pytest.param(250, marks=pytest.mark.slow)])
def test_a_flipped_bit_is_told_or_changes_nothing(folder, right, kind, flips):
    fair = np.random.default_rng(flips)
    files = sorted(path for path in folder.rglob("*") if kind in path.as_posix() and path.is_file())
    told = 0
    for _ in range(flips):
        file = files[fair.integers(len(files))]
        before = file.read_bytes()
        after = bytearray(before)
        after[fair.integers(len(after))] ^= 1 << fair.integers(8)
        file.write_bytes(after)
        try:
            assert content(folder) == right or kind == "manifest.json"
        except UserError as error:
            told += file.name in str(error)
        file.write_bytes(before)
    assert told > 0
    if kind != "manifest.json":
        assert told == flips


def rewritten(folder, kind, change):
    """Change the table of a part, and let the manifest know the file as if all were in order."""
    name = f"{kind}/part-00000020.parquet"
    table = pq.ParquetFile(folder / name).read()
    mark = table.schema.metadata[MARK]
    pq.write_table(change(table).replace_schema_metadata({MARK: mark}), folder / name)
    file = folder / "manifest.json"
    manifest = json.loads(file.read_text())
    manifest["hashes"][name] = sha256((folder / name).read_bytes()).hexdigest()
    file.write_text(json.dumps(manifest))
    return name


def column(name, values):
    def change(table):
        return table.set_column(table.column_names.index(name), name, values(table[name]))

    return change


OUTCOMES = {
    "text for numbers": (column("red.killed", lambda c: c.cast(pa.string())), "has the type"),
    "fractions": (column("red.killed", lambda c: c.cast(pa.float64())), "has the type"),
    "lists": (column("red.killed", lambda c: pa.array([[1]] * len(c))), "has the type"),
    "nulls": (
        column("red.killed", lambda c: pa.nulls(len(c), pa.int64())),
        "20 rows without a value",
    ),
    "numbers for times": (
        column("ford.taken_at", lambda c: pa.array([0] * len(c))),
        "has the type",
    ),
    "what is no time": (
        column("ford.taken_at", lambda c: pa.array(["soon"] * len(c))),
        "holds what is no time",
    ),
    "a month 13": (
        column("ford.taken_at", lambda c: pa.array(["1945-13-01T00:00"] * len(c))),
        "holds what is no time",
    ),
    "an unknown winner": (
        column("winner", lambda c: pa.array(["green"] * len(c))),
        "names a side that the scenario has not",
    ),
    "negative runs": (column("run", lambda c: pc.negate(c)), "not that of runs 20 onwards"),
    "huge runs": (column("run", lambda c: pc.add(c, 2**60)), "not that of runs 20 onwards"),
    "a missing column": (lambda t: t.drop_columns(["red.killed"]), "no column red.killed"),
    "a further column": (
        lambda t: t.append_column("x", pa.array([1] * len(t))),
        "an unknown column x",
    ),
    "columns in another order": (lambda t: t.select(t.column_names[::-1]), "another order"),
    "fewer rows": (lambda t: t.slice(0, 7), "7 rows, not 20"),
    "shuffled rows": (lambda t: t.take(pa.array([*range(1, 20), 0])), "column run is not that"),
}
SERIES = {
    "a renamed column": (
        lambda t: t.rename_columns([*t.column_names[:2], "ashore.x", *t.column_names[3:]]),
        "unknown column ashore.x",
    ),
    "short": (lambda t: t.slice(0, len(t) - 1), "rows, not"),
    "shuffled": (lambda t: t.take(pa.array([*range(1, len(t)), 0])), "column run is not that"),
    "far dates": (
        column("time", lambda c: pa.array(["9999-01-01T00:00"] * len(c))),
        "does not have the hours",
    ),
    "other units of time": (
        column("time", lambda c: pa.array([0] * len(c), pa.timestamp("s"))),
        "has the type",
    ),
    "nulls": (
        column("losses.red", lambda c: pa.nulls(len(c), pa.int32())),
        "rows without a value",
    ),
}
STRUCTURED = [("outcomes", name, *what) for name, what in OUTCOMES.items()]
STRUCTURED += [("series", name, *what) for name, what in SERIES.items()]


@pytest.mark.parametrize(
    ("kind", "change", "message"),
    [pytest.param(kind, *what, id=f"{kind}-{name}") for kind, name, *what in STRUCTURED],
)
def test_a_part_that_does_not_hold_what_it_must(folder, right, kind, change, message, caplog):
    name = rewritten(folder, kind, change)
    with pytest.raises(UserError, match=message) as refused:
        content(folder)
    assert name in str(refused.value)
    document = Store.open(folder).document
    monte_carlo(document, 60, 1, out=folder, resume=True)
    assert "part-00000020.parquet is damaged" in caplog.text
    assert content(folder) == right


HOSTILE = [
    pytest.param("outcomes", OUTCOMES["text for numbers"][0], id="text for numbers"),
    pytest.param("outcomes", OUTCOMES["an unknown winner"][0], id="an unknown winner"),
    pytest.param("outcomes", OUTCOMES["huge runs"][0], id="huge runs"),
    pytest.param("series", SERIES["short"][0], id="short series"),
]


@pytest.mark.parametrize(("kind", "change"), HOSTILE)
def test_no_command_gives_a_traceback_for_a_hostile_folder(folder, kind, change):
    name = rewritten(folder, kind, change)
    commands = [
        ("compare", folder),
        ("compare", folder, "--plot"),
        ("report", folder, "--overwrite"),
        ("plot", "strengths", folder),
        ("replay", folder, "--run", 25),
    ]
    for words in commands:
        done = CliRunner().invoke(app, [str(word) for word in words])
        assert done.exit_code in (0, 2), done.stderr
        assert done.exit_code == 0 or name in done.stderr
        assert "fault of the program" not in done.stderr


@pytest.mark.parametrize(
    "change",
    [
        lambda manifest: manifest["progress"]["parts"].append({"first": 10, "runs": 5}),
        lambda manifest: manifest["progress"]["parts"][-1].update(runs=2**40),
        lambda manifest: manifest["progress"]["parts"][0].update(failed=7),
        lambda manifest: manifest["scenario"]["tree"]["units"]["guards"].update(men=7),
        lambda manifest: manifest["scenario"].update(tree={}),
        lambda manifest: manifest["scenario"]["files"][0].update(text="name: other"),
        lambda manifest: manifest["measures"].update({"": "number"}),
        lambda manifest: manifest.update(measures={}),
        lambda manifest: manifest.update(seed=2),
        lambda manifest: manifest.update(points=[{"units.guards.men": 3}]),
        lambda manifest: manifest.update(points=[{}, {"no.such.path": 3}]),
        lambda manifest: manifest.update(series_every=2),
        lambda manifest: manifest.update(hashes={}),
    ],
)
def test_a_manifest_that_does_not_fit_its_parts_is_refused(folder, change):
    file = folder / "manifest.json"
    manifest = json.loads(file.read_text())
    change(manifest)
    file.write_text(json.dumps(manifest))
    with pytest.raises(UserError, match=r"manifest\.json|part-000000[0-4]0\.parquet"):
        content(folder)
    for words in (("compare", folder), ("report", folder)):
        done = CliRunner().invoke(app, [str(word) for word in words])
        assert done.exit_code == 2, done.stderr
    assert "fault of the program" not in CliRunner().invoke(app, ["replay", str(folder)]).stderr


def test_a_manifest_of_another_scenario_is_refused(folder, tmp_path):
    """All hashes agree, but nobody played that."""
    other = Store.open(folder).document.set({"units.guards.men": 7})
    file = folder / "manifest.json"
    manifest = json.loads(file.read_text())
    theirs = Manifest.of(other, 1, 60, chunk=20, series_every=1).scenario
    manifest["scenario"] = theirs | {"played": manifest["scenario"]["played"]}
    file.write_text(json.dumps(manifest))
    with pytest.raises(UserError, match="not the one that was played"):
        Store.open(folder)


def test_nothing_is_written_through_a_symbolic_link(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    document = raid(tmp_path)
    for name in ("outcomes", "series"):
        out = tmp_path / f"out-{name}"
        out.mkdir()
        (out / name).symlink_to(elsewhere)
        for options in ({}, {"overwrite": True}, {"resume": True}):
            with pytest.raises(UserError, match=r"symbolic link|is not empty|is left alone"):
                monte_carlo(document, 5, 1, out=out, **options)
    out = tmp_path / "begun"
    monte_carlo(document, 5, 1, out=out)
    shutil.move(out / "series", elsewhere / "series")
    (out / "series").symlink_to(elsewhere / "series")
    before = sorted(elsewhere.rglob("*"))
    with pytest.raises(UserError, match="symbolic link"):
        monte_carlo(document, 10, 1, out=out, resume=True)
    assert sorted(elsewhere.rglob("*")) == before


def test_a_lock_that_is_a_symbolic_link_touches_nothing(tmp_path):
    out, target = tmp_path / "out", tmp_path / "target"
    out.mkdir()
    (out / ".lock").symlink_to(target)
    with pytest.raises(UserError, match="cannot be written"):
        monte_carlo(raid(tmp_path), 5, 1, out=out)
    assert not target.exists()


def test_a_manifest_that_never_ends_is_not_read(folder):
    (folder / "manifest.json").unlink()
    (folder / "manifest.json").symlink_to("/dev/zero")
    with pytest.raises(UserError, match="is not a regular file"):
        Store.open(folder)
