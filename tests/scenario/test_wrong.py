"""Every file in `wrong/` says in its first lines what is wrong with it, to the letter."""

from pathlib import Path

import pytest

from sim.scenario import ScenarioError, load

FOLDER = Path(__file__).parent / "wrong"
FILES = sorted(FOLDER.glob("*.yaml"))
EXPECT = "# expect: "


def expected(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").split("\n")
    told = [line.removeprefix(EXPECT) for line in lines if line.startswith(EXPECT)]
    return [f"{path.name}:{text}" if text[0].isdigit() else text for text in told]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_wrong_file_is_told_what_is_wrong(path: Path) -> None:
    with pytest.raises(ScenarioError) as error:
        load(path)
    told = [str(problem).removeprefix(f"{FOLDER}/") for problem in error.value.problems]
    assert told == expected(path)
    assert expected(path)


def test_there_are_many_wrong_files() -> None:
    assert len(FILES) >= 55
