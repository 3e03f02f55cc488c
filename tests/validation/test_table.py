"""Tables of battles: what they may hold, and what is said of what they may not."""

import pandas as pd
import pytest

import sim
from sim.history.validation.table import read_table

HEADER = "battle,war,year,attacker_men,defender_men,outcome,air_superiority,weather"
GOOD = "a,first,1944,1000,500,attacker,1,rain"


def written(tmp_path, *lines):
    path = tmp_path / "battles.csv"
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return path


def test_unknown_columns_are_kept_and_missing_ones_are_assumed(tmp_path):
    table = read_table(written(tmp_path, GOOD, "b,,,2000,900,draw,,"))
    assert table.frame["weather"].tolist() == ["rain", ""]
    assert table.frame["attacker_tanks"].tolist() == [0.0, 0.0]
    assert table.frame["war"].tolist() == ["first", "b"]
    assert "air_superiority is not given for 1 of 2 battles: nobody had it" in table.assumptions
    assert "attacker_guns is not given for all battles: there were none" in table.assumptions


def test_everything_that_is_wrong_is_told_at_once(tmp_path):
    path = written(
        tmp_path, GOOD, "a,x,1944,many,500,attaker,0,", "c,x,1944,,500,draw,3,", "d,x,1944,1,1"
    )
    with pytest.raises(sim.ScenarioError) as short:
        read_table(path)
    assert str(short.value) == f"{path}:5: has 5 cells where the header has 8"
    path.write_text(path.read_text().replace("d,x,1944,1,1\n", ""))
    with pytest.raises(sim.ScenarioError) as error:
        read_table(path)
    told = str(error.value).splitlines()
    assert told == [
        f"{path}:3: attacker_men: must be a number from 1 to 10,000,000, not 'many'",
        f"{path}:3: battle: 'a' is the name of a battle on line 2 already",
        f"{path}:3: outcome: unknown value 'attaker' (allowed: attacker, defender, draw); "
        "did you mean 'attacker'?",
        f"{path}:4: air_superiority: must be a number from -1 to 1, not '3'",
        f"{path}:4: attacker_men: must not be empty",
    ]


def test_required_columns_are_required(tmp_path):
    path = tmp_path / "none.csv"
    path.write_text("battle,atacker_men\na,5\n")
    with pytest.raises(sim.ScenarioError) as told:
        read_table(path)
    assert str(told.value).endswith("required column 'defender_men' is missing")
    assert "column 'attacker_men' is missing; is 'atacker_men' meant?" in str(told.value)


def test_a_frame_is_a_table():
    frame = pd.DataFrame({"attacker_men": [100, 200], "defender_men": [50, 60]})
    assert read_table(frame).frame["battle"].tolist() == ["battle-1", "battle-2"]
    with pytest.raises(sim.ScenarioError, match="<table>:2: defender_men: must be a number"):
        read_table(frame.assign(defender_men=[50, -1]))


def test_the_bundled_table_is_half_of_cdb90():
    table = read_table()
    assert len(table) == 284
    assert table.frame["outcome"].value_counts().to_dict() == {
        "attacker": 172,
        "defender": 92,
        "draw": 20,
    }
