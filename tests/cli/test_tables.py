"""Tables that leave the house: the rows of each command, in files that other programs read."""

import sys

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from sim.cli.app import app
from sim.experiments.sweep import sweep
from sim.report.rows import parameter_columns, run_rows
from sim.results.batch import Batch, Memory
from sim.results.failure import Failure
from sim.results.table_file import write_table
from tests.results.raid import raid

SPEED, MEN = "routes.0.distance", "units.militia.men"


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    return raid(tmp_path_factory.mktemp("raid"))


@pytest.fixture
def file(tmp_path):
    raid(tmp_path)
    return tmp_path / "raid.yaml"


def call(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def found(document):
    return sweep(document, 10, 1, vary={MEN: [30, 60], SPEED: ["2 km", "3 km"]})


@pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx"])
def test_rows_carry_the_parameters_of_their_point(found, tmp_path, ending):
    path = tmp_path / f"rows.{ending}"
    write_table(run_rows(found.batch, found.points), path)
    readers = {"csv": pd.read_csv, "parquet": pd.read_parquet, "xlsx": pd.read_excel}
    table = readers[ending](path)
    assert list(table)[:4] == ["run", "point", MEN, f"{SPEED} (km)"]
    rows = found.batch.columns
    assert table["red.killed"].tolist() == rows["red.killed"].tolist()
    assert table[MEN].tolist() == [found.points[point][MEN] for point in rows["point"]]
    assert set(table[f"{SPEED} (km)"]) == {2.0, 3.0}
    times = pd.to_datetime(table["ford.taken_at"]).to_numpy().astype("datetime64[m]")
    assert np.array_equal(times, rows["ford.taken_at"], equal_nan=True)


def test_hours_are_iso_text_and_what_never_happened_is_empty(found, tmp_path):
    path = tmp_path / "rows.csv"
    write_table(run_rows(found.batch, found.points), path)
    cells = pd.read_csv(path, dtype=str, keep_default_na=False)["ford.taken_at"]
    taken = found.batch.columns["ford.taken_at"]
    expected = ["" if np.isnat(one) else str(one) for one in taken]
    assert cells.tolist() == expected


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_runs_that_failed_are_rows_with_their_error(document, tmp_path, ending):
    rows = {"run": np.array([0, 2]), "red.killed": np.array([5, 7])}
    failure = Failure(1, 0, "ValueError: no", "", "")
    path = tmp_path / f"rows.{ending}"
    write_table(run_rows(Batch(document, 1, Memory(rows, None, [failure]))), path)
    table = pd.read_csv(path) if ending == "csv" else pd.read_parquet(path)
    assert table["run"].tolist() == [0, 2, 1]
    assert table["red.killed"].isna().tolist() == [False, False, True]
    assert table["error"].iloc[2] == "ValueError: no"


def test_parameters_of_unlike_units_stay_text():
    points = [{"a": "2 km", "b": 1}, {"a": "300 m", "b": 2.5}, {"b": 3}]
    assert parameter_columns(points) == {"a": ["2 km", "300 m", ""], "b": [1, 2.5, 3]}


def test_every_command_writes_its_rows(file, tmp_path):
    def table(name):
        return pd.read_csv(tmp_path / name)

    many = call("monte-carlo", file, "--runs", 12, "--csv", tmp_path / "many.csv")
    assert many.exit_code == 0, many.stderr
    assert table("many.csv")["run"].tolist() == list(range(12))
    call("what-if", file, "--set", f"{MEN}=5", "--runs", 6, "--csv", tmp_path / "if.csv")
    changed = table("if.csv")
    assert changed[MEN].isna().tolist() == (changed["point"] == 0).tolist()
    call("odds", "--attacker", "2@1", "--defender", "1@1", "--csv", tmp_path / "odds.csv")
    odds = table("odds.csv")
    assert odds["probability"][:3].sum() == pytest.approx(1)
    left = odds[(odds["outcome"] == "survivors") & (odds["side"] == "attacker")]
    assert left["probability"].sum() == pytest.approx(1)


def test_a_folder_becomes_the_same_table(file, tmp_path):
    out, written = tmp_path / "out", tmp_path / "sweep.csv"
    words = ["sweep", file, "--vary", f"{MEN}=30,60", "--runs", 5, "--out", out, "--csv", written]
    assert call(*words).exit_code == 0
    done = call("table-of", out)
    assert done.stdout == written.read_text()
    again = call("table-of", out, "--out", written)
    assert (again.exit_code, "--overwrite replaces it" in again.stderr) == (2, True)
    assert call("table-of", out, "--out", tmp_path / "o.parquet", "--overwrite").exit_code == 0
    beside = call("table-of", out, "--out", out / "rows.csv")
    assert (beside.exit_code, "among the results" in beside.stderr) == (2, True)


def test_a_wrong_name_is_refused_before_anything_is_played(file, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.experiments.chunk.play", None)
    done = call("monte-carlo", file, "--csv", tmp_path / "rows.txt")
    assert (done.exit_code, "must end in one of .csv" in done.stderr) == (2, True)
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    done = call("monte-carlo", file, "--csv", tmp_path / "rows.xlsx")
    assert (done.exit_code, "pip install openpyxl" in done.stderr) == (2, True)
