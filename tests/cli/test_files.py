"""Where commands write, and where they do not."""

import re
import resource
import shutil
import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

from sim.cli.app import app
from tests.plots.landing import TEXT

RUNNER = CliRunner()
MADE = """\
import sim
from sim.combat import register
from sim.combat.attrition import Attrition

@register
class Lucky(Attrition):
    name = "lucky"

toro = sim.load("{file}").set({{"combat.model": "lucky"}})
toro.monte_carlo(4, out="{out}")
"""
"""A script that plays a battle with a model of its own."""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    (folder / "landing.yaml").write_text(TEXT)
    done = call("monte-carlo", folder / "landing.yaml", "--runs", 10, "--out", folder / "out")
    assert done.exit_code == 0, done.stderr
    return folder


@pytest.fixture
def results(home, tmp_path):
    return shutil.copytree(home / "out", tmp_path / "out")


def call(*words):
    return RUNNER.invoke(app, [str(word) for word in words])


def refusal(*words):
    done = call(*words)
    assert done.exit_code == 2, done.stderr
    return done.stderr


def test_a_battle_is_not_written_over_what_is_there(home, tmp_path):
    file, out = home / "landing.yaml", tmp_path / "battle"
    assert call("run", file, "--out", out).exit_code == 0
    (out / "events.jsonl").write_text("mine")
    assert "--overwrite" in refusal("run", file, "--out", out)
    assert "--overwrite" in refusal("replay", home / "out", "--run", 1, "--out", out)
    assert "--overwrite" in refusal("run", file, "--out", home / "out")
    assert (out / "events.jsonl").read_text() == "mine"
    assert call("run", file, "--out", out, "--overwrite").exit_code == 0
    assert (out / "events.jsonl").read_text() != "mine"
    assert "is a file" in refusal("run", file, "--out", file)


@pytest.mark.parametrize("words", [("run",), ("monte-carlo", "--runs", 2)])
def test_there_is_nothing_to_overwrite_without_a_folder(home, words):
    done = call(words[0], home / "landing.yaml", *words[1:], "--overwrite")
    assert done.exit_code == 2
    assert re.search("--overwrite needs? a folder: --out DIR", done.stderr)


def test_a_tilde_is_the_home_of_the_user(home, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    file = home / "landing.yaml"
    done = call("monte-carlo", file, "--runs", 2, "--out=~/batch")
    assert done.exit_code == 0, done.stderr
    assert call("plot", "map", "~/batch", "--out=~/map.png").exit_code == 0
    assert call("run", file, "--out=~/battle").exit_code == 0
    assert {p.name for p in tmp_path.glob("[!.]*")} == {"batch", "map.png", "battle"}
    shutil.copy(file, tmp_path / "landing.yaml")
    for words in (
        ("compare", "~/batch"),
        ("replay", "~/batch", "--run", 1),
        ("report", "~/batch"),
        ("check", "~/landing.yaml", "toro"),
        ("measures", "~/landing.yaml"),
    ):
        assert call(*words).exit_code == 0, words


NAMES_FILES = re.compile(r"FILE|DIR|SCENARIO|CSV")


def test_whatever_names_a_file_knows_the_tilde(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    found = 0
    for command in typer.main.get_command(app).commands.values():
        for one in command.params:
            if NAMES_FILES.search(one.metavar or ""):
                read = one.type_descriptor.parameter_info.parser
                assert read is not None, (command.name, one.name)
                assert str(read("~/x")) == f"{tmp_path}/x", (command.name, one.name)
                found += 1
    assert found > 30


def test_a_picture_is_not_written_over_a_file(home, tmp_path):
    file, mine = home / "landing.yaml", tmp_path / "mine.png"
    mine.write_text("mine")
    once = ("--runs", 2)
    for words in (
        ("plot", "map", home / "out", "--out", mine),
        ("what-if", file, *once, "--set", "units.marines.men=100", "--plot", mine),
        ("sweep", file, *once, "--vary", "units.marines.men=100,140", "--plot", mine),
        ("sweep", file, *once, "--vary", "units.marines.men=100,140", "--tornado", mine),
        ("odds", "--attacker", "9@1", "--defender", "9@2", "--plot", mine),
    ):
        assert f"{mine} exists already; --overwrite replaces it" in refusal(*words)
        assert mine.read_text() == "mine"
    assert call(*words, "--overwrite").exit_code == 0
    assert mine.read_bytes()[1:4] == b"PNG"


def test_pictures_and_reports_do_not_leave_a_folder_by_a_link(results, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (results / "plots").symlink_to(elsewhere)
    (results / "report.html").symlink_to(elsewhere / "mine.html")
    for words in (("plot", "map", results), ("report", results), ("compare", results, "--plot")):
        assert "leads out of" in refusal(*words)
    assert not list(elsewhere.iterdir())


def test_pictures_of_a_folder_are_kept_unless_they_are_to_be_replaced(results):
    kept = results / "plots" / "timeline.png"
    for words in (("compare", results, "--plot"), ("plot", "timeline", results)):
        kept.parent.mkdir(exist_ok=True)
        kept.write_text("mine")
        assert f"{kept} exists already; --overwrite replaces it" in refusal(*words)
        assert kept.read_text() == "mine"
        assert call(*words, "--overwrite").exit_code == 0
        assert kept.read_bytes().startswith(b"\x89PNG")
    assert "--csv FILE, --plot" in refusal("compare", results, "--overwrite")


def test_pictures_of_an_address_are_not_put_into_a_stray_folder(results, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "is not on this machine" in refusal("compare", f"local://{results}", "--plot")
    assert {p.name for p in tmp_path.iterdir()} == {"out"}
    done = call("compare", f"file://{results}", "--plot")
    assert done.exit_code == 0, done.stderr
    assert (results / "plots" / "map.png").exists()


def test_the_points_of_a_sweep_are_not_compared_as_one_batch(home, tmp_path):
    file, out = home / "landing.yaml", tmp_path / "sweep"
    vary = ("--vary", "units.marines.men=100,140", "--runs", 2)
    assert call("sweep", file, *vary, "--out", out).exit_code == 0
    assert "holds a sweep of 2 points" in refusal("compare", out)


@pytest.mark.parametrize(
    ("words", "file"),
    [
        ("report OUT --out NEW.md", "NEW_pictures/strengths.svg"),
        ("plot animation OUT --out NEW.gif --hour 1945-08-16T05:00", "NEW.gif"),
        ("run FILE --out NEW/inner", "NEW/inner/events.jsonl"),
        ("monte-carlo FILE --runs 2 --out NEW", "NEW"),
        ("odds --attacker 9@1 --defender 9@2 --out NEW", "NEW"),
    ],
)
def test_a_full_disk_is_said_and_leaves_nothing(home, results, tmp_path, words, file):
    places = {"OUT": results, "FILE": home / "landing.yaml", "NEW": tmp_path / "new"}
    for name, path in places.items():
        words, file = words.replace(name, str(path)), file.replace(name, str(path))
    before = {*tmp_path.rglob("*")}
    done = subprocess.run(
        [sys.executable, "-B", "-m", "sim", *words.split()],  # half a bytecode would stay
        capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300)),
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert done.stderr.splitlines()[-1] == f"{file} cannot be written: File too large"
    assert {*tmp_path.rglob("*")} == before


def test_a_batch_without_a_run_has_no_picture(home, tmp_path, monkeypatch):
    from sim.experiments import chunk

    def fail(*_, **__):
        raise RuntimeError("the bridge is gone")

    monkeypatch.setattr(chunk, "play", fail)
    file, out = home / "landing.yaml", tmp_path / "out"
    assert call("monte-carlo", file, "--runs", 3, "--out", out).exit_code == 1
    for kind in ("strengths", "map", "histogram", "ecdf", "forest", "exchange", "calibration"):
        assert "no run of" in refusal("plot", kind, out)
    assert call("compare", out).exit_code == 0


def test_a_model_of_a_notebook_is_missed_by_name(home, tmp_path):
    made = tmp_path / "made.py"
    made.write_text(MADE.format(file=home / "landing.yaml", out=tmp_path / "out"))
    subprocess.run([sys.executable, made], check=True)
    for words in (("report",), ("plot", "map"), ("plot", "map", "--run", 1), ("compare",)):
        told = call(words[0], *words[1:2], tmp_path / "out", *words[2:])
        assert "fault of the program" not in told.stderr
        assert told.exit_code == 0 or "unknown combat model 'lucky'" in told.stderr
    report = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert "the combat model “lucky” is not known here" in report


def test_an_option_that_another_one_overrules_says_so(home):
    file, men = home / "landing.yaml", "units.marines.men"
    assert f"--set is given {men} twice" in refusal(
        "run", file, "--set", f"{men}=100", "--set", f" {men} =110"
    )
    whole = "units.marines={side: red, men: 5, place: base}"
    done = call("run", file, "--set", f"{men}=100", "--set", whole)
    assert f"{men}: --set overrules what --set gives" in done.stderr
    done = call("run", file, "--model", "crt", "--set", "combat.model=qjm")
    assert "combat.model: --set overrules what --model gives" in done.stderr


def test_version_and_help(home):
    import sim

    assert call("--version").stdout == f"beachhead {sim.__version__}\n"
    assert "Play a battle with and without a change" in call("help", "what-if").stdout
    assert call("help").stdout == call("--help").stdout
    assert "did you mean 'what-if'?" in refusal("help", "what_if")
    assert "unknown value 'mdd' (allowed: json, md); did you mean 'md'?" in refusal(
        "schema", "--format", "mdd"
    )
    assert "--install-completion" in call("--help").stdout
