"""What goes to standard output."""

import json
import os
import sys
from textwrap import fill
from typing import Any

from rich.text import Text

from sim.report.console import WIDTH, Screen
from sim.report.letters import visible

INDENT = 4 * " "
LEAST = 20
"""Characters of a line of a meaning, however narrow the screen."""


def print_json(value: Any) -> None:
    """JSON, alone on standard output."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"  # a stream in memory has none
    unicode = encoding.lower().startswith("utf")
    text = json.dumps(value, indent=2, ensure_ascii=not unicode, allow_nan=False)
    sys.stdout.write("".join(one if visible(one) else f"\\u{ord(one):04x}" for one in text) + "\n")
    sys.stdout.flush()


def write(text: str) -> None:
    """Text as it is, without characters that steer a terminal."""
    sys.stdout.write(visible(text))
    sys.stdout.flush()


class _Output(Screen):
    def on_broken_pipe(self) -> None:
        """Leave it to the exit codes; rich would call it a failure."""
        raise BrokenPipeError


def console() -> Screen:
    """Standard output; coloured on a terminal, as wide as COLUMNS or `WIDTH` in a pipe."""
    width = columns()
    return _Output(width=WIDTH) if width is None else _Output()


def columns() -> int | None:
    """How wide standard output is, if it is a terminal or COLUMNS says so."""
    screen = _Output()
    known = screen.is_terminal or os.environ.get("COLUMNS", "").isdecimal()
    return screen.width if known and screen.width > 0 else None


def fitted(text: str) -> str:
    """Text with lines that are broken between words where a terminal ends; in a pipe as it is."""
    width = columns()
    if width is None:
        return text
    return "".join(_broken(line, max(width, LEAST)) for line in text.splitlines(keepends=True))


def _broken(line: str, width: int) -> str:
    if len(line.rstrip("\n")) <= width:
        return line
    margin = line[: len(line) - len(line.lstrip())]
    rest = fill(
        line.strip(), width, initial_indent=margin, subsequent_indent=margin + INDENT,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    return rest + "\n" * line.endswith("\n")


def entry(name: str, more: str, meaning: str) -> None:
    """A name that is never cut, and below it what it means."""
    screen = console()
    width = max(screen.width, len(INDENT) + LEAST)
    for text, indent in ((f"{name}{more}", ""), (meaning, INDENT)):
        lines = fill(
            text, width, initial_indent=indent, subsequent_indent=INDENT,
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip
        screen.print(Text(lines), soft_wrap=True)
