"""What the README shows is what happens: its commands and its Python are executed, in order."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
README = REPOSITORY / "README.md"

# Setting up is what CI does before it comes here; the notebook server would never return;
# tests/test_what_if_scripts.py executes the scripts.
ELSEWHERE = re.compile(
    r"(make|git clone|cd|source|\.|jupyter|pip install|python3? -m (venv|pip)"
    r"|python scenarios/what_if/\w+\.py)(\s|$)"
)
SHOWN = {"console", "python"}
NOT_EXECUTED = {"", "text", "yaml", "toml", "json", "mermaid", "bibtex"}


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text and the line of its first line of text."""

    language: str
    text: str
    line: int

    def commands(self) -> list[str]:
        """Return the lines that begin with `$ `, each with its continuation lines."""
        found = re.findall(r"^\$ (.*(?:(?<=\\)\n.*)*)", self.text, flags=re.MULTILINE)
        return [command for command in found if not ELSEWHERE.match(command)]


def blocks(markdown: str) -> list[Block]:
    fences = re.finditer(
        r"^(?P<fence>`{3,})[ ]*(?P<language>[\w-]*)[^\n]*\n(?P<text>.*?)^(?P=fence)[ ]*$",
        markdown,
        flags=re.MULTILINE | re.DOTALL,
    )
    return [
        Block(m["language"], m["text"], markdown.count("\n", 0, m.start("text")) + 1)
        for m in fences
    ]


BLOCKS = blocks(README.read_text(encoding="utf-8")) if README.exists() else []


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder shared by all blocks: one block may read what an earlier one wrote."""
    folder = tmp_path_factory.mktemp("readme")
    for name in ("scenarios", "notebooks"):
        if (REPOSITORY / name).is_dir():
            shutil.copytree(REPOSITORY / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def namespace() -> dict[str, Any]:
    """Return the names that the Python blocks share, as a reader's session would."""
    return {"__name__": "readme"}


def test_blocks_and_commands_are_found() -> None:
    shown = "$ make demo\n$ beachhead run \\\n    toro\nToro\n"
    console, python = blocks(f"A\n\n```console\n{shown}```\n\n```python\n1\n```\n")
    assert console.commands() == ["beachhead run \\\n    toro"]
    assert (console.line, python.line, python.text) == (4, 11, "1\n")


@pytest.mark.slow
def test_the_readme_hides_no_command_from_this_test() -> None:
    assert any(block.commands() for block in BLOCKS if block.language == "console")
    others = {block.language for block in BLOCKS} - SHOWN - NOT_EXECUTED
    assert not others, f"not executed here: {others}; use ```console or ```python"


@pytest.mark.slow
@pytest.mark.parametrize(
    "block",
    [pytest.param(b, id=f"line-{b.line}") for b in BLOCKS if b.language in SHOWN],
)
def test_the_readme_works(
    block: Block, folder: Path, namespace: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("MPLBACKEND", "Agg")
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
    if block.language == "python":
        # The empty lines before it give a traceback the README's own line numbers.
        exec(compile("\n" * (block.line - 1) + block.text, str(README), "exec"), namespace)
        return
    for command in block.commands():
        done = subprocess.run(
            ["bash", "-c", command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=600,
        )
        assert done.returncode == 0, (
            f"README.md, block at line {block.line}: $ {command}: exit {done.returncode}\n"
            f"{done.stdout}"
        )
