"""The table by programs, by scripts and in plain lines."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import sim
from sim.cli.app import app
from sim.table.game import Game
from sim.table.protocol import Protocol

AGENT = Path(__file__).with_name("agent.py")


def call(*words, typed=None):
    return CliRunner().invoke(app, [str(word) for word in words], input=typed)


DEEP = '{"kind": ' * 500 + "1" + "}" * 500


def protocol(**sides):
    return Protocol(sim.load("otomari").table(**(sides or {"japan": "me"})), "japan")


def test_the_agent_plays_a_battle_to_its_end():
    done = subprocess.run(
        [sys.executable, AGENT, "toro", "japan"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    first, *middle, last = done.stdout.splitlines()
    assert first == "toro"
    assert middle
    assert all(line.endswith("accepted") for line in middle)
    assert last.split()[0] in ("soviet", "japan", "none")


@pytest.mark.parametrize(
    ("line", "kind", "words"),
    [
        ("", "error", "no JSON"),
        ("[1]", "error", "a request is an object"),
        ('{"do": "vew"}', "error", "did you mean 'view'"),
        ('{"do": "advance", "turns": 0}', "error", "from 1 on, not 0"),
        ('{"do": "advance", "turns": true}', "error", "from 1 on"),
        ('{"do": "save"}', "error", "the name of a file"),
        ('{"do": "save", "path": "/no/such/folder/x"}', "error", "No such file"),
        ('{"do": "order"}', "refused", "not nothing"),
        ('{"do": "order", "order": {"march": ["x"], "to": "y"}}', "refused", "unknown unit"),
        ('{"do": "undo"}', "error", "nothing to undo"),
        ('{"do": "undo", "anyway": "yes"}', "error", "anyway: must be true or false, not 'yes'"),
        ('{"do": "follow", "plan": 0}', "error", "plan: must be true or false, not 0"),
        ('{"do": "advance", "turn": 3}', "error", "unknown key of advance 'turn'"),
        ('{"do": "save", "path": "a\\u0000b"}', "error", "is no name of a file"),
        ('{"do": "order", "order": {"hold": []}}', "refused", "hold: name at least one"),
        ('{"do": "order", "order": {"a": "\\ud800"}}', "refused", "surrogates not allowed"),
        (
            '{"do": "order", "order": {"cancel": "honto_gard"}}',
            "refused",
            "did you mean 'honto_guard'",
        ),
        (f'{{"do": "order", "order": {DEEP}}}', "refused", "not nested more than 20 deep"),
        ("[" * 100_000, "error", "no JSON"),
    ],
)
def test_what_cannot_be_done_is_answered_in_a_line(line, kind, words):
    answer = protocol().answer(line)
    assert answer["type"] == kind
    assert words in answer["message"]


def test_every_answer_is_json_and_the_battle_comes_to_its_end(tmp_path):
    speaking = protocol()
    path = tmp_path / "table.json"
    requests = [
        {"do": "view"}, {"do": "tell"}, {"do": "legal"}, {"do": "advance", "turns": 3},
        {"do": "undo", "anyway": True}, {"do": "save", "path": str(path)}, {"do": "follow"},
        {"do": "advance", "turns": 500}, {"do": "view"}, {"do": "end"},
    ]  # fmt: skip
    answers = [speaking.answer(json.dumps(one)) for one in requests]
    json.dumps([speaking.hello(), *answers], allow_nan=False)
    kinds = [one["type"] for one in answers]
    assert kinds == ["view", "text", "legal", "view", "view", "saved", "accepted", *["over"] * 3]
    assert sim.Table.load(path).turn == 2


def test_a_script_orders_advances_and_saves(tmp_path):
    path = tmp_path / "table.json"
    order = json.dumps({"march": ["special_guard"], "to": "yama_sigai"})
    words = ("--side", "japan", "--order", order, "--advance", 4, "--save", path)
    done = call("table", "toro", *words)
    assert done.exit_code == 0, done.stderr
    assert "special_guard: 40 of 40 men, in the field at yama_sigai" in done.stdout
    done = call("table", "--load", path, "--advance", 1, "--json")
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["turn"] == 5


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("toro", "--side", "japann"), "--side: must be soviet or japan"),
        (("toro", "--side", "japan", "--order", "{"), "--order: this is no JSON"),
        (
            ("toro", "--side", "japan", "--order", "tea"),
            "unknown operation of japan 'tea'",
        ),
        (("toro", "--against", "stuff"), "unknown opponent 'stuff'"),
        (("toro", "--against", "os:stuff"), "os:stuff cannot be loaded"),
        ((), "either a scenario or --load"),
        (("--load", "nothing.json"), "there is no file nothing.json"),
        (("toro", "--json-lines", "--advance", "3"), "--advance: with --json-lines the program"),
    ],
)
def test_wrong_options_are_refused_in_words(words, message):
    done = call("table", *words)
    assert done.exit_code == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_what_a_file_says_is_not_said_again(tmp_path):
    path = tmp_path / "table.json"
    assert call("table", "toro", "--side", "japan", "--save", path).exit_code == 0
    for words in (("--seed", "1"), ("--run", "2"), ("--against", "staff")):
        done = call("table", "--load", path, *words)
        assert done.exit_code == 2
        assert f"{words[0]}: {path} says that already" in done.stderr
    done = call("play", "--load", path, "--hot-seat", "--text", typed="")
    assert "--hot-seat: " in done.stderr
    done = call("play", "toro", "--text", "--port", "1", typed="")
    assert "--port: with --text there is no page" in done.stderr


def test_a_function_in_a_file_plays_only_if_it_is_named_too(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    Path("quiet.py").write_text("def command(view):\n    return []\n", "utf-8")
    words = ("--side", "japan", "--against", "quiet:command", "--save", "t.json")
    assert call("table", "toro", *words).exit_code == 0
    done = call("table", "--load", "t.json")
    assert done.exit_code == 2
    assert "names the function quiet:command as a commander" in done.stderr
    assert call("table", "--load", "t.json", "--against", "quiet:command").exit_code == 0


@pytest.mark.parametrize("columns", [40, 60, 80])
def test_lines_end_where_a_terminal_does(monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    shown = call("play", "toro", "--side", "japan", "--text", typed="menu\nhelp\nend\n").stdout
    assert max(map(len, shown.splitlines())) <= columns
    monkeypatch.delenv("COLUMNS")
    piped = call("play", "toro", "--side", "japan", "--text", typed="menu\n").stdout
    assert set(piped.split()) <= set(shown.split())


GAME = """LOOK
menu special_guard
2
orders
next 3
marsh x
march speciel_guard to toro_port
march special_guard
99
undo anyway
hold special_guard
{"kind": "march"
plan
plan off
end
look
next
quit
"""


def test_a_game_in_plain_lines_forgives_every_slip():
    done = call("play", "toro", "--side", "japan", "--text", typed=GAME)
    assert done.exit_code == 0, done.stderr
    for words in (
        "The enemy, to win, has to take: ",
        "unknown word 'marsh'", "did you mean 'march'", "did you mean 'special_guard'",
        'say where to, such as "march guards to village"', "no number 99", "no JSON",
        "Winner:", "Score: japan", "The battle is over.",
    ):  # fmt: skip
        assert words in done.stdout
    assert done.stderr == ""


def test_a_game_that_is_left_or_cut_off_ends_well():
    assert call("play", "toro", "--text", typed="next\n").exit_code == 0
    assert call("play", "toro", "--text", typed="").exit_code == 0


def test_a_game_goes_by_mail_from_hand_to_hand(tmp_path):
    path = tmp_path / "game.mail"
    march = json.dumps({"march": ["special_guard"], "to": "yama_sigai"})
    for words in (
        ("--side", "japan", "--new", "toro", "--order", march),
        ("--side", "soviet", "--order", "scouts"),
        ("--side", "japan"),
    ):
        done = call("mail", path, *words)
        assert done.exit_code == 0, done.stderr
    assert "special_guard: 40 of 40 men, marches" in done.stdout
    assert "goes to soviet" in done.stderr
    again = call("mail", path, "--side", "japan")
    assert again.exit_code == 2
    assert "soviet writes next, not japan" in again.stderr
    assert call("mail", path, "--side", "soviet", "--look").exit_code == 0
    assert call("mail", path, "--side", "japan", "--new", "toro").exit_code == 2
    path.unlink()
    done = call("mail", path, "--side", "japan", "--new", "toro")
    assert "game.mail.japan is there already" in done.stderr
    assert not path.exists()


def test_a_slip_in_the_first_letter_leaves_nothing_behind(tmp_path):
    path = tmp_path / "game.mail"
    done = call("mail", path, "--side", "japan", "--new", "toro", "--order", "tea")
    assert done.exit_code == 2
    assert "unknown operation of japan 'tea'" in done.stderr
    assert not [*tmp_path.iterdir()]
    done = call("mail", path, "--side", "japan", "--look", "--order", "tea")
    assert "--order: with --look nothing is ordered" in done.stderr


def test_in_a_hot_seat_the_other_side_sees_nothing_of_this_one():
    game = Game(sim.load("otomari").table(soviet="me", japan="me"), ["soviet", "japan"])
    assert game.side == "soviet"
    handed = game.do("next")
    assert handed.count("\n") >= 60
    assert game.side == "japan"
    assert "You command japan" in game.do("look")
    assert game.table.turn == 0
    game.do("next")
    assert game.side == "soviet"
    assert game.table.turn == 1


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_a_game_is_readable_in_every_encoding(encoding):
    words = [sys.executable, "-m", "sim", "play", "toro", "--text"]
    done = subprocess.run(
        words,
        input=b"end\nquit\n",
        capture_output=True,
        check=False,
        env=os.environ | {"PYTHONIOENCODING": encoding},
    )
    assert done.returncode == 0, done.stderr
    assert "Winner: " in done.stdout.decode(encoding)
