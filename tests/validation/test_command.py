"""The command `validate`."""

import json

import pytest
from typer.testing import CliRunner

from sim.cli.app import app
from tests.results.test_crate import check_profile


@pytest.fixture
def call(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def call(*arguments):
        return CliRunner().invoke(app, ["validate", *arguments])

    return call


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "small.csv"
    path.write_text(
        "battle,war,year,attacker_men,defender_men,outcome,attacker_casualties,defender_casualties\n"
        "one,w,1944,9000,4000,attacker,300,500\n"
        "two,v,1944,6000,8000,defender,700,400\n"
    )
    return "small.csv"


def test_shows_scores_and_how_to_play_what_was_missed(call, small):
    result = call(small, "--runs", "20")
    assert result.exit_code == 0
    assert "Winner, 2 battles without the draws" in result.stdout
    assert "not on this table" in " ".join(result.stdout.split())
    assert "beachhead validate small.csv --show one > one.yaml" in result.stdout


def test_the_commands_that_play_a_battle_name_the_parameters(call, small, tmp_path):
    (tmp_path / "my own.yaml").write_text("morale: {frailty: 1}\n")
    result = call(small, "--parameters", "my own.yaml", "--runs", "20")
    words = " ".join(result.stdout.split())
    assert "its parameters, but for those of my own.yaml, were fitted not on this table" in words
    assert "small.csv --parameters 'my own.yaml' --show one > one.yaml" in result.stdout


def test_says_which_parameters_were_fitted_with_another_model(call, small):
    words = " ".join(call(small, "--runs", "2", "--model", "qjm").stdout.split())
    told = "the parameters that all models share were fitted with attrition not on this table"
    assert f"{told}, those of qjm alone were not" in words


def test_groups_of_few_battles_have_no_scores(call, small):
    lines = call(small, "--runs", "20", "--by", "war").stdout.splitlines()
    assert [line.split() for line in lines if line.strip().startswith("war=")] == [
        ["war=v", "1"],
        ["war=w", "1"],
    ]


def test_a_column_that_there_is_not_names_the_option(call, small):
    result = call(small, "--runs", "20", "--by", "wars")
    assert result.exit_code == 2
    assert result.stderr.startswith("by: unknown column 'wars' (allowed: battle, name, war, ")
    assert "did you mean 'war'?" in result.stderr


def test_writes_results_and_a_picture(call, small, tmp_path):
    result = call(small, "--runs", "20", "--json", "--out", "kept", "--plot")
    assert result.exit_code == 0
    kept = json.loads((tmp_path / "kept" / "validation.json").read_text())
    assert json.loads(result.stdout) == kept
    assert (tmp_path / "kept" / "validation.png").stat().st_size > 10_000
    lines = (tmp_path / "kept" / "forecasts.csv").read_text().splitlines()
    assert len(lines) == 3
    check_profile(tmp_path / "kept")
    again = call(small, "--runs", "10", "--out", "kept")
    assert again.exit_code == 2
    assert "validation.json exists already; --overwrite replaces it" in again.stderr
    assert json.loads((tmp_path / "kept" / "validation.json").read_text()) == kept
    assert call(small, "--runs", "10", "--out", "kept", "--overwrite").exit_code == 0


def test_a_battle_becomes_a_file_that_plays(call, small, tmp_path):
    result = call(small, "--show", "two")
    (tmp_path / "two.yaml").write_text(result.stdout)
    played = CliRunner().invoke(app, ["run", "two.yaml", "--seed", "1", "--run", "7"])
    assert played.exit_code == 0
    assert call(small, "--show", "three").exit_code == 2


def test_a_wrong_table_is_refused(call, tmp_path):
    (tmp_path / "wrong.csv").write_text("attacker_men,defender_men\n5,x\n")
    result = call("wrong.csv")
    assert result.exit_code == 2
    assert "wrong.csv:2: defender_men: must be a number" in result.output
