"""The command `beachhead odds`."""

import json

import pytest
import typer
from typer.testing import CliRunner

from sim.cli.odds import register
from sim.wargame.odds import odds

FIGHT = ["--attacker", "6@1,2@3", "--defender", "7@2"]


def plain(text):
    return [line.rstrip() for line in text.splitlines()]


@pytest.fixture
def beachhead():
    app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
    app.callback()(lambda: None)
    register(app)
    return lambda *words: CliRunner().invoke(app, ["odds", *words])


def test_prints_the_table(beachhead):
    shown = beachhead(*FIGHT, "--first-fire", "attacker", "--sides", "8")
    wanted = odds("6@1,2@3", "7@2", first_fire="attacker", sides=8)
    assert (shown.exit_code, plain(shown.stdout)) == (0, plain(str(wanted)))


def test_json_stands_alone_on_standard_output(beachhead, tmp_path):
    picture = tmp_path / "odds.png"
    shown = beachhead(*FIGHT, "--json", "--plot", str(picture))
    assert json.loads(shown.stdout) == odds("6@1,2@3", "7@2").to_json()
    assert str(picture) in shown.stderr
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_markov(beachhead):
    words = ["--model", "markov", "--attacker", "5@1.5", "--defender", "7@0.7", "--law", "linear"]
    shown = beachhead(*words, "--attacker-retreats-below", "2", "--json")
    wanted = odds(
        "5@1.5", "7@0.7", model="markov", law="linear", attacker_retreats_below=2
    ).to_json()
    assert json.loads(shown.stdout) == wanted


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--attacker", "6@x", "--defender", "7@2"], "attacker: group 1 (character 1), '6@x'"),
        ([*FIGHT, "--error", "2"], "must be from 0.00001 to 0.1, not 2.0"),
        ([*FIGHT, "--plot", "odds.xyz"], "odds.xyz: the name of a picture must end in one of"),
        ([*FIGHT, "--plot", "nowhere/odds.png"], "nowhere/odds.png: there is no folder nowhere"),
        ([*FIGHT, "--model", "risk"], "'risk'"),
    ],
)
def test_wrong_input_ends_with_code_2(beachhead, words, message):
    shown = beachhead(*words)
    assert shown.exit_code == 2
    assert message in shown.stderr
