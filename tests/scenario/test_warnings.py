"""What is accepted and told all the same."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from sim.scenario import bundled, load

Write = Callable[..., Path]


def late(small: str) -> str:
    """A year that is misspelt: 1954 for 1945."""
    sourced = "quality: {value: 0.5, source: book, where: page 5}"
    return small.replace("quality: 0.5", sourced).replace(
        "{low: 1945-08-16 08:00, high: 1945-08-16", "{low: 1954-08-16 08:00, high: 1954-08-16"
    )


def check(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sim", "check", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_claim_of_another_year(small: str, write: Write) -> None:
    path = write(late(small))
    (warning,) = load(path).warnings
    assert str(warning) == (
        f"{path}:24:24: warning: claims.ford.taken_at.low: lies outside the time of the battle "
        "(1945-08-16 05:00 to 1945-08-17 05:00)"
    )


def test_an_interval_that_ends_soon_after_the_battle(small: str, write: Write) -> None:
    path = write(small.replace("high: 1945-08-16 10:00", "high: 1945-08-17 12:00"))
    assert load(path).warnings == ()


def test_a_change_warns_of_what_it_makes_useless(small: str, write: Write) -> None:
    text = "\n".join(line for line in small.split("\n") if "ashore" not in line)
    document = load(write(text))
    moved = document.set(
        {"start": "1945-08-16 10:30", "operations.attack.start.at": "1945-08-16 11:00"}
    )
    (warning,) = moved.warnings
    assert warning.path == "claims.ford.taken_at.low"
    assert document.warnings == ()


def test_warnings_are_no_failure(small: str, write: Write) -> None:
    path = write(late(small))
    done = check(str(path))
    assert done.returncode == 0
    assert done.stdout == f"{path}: ok (warnings: 1)\n"
    assert done.stderr.startswith(f"{path}:24:24: warning: claims.ford.taken_at.low: ")


def test_what_is_wrong_as_json(small: str, write: Write) -> None:
    right, wrong = write(late(small)), write("units: 3\n", "wrong.yaml")
    done = check("--json", str(right), str(wrong))
    assert done.returncode == 2
    told = json.loads(done.stdout)
    assert [one["severity"] for one in told][:2] == ["warning", "error"]
    assert (told[0]["file"], told[0]["line"], told[0]["column"]) == (str(right), 24, 24)
    assert {one["path"] for one in told} >= {"claims.ford.taken_at.low", "units"}


def test_no_bundled_scenario_warns() -> None:
    assert [warning for path in bundled().values() for warning in load(path).warnings] == []
