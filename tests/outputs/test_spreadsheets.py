"""What leaves as CSV holds no formulas, whatever names users choose."""

import csv
from io import StringIO

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from sim.cli.app import app
from sim.results.spreadsheet import as_csv

FORMULAS = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1:A9)", "\t=1", "\r=1")


@settings(max_examples=200)
@given(st.lists(st.one_of(st.sampled_from(FORMULAS), st.text(max_size=9)), min_size=1, max_size=5))
def test_no_cell_of_text_is_a_formula(cells: list[str]) -> None:
    frame = pd.DataFrame({"=title": cells, "count": range(-3, len(cells) - 3)})
    heading, *rows = csv.reader(StringIO(as_csv(frame), newline=""))
    assert heading == ["'=title", "count"]
    for cell, (text, count), number in zip(cells, rows, frame["count"], strict=True):
        assert text in (cell, f"'{cell}")
        assert text[:1] not in {"=", "+", "-", "@", "\t", "\r"}
        assert int(count) == number


def test_forecasts_of_battles_with_odd_names_are_text(tmp_path) -> None:
    table = tmp_path / "odd.csv"
    heading = "battle,name,war,year,attacker_men,defender_men,outcome\n"
    rows = [f'one,"{FORMULAS[0]}",=w,1944,900,400,attacker', "two,+1,v,1944,600,800,defender"]
    table.write_text(heading + "\n".join(rows) + "\n")
    done = CliRunner().invoke(
        app, ["validate", str(table), "--runs", "5", "--out", str(tmp_path / "out")]
    )
    assert done.exit_code == 0, done.stderr
    with (tmp_path / "out" / "forecasts.csv").open(newline="") as file:
        kept = [*csv.DictReader(file)]
    assert [(row["name"], row["war"]) for row in kept] == [
        (f"'{FORMULAS[0]}", "'=w"),
        ("'+1", "v"),
    ]
