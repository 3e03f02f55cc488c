"""The recipes of CONTRIBUTING.md are complete: each is followed in a copy of the package."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.kernels import lend_kernels

ROOT = Path(__file__).resolve().parents[1]
GUIDE = ROOT / "CONTRIBUTING.md"
SKIPPED = shutil.ignore_patterns("__pycache__")


class Recipe(NamedTuple):
    """How to add something."""

    files: dict[str, str]
    """The files that it takes, by path."""
    entries: dict[str, str]
    """The lines that it adds to a file, by path: those with a plus, among lines that are there."""
    script: str
    """What shows that it is there."""


def recipes() -> dict[str, Recipe]:
    """The recipes by what they add."""
    text = GUIDE.read_text(encoding="utf-8")
    found = {}
    for section in re.split(r"^### ", text, flags=re.MULTILINE)[1:]:
        title, _, body = section.partition("\n")
        blocks = re.findall(r"^```(\w+) ?(\S*)\n(.*?)^```$", body, re.MULTILINE | re.DOTALL)
        entries = {path: code for language, path, code in blocks if language == "diff"}
        files = {path: code for _, path, code in blocks if path and path not in entries}
        (script,) = (code for language, path, code in blocks if language == "python" and not path)
        found[title.lower()] = Recipe(files, entries, script)
    return found


RECIPES = recipes()


def promised() -> dict[str, int]:
    """The files that each recipe takes, by the table."""
    rows = re.findall(r"^\| (a [\w ,]+) \| (\d) \|$", GUIDE.read_text("utf-8"), re.MULTILINE)
    return {title: int(files) for title, files in rows}


def test_the_table_counts_the_files_of_the_recipes() -> None:
    taken = {title: len(recipe.files | recipe.entries) for title, recipe in RECIPES.items()}
    assert promised() == taken
    assert len(RECIPES) == 9


def enter(file: Path, lines: str) -> None:
    """Add lines to a file where a recipe says."""
    found = [line for line in lines.splitlines(keepends=True) if line[0] == " "]
    before, after = ("".join(line[1:] for line in part) for part in (found, lines.splitlines(True)))
    text = file.read_text(encoding="utf-8")
    assert text.count(before) == 1
    file.write_text(text.replace(before, after), encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("title", RECIPES)
def test_a_recipe_works(title: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "sim", tmp_path / "sim", ignore=SKIPPED)
    lend_kernels(tmp_path / "sim")
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios", ignore=SKIPPED)
    for path, code in RECIPES[title].files.items():
        file = tmp_path / path
        assert not file.exists(), f"{path} is there already"
        assert file.parent.is_dir()
        file.write_text(code, encoding="utf-8")
    for path, lines in RECIPES[title].entries.items():
        enter(tmp_path / path, lines)
    environment = os.environ | {"PYTHONPATH": str(tmp_path), "MPLBACKEND": "agg"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", RECIPES[title].script],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
