"""What goes to standard output."""

import json
import os
import sys
from typing import Any

from sim.report.console import WIDTH, Screen
from sim.report.letters import visible


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
    screen = _Output()
    known = screen.is_terminal or os.environ.get("COLUMNS", "").isdecimal()
    return screen if known and screen.width > 0 else _Output(width=WIDTH)
