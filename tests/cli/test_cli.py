"""The command line as scripts and people use it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.cli.app import app
from sim.kernel import FEW_ROWS
from tests.results.raid import TEXT

RUNNER = CliRunner()
STATISTICS = {"mean", "se", "median", "p5", "p25", "p75", "p95"}


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "raid.yaml"
    path.write_text(TEXT)
    return path


def call(*words):
    return RUNNER.invoke(app, [str(word) for word in words])


def answer(*words):
    done = call(*words)
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def refusal(*words):
    done = call(*words)
    assert done.exit_code == 2, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return done.stderr


def test_list_has_the_bundled_scenarios():
    listed = answer("list", "--json")
    assert [sorted(one) for one in listed] == [["end", "name", "start", "title"]] * len(listed)
    assert "toro" in [one["name"] for one in listed]
    assert "toro" in call("list").stdout


def test_check_says_ok_or_everything_that_is_wrong(file, tmp_path):
    file.write_text(TEXT.replace("value: 500", "value: 50"))
    done = call("check", file, "iwo_jima")
    assert (done.exit_code, done.stdout) == (0, f"{file}: ok\niwo_jima: ok\n")
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(TEXT.replace("men: 120", "men: -1").replace("place: ford,", "place: fort,"))
    done = call("check", file, wrong)
    assert done.exit_code == 2
    assert done.stdout == f"{file}: ok\n"
    first, second = done.stderr.splitlines()
    assert first.startswith(f"{wrong}:18:28: units.guards.men: must be a whole number")
    assert "did you mean 'ford'?" in second


@pytest.mark.parametrize(
    "text", ["secret:x:1\nother\n", "secret:\n", "- secret\n", "*secret\n", "'secret': {secret: 1}"]
)
def test_check_does_not_quote_files_that_are_no_scenarios(tmp_path, text):
    file = tmp_path / "file"
    file.write_text(text)
    told = refusal("check", file)
    assert told.startswith(f"{file}:1:1: ")
    assert "secret" not in told


def test_check_looks_into_combat_parameters_of_variants(file):
    file.write_text(TEXT + "  odd: {title: Odd, set: {combat.morale.killed_share: 3}}\n")
    assert "must be from 0 to 1, not 3" in refusal("check", file)


def test_schema_is_json():
    assert answer("schema")["type"] == "object"


def test_run_prints_its_outcome_as_json(file):
    outcome = answer("run", file, "--seed", 7, "--run", 2, "--json")
    assert list(outcome) == ["scenario", "seed", "run", "outcome"]
    assert (outcome["scenario"], outcome["seed"], outcome["run"]) == ("raid", 7, 2)
    assert outcome["outcome"]["attack.started_at"] == "1945-08-16T06:00"
    assert outcome["outcome"]["red.surrendered_at"] is None
    assert isinstance(outcome["outcome"]["red.killed"], int)


def test_run_shows_a_record_without_colours_in_a_pipe(file):
    done = call("run", file)
    assert done.exit_code == 0
    assert "\x1b" not in done.stdout
    assert "Thursday, 16 August 1945" in done.stdout
    assert "Winner: " in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_run_writes_events_strengths_and_pictures(file, tmp_path):
    out = tmp_path / "out"
    done = call("run", file, "--out", out)
    assert done.exit_code == 0, done.stderr
    events = [json.loads(line) for line in (out / "events.jsonl").read_text().splitlines()]
    assert {"turn", "time", "kind", "place", "side", "text"} == set(events[0])
    rows = (out / "strengths.csv").read_text().splitlines()
    assert rows[:2] == ["time,side,ashore,losses", "1945-08-16T05:00,red,120,0"]
    assert {"strengths.png", "losses.png", "timeline.png"} <= {p.name for p in out.iterdir()}


def test_monte_carlo_and_compare_print_the_promised_json(file, tmp_path):
    out = tmp_path / "out"
    batch = answer("monte-carlo", file, "--runs", 30, "--seed", 2, "--json", "--out", out)
    assert list(batch) == ["scenario", "seed", "runs", "measures"]
    assert (batch["scenario"], batch["seed"], batch["runs"]) == ("raid", 2, 30)
    assert all(set(one) == STATISTICS for one in batch["measures"].values())
    comparison = answer("compare", out, "--json")
    keys = ["scenario", "runs", "claims", "inside", "total", "skill", "rivals", "luck"]
    assert list(comparison) == keys
    assert (comparison["runs"], comparison["total"]) == (30, 4)
    assert [one["measure"] for one in comparison["rivals"]] == ["blue.killed", "ford.taken_at"]
    assert [one["side"] for one in comparison["luck"]] == ["red", "blue"]


def test_row_k_of_a_batch_is_run_k(file, tmp_path):
    import pyarrow.parquet as pq

    call("monte-carlo", file, "--runs", 5, "--seed", 2, "--out", tmp_path / "out")
    table = pq.ParquetFile(tmp_path / "out" / "outcomes" / "part-00000000.parquet").read()
    row = table.to_pylist()[4]
    assert row.pop("run") == 4
    assert answer("run", file, "--seed", 2, "--run", 4, "--json")["outcome"] == row


def test_monte_carlo_and_compare_print_tables(file, tmp_path):
    out = tmp_path / "out"
    done = call("monte-carlo", file, "--runs", 30, "--out", out)
    assert "Central 90 %" in done.stdout
    assert f"Results are in {out}" in done.stderr
    done = call("compare", out, "--plot")
    told = " ".join(done.stdout.split())
    for words in ("measures lie inside the central 90 %", "no independent witness", "Luck of the"):
        assert words in told
    assert str(out / "plots" / "timeline.png") in done.stderr
    assert {p.name for p in (out / "plots").iterdir()} == {
        "strengths.png", "losses.png", "timeline.png", "outcomes.png", "forest.png",
        "exchange.png",
    }  # fmt: skip
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_changes_and_variants_are_played(file):
    changed = ["--variant", "weak", "--set", "units.militia.men=7", "--set", "turn=2 h"]
    assert call("run", file, *changed).exit_code == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--set", "units.guards.mem=1"], "did you mean 'men'?"),
        (["--set", "units.guards.men=-1"], "--set: units.guards.men: must be a whole number"),
        (["--set", "units"], "must be PATH=VALUE"),
        (["--set", "combat.morale.killed_share=2"], "must be from 0 to 1, not 2"),
        (["--model", "kjm"], "--model: combat.model: unknown combat model 'kjm'"),
        (["--variant", "week"], "did you mean 'weak'?"),
        (["--run", "-1"], "--run"),
        (["--seed", "x"], "--seed"),
    ],
)
def test_wrong_options_are_refused_in_words(file, words, message):
    assert message in refusal("run", file, *words)


def test_wrong_scenarios_and_folders_are_refused_in_words(tmp_path, file):
    assert "did you mean 'toro'?" in refusal("run", "torro")
    assert refusal("run", "").startswith("no scenario is named; give a file, or one of those")
    assert "no such file" in refusal("run", tmp_path / "nothing.yaml")
    assert "holds no results" in refusal("compare", tmp_path)
    for command in ("compare", "report", "replay"):
        assert f"{file} is a file; results need a folder" in refusal(command, file)
    nobody = "no home folder is known for '~nobody_here/x'"
    assert nobody in refusal("monte-carlo", file, "--runs", 2, "--out=~nobody_here/x")
    assert "is not empty" in refusal("monte-carlo", file, "--runs", 2, "--out", tmp_path)
    assert "is a file" in refusal("monte-carlo", file, "--runs", 2, "--out", file)
    assert "--runs" in refusal("monte-carlo", file, "--runs", 0)


def test_a_failure_of_ours_is_one_line_and_a_hint(file, monkeypatch):
    def fail(*_, **__):
        raise RuntimeError("the engine broke")

    monkeypatch.setattr("sim.cli.run.play", fail)
    done = call("run", file)
    assert done.exit_code == 1
    assert done.stderr.splitlines()[0] == "Beachhead failed: RuntimeError: the engine broke"
    assert "BEACHHEAD_TRACEBACK=1" in done.stderr
    monkeypatch.setenv("BEACHHEAD_TRACEBACK", "1")
    assert "Traceback" in call("run", file).stderr


def test_ctrl_c_is_130(file, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.cli.batch.campaign", interrupt)
    assert call("monte-carlo", file, "--runs", 2).exit_code == 130


def modules_of(*words):
    command = [sys.executable, "-X", "importtime", "-m", "sim", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip() for line in lines}


def test_help_loads_nothing_heavy():
    assert not {"numpy", "pydantic", "numba", "rich"} & modules_of("--help")


def test_run_does_not_load_what_it_does_not_show(file):
    loaded = modules_of("run", file)
    assert not {"numba", "pandas", "xarray", "pyarrow", "matplotlib"} & loaded


def test_few_battles_are_over_before_compiled_kernels_are_loaded(file):
    assert not {"numba", "llvmlite"} & modules_of("monte-carlo", file, "--runs", FEW_ROWS)


@pytest.mark.slow
def test_all_battles_are_compared(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = call("compare", "--all", "--runs", 20, "--json", "--plot", "--out", "all")
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert {one["scenario"] for one in told["scenarios"]} >= {"toro", "shumshu", "koton"}
    assert told["inside"] == sum(one["inside"] for one in told["scenarios"])
    assert told["total"] == sum(one["total"] for one in told["scenarios"])
    assert told["inside"] / told["total"] > 0.75
    tenths = told["calibration"]["tenths"]
    assert sum(tenths) == pytest.approx(told["calibration"]["measures"], abs=0.1)
    assert told["calibration"]["measures"] <= told["total"]
    pictures = {path.name: path.read_bytes() for path in Path("all/plots").iterdir()}
    assert set(pictures) == {"forest.png", "calibration.png"}
    assert call("plot", "calibration", "all").exit_code == 2  # it is there
    assert call("plot", "calibration", "all", "--overwrite").exit_code == 0
    assert Path("all/plots/calibration.png").read_bytes() == pictures["calibration.png"]


@pytest.mark.parametrize("words", [(), ("somewhere", "--all")])
def test_compare_wants_a_folder_or_all(words):
    assert "give either a results folder or --all" in refusal("compare", *words)


def test_compare_keeps_nothing_of_a_folder():
    assert "--out keeps the battles of --all" in refusal("compare", "there", "--out", "here")


@pytest.mark.parametrize("model", ["crt", "dice", "lanchester", "markov", "qjm"])
def test_a_battle_of_any_model_is_played_without_warnings(model):
    command = [sys.executable, "-W", "error", "-m", "sim", "run", "toro", "--model", model]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "Warning" not in done.stderr
