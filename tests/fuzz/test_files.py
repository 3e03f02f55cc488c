"""A short run of the fuzzer; `make fuzz` is the long one."""

from pathlib import Path
from random import Random

import pytest

from sim.scenario import load
from tests.fuzz.cases import run
from tests.fuzz.damage import damage
from tests.fuzz.judge import FAULTS, judge

FILES = 40


@pytest.mark.parametrize("number", range(FILES))
def test_a_file_is_refused_with_its_line_or_plays(number: int, tmp_path: Path) -> None:
    case = run(number, 7, tmp_path)
    assert case.verdict.fate not in FAULTS, case.verdict.detail


@pytest.mark.slow
@pytest.mark.parametrize("number", range(FILES, 150))
def test_many_files(number: int, tmp_path: Path) -> None:
    case = run(number, 7, tmp_path)
    assert case.verdict.fate not in FAULTS, case.verdict.detail


def test_the_fuzzer_repeats_itself(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for number in range(5):
        assert run(number, 3, first).way == run(number, 3, second).way
        name = f"case_{number}.yaml"
        assert (first / name).read_bytes() == (second / name).read_bytes()


def test_damage_names_the_first_line_that_differs() -> None:
    text = "\n".join(f"key_{number}: {number}" for number in range(30))
    for seed in range(300):
        damaged, line = damage(text, Random(seed))
        before, after = text.split("\n"), damaged.split("\n")
        assert before[: line - 1] == after[: line - 1]


def test_what_is_wrong_is_judged_wrong(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("name: [\n")
    verdict = judge(path)
    assert (verdict.fate, verdict.line) == ("refused", 2)


def test_the_same_battle_is_not_played_again(tmp_path: Path) -> None:
    sound = load("toro")
    path = tmp_path / "toro.yaml"
    path.write_text(next(iter(sound.text.values())).replace("title: The", "title: Once more the"))
    assert judge(path, sound).fate == "same"
