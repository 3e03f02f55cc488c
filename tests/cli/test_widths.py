"""Every command shows all it has to say at every width, in a pipe, and in every encoding."""

import json
import os
import re
import subprocess
import sys
from contextlib import redirect_stdout
from io import BytesIO, StringIO, TextIOWrapper

import pytest
from rich.text import Text
from typer.testing import CliRunner

from sim.cli.app import app
from sim.report.console import WIDTH, Screen, plain_text
from sim.report.letters import make_safe
from sim.report.table import Table
from tests.results.raid import TEXT

WIDTHS = (60, 80, 100)
WIDE = 200
PIPE = {"FORCE_COLOR": None, "COLUMNS": None}
COLOURS = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
NUMBER = re.compile(r"\d(?:[\d,.:]*\d)?")
CHANGE = ("--set", "units.guards.men=20")
VARY = ("--vary", "units.guards.men=20,60", "--measure", "winner", "--measure", "red.killed")
BATTLES = """\
battle,war,year,attacker_men,defender_men,outcome,attacker_casualties,defender_casualties
one,w,1944,9000,4000,attacker,300,500
two,v,1944,6000,8000,defender,700,400
"""
FUTURES = ("--run", 3, "--futures", 20)
EVERYTHING = ("--every", 8, "--credit", "--account", "--red", "staff")
INSTEAD = ("--instead", "operation.attack.start=1945-08-16 07:00")
FIGHT = ("--attacker", "100@1", "--defender", "100@2")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("widths")
    (folder / "raid.yaml").write_text(TEXT)
    (folder / "battles.csv").write_text(BATTLES)
    done = call("monte-carlo", folder / "raid.yaml", "--runs", 30, "--out", folder / "out")
    assert done.exit_code == 0, done.stderr
    return folder


def call(*words, width=None):
    terminal = {"FORCE_COLOR": "1", "COLUMNS": str(width)} if width else PIPE
    return CliRunner().invoke(app, [str(word) for word in words], env=terminal)


COMMANDS = {
    "list": lambda home: ("list",),
    "run": lambda home: ("run", home / "raid.yaml"),
    "monte-carlo": lambda home: ("monte-carlo", home / "raid.yaml", "--runs", 30),
    "compare": lambda home: ("compare", home / "out"),
    "replay": lambda home: ("replay", home / "out", "--run", 3),
    "sweep": lambda home: ("sweep", home / "raid.yaml", "--runs", 5, *VARY),
    "what-if": lambda home: ("what-if", home / "raid.yaml", "--runs", 20, *CHANGE),
    "futures": lambda home: ("futures", home / "raid.yaml", *FUTURES, *EVERYTHING),
    "futures --instead": lambda home: ("futures", home / "raid.yaml", *FUTURES, *INSTEAD),
    "odds": lambda home: ("odds", *FIGHT),
    "parameters": lambda home: ("parameters",),
    "measures": lambda home: ("measures", home / "raid.yaml"),
    "sequence": lambda home: ("sequence",),
    "validate": lambda home: ("validate", home / "battles.csv", "--runs", 20),
}


def shown(words, width):
    done = call(*words, width=width)
    assert done.exit_code == 0, done.stderr
    return COLOURS.sub("", done.stdout)


def numbers(text):
    """Every number in a text; those of commands are not counted."""
    lines = (line for line in text.splitlines() if "beachhead " not in line)
    return sorted(NUMBER.findall("\n".join(lines)))


def words_of(text):
    """Those that are no headings: a table that stands row by row leaves out that of its names."""
    return set(re.findall(r"\b[a-z_]{3,}\b", text))


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_is_cut_or_left_out_at_any_width(home, command):
    words = COMMANDS[command](home)
    whole = shown(words, WIDE)
    assert len(words_of(whole)) > 5
    for width in WIDTHS:
        text = shown(words, width)
        lines = [line for line in text.splitlines() if "beachhead " not in line]
        assert max(map(len, lines)) <= width
        assert "…" not in text
        assert set(numbers(text)) >= set(numbers(whole)), width
        assert words_of(text) >= words_of(whole), width
    piped = shown(words, None)
    assert "\x1b" not in piped
    assert max(len(line) for line in piped.splitlines() if "beachhead " not in line) <= WIDTH
    assert set(numbers(piped)) >= set(numbers(whole))
    assert words_of(piped) >= words_of(whole)


def test_a_pipe_is_as_wide_as_columns_says():
    for columns, width in ((60, 60), (110, 110), (0, WIDTH), ("x", WIDTH)):
        done = CliRunner().invoke(app, ["list"], env=PIPE | {"COLUMNS": str(columns)})
        assert max(map(len, done.stdout.splitlines())) == width


def test_a_stream_in_memory_is_written_to_as_well():
    for words in (["list"], ["list", "--json"], ["odds", *FIGHT]):
        stream = StringIO()
        with redirect_stdout(stream), pytest.raises(SystemExit) as done:
            app(words)
        assert done.value.code == 0
        assert len(stream.getvalue()) > 300


def test_a_table_is_broken_at_spaces_and_then_stands_row_by_row():
    rows = [["A long name of a measure", "1,234,567", "12 ± 3"], ["", "2", ""]]
    table = Table.of("Numbers", ["", "Median", "Mean"], rows, 1, 2)
    assert "A long name of a measure  1,234,567  12 ± 3" in plain_text(table, width=60)
    narrow = plain_text(table, width=34)
    assert "1,234,567" in narrow
    assert max(map(len, narrow.splitlines())) <= 34
    stacked = plain_text(table, width=20)
    assert stacked == (
        "\nA long name of a\nmeasure\n  Median: 1,234,567\n  Mean: 12 ± 3\n"
        "\nA long name of a\nmeasure\n  Median: 2\n\n"
    )


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_output_is_the_nearest_that_an_encoding_has(home, encoding):
    environment = os.environ | {"PYTHONIOENCODING": encoding}
    words = [sys.executable, "-m", "sim"]
    for command in ("compare", "run", "futures"):
        asked = [*words, *map(str, COMMANDS[command](home))]
        done = subprocess.run(asked, env=environment, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")
        text = done.stdout.decode(encoding)
        assert "?" not in text.replace("Likelier?", "")
        assert ("✓" in text or "Hour" in text) if encoding == "utf-8" else "─" not in text
    done = subprocess.run(
        [*words, "compare", str(home / "out"), "--json"], env=environment, capture_output=True,
        check=True,
    )  # fmt: skip
    assert json.loads(done.stdout.decode(encoding))["scenario"] == "raid"


@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
def test_a_text_is_broken_as_its_encoding_spells_it(encoding):
    file = TextIOWrapper(BytesIO(), encoding=encoding, write_through=True)
    make_safe(file)
    screen = Screen(file=file, width=20, force_terminal=True, color_system="standard")
    screen.print(Text.assemble("± means an ", ("error ±", "bold"), " ± 9"))
    lines = COLOURS.sub("", file.buffer.getvalue().decode(encoding)).splitlines()
    sign = "+/-" if encoding == "ascii" else "±"
    assert " ".join(line.rstrip() for line in lines) == f"{sign} means an error {sign} {sign} 9"
    assert max(map(len, lines)) <= 20
    assert b"\x1b[1merror" in file.buffer.getvalue()


def test_large_forces_have_room(tmp_path):
    text = TEXT.replace("men: 120", "men: 1200000").replace("men: 60", "men: 400000")
    (tmp_path / "large.yaml").write_text(text)
    wide = shown(("run", tmp_path / "large.yaml"), 100)
    assert re.search(r" 1,2\d\d,\d\d\d ", wide) or re.search(r" 1,1\d\d,\d\d\d ", wide)
    assert not re.search(r"\d,\d{3}\d", wide)
