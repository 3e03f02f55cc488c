"""Files that are hostile, too large or no files at all."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.scenario import ScenarioError, load

Write = Callable[..., Path]


def refusal(path: Path | str) -> str:
    with pytest.raises(ScenarioError) as error:
        load(path)
    return str(error.value)


def test_ten_million_units(small: str, write: Write) -> None:
    unit = "  u{}: {{side: red, men: 1, assumed: a guess}}\n"
    units = "".join(unit.format(number) for number in range(30_000))
    path = write(small.replace("units:\n", f"units:\n{units}", 1))
    assert refusal(path) == f"{path}:1:1: file is too large (allowed: 500,000 bytes)"


def test_too_many_units(small: str, write: Write) -> None:
    units = "".join(f"  u{number}: *unit\n" for number in range(2_000))
    anchored = small.replace("  guards: {", "  guards: &unit {").replace(
        "  militia:", units + "  militia:"
    )
    path = write(anchored)
    assert refusal(path) == f"{path}:11:1: units: too many units: 2,003 (allowed: 2,000)"


def test_too_many_turns_of_too_many_units(small: str, write: Write) -> None:
    units = "".join(f"  u{number}: *unit\n" for number in range(200))
    anchored = small.replace("  guards: {", "  guards: &unit {").replace(
        "  militia:", units + "  militia:"
    )
    long = anchored.replace("turn: 1 h", "turn: 1 min").replace(
        "1945-08-17 05:00", "1945-08-24 05:00"
    )
    path = write(long)
    assert refusal(path) == (
        f"{path}:5:7: turn: 11,520 turns of 203 units are too many "
        "(allowed: 2,000,000 turns x units)"
    )


def test_aliases_that_expand_without_end(write: Write) -> None:
    levels = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10))
    filling = "# ten to the tenth power\n" * 19_000
    path = write(f"a0: &a0 [x, x]\n{levels}{filling}")
    assert refusal(path) == f"{path}:6:25: too many values, aliases written out (allowed: 100,000)"


def test_aliases_that_nest_without_end(write: Write) -> None:
    path = write("a0: &a0 []\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 50)))
    assert refusal(path) == f"{path}:41:12: aliases nest too deeply (allowed: 40 levels)"


def test_nesting_without_end(write: Write) -> None:
    path = write("a: " + "[" * 400_000)
    assert refusal(path) == f"{path}:1:43: nested too deeply (allowed: 40 levels)"


def test_text_that_is_not_utf_8(small: str, write: Write) -> None:
    path = write(small.replace("A small", "A sm\xe4ll").encode("latin-1"))
    assert refusal(path) == f"{path}:2:12: byte 0xe4 is not UTF-8 text"


def test_no_such_file(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.yaml") == f"{tmp_path / 'none.yaml'}: no such file"


def test_a_folder(tmp_path: Path) -> None:
    assert refusal(tmp_path) == f"{tmp_path}: is a folder, not a file"


def test_a_name_that_is_not_bundled() -> None:
    assert refusal("atlantis").startswith("unknown scenario 'atlantis' (allowed: ")


def test_a_name_that_no_file_can_have() -> None:
    assert "null" in refusal("a\0b.yaml")


def test_a_link_that_leaves_the_folder(small: str, write: Write, tmp_path: Path) -> None:
    secret = write("units: {}\n", "secret.yaml")
    path = write(f"include: [link.yaml]\n{small}", "home/small.yaml")
    (tmp_path / "home" / "link.yaml").symlink_to(secret)
    assert refusal(path) == (
        f"{path}:1:11: include: 'link.yaml' lies outside the folder of the scenario"
    )
