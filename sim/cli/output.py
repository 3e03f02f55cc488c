"""What goes to standard output."""

import json
import sys
from typing import Any

from sim.report.console import WIDTH, Screen
from sim.report.letters import visible


def print_json(value: Any) -> None:
    """JSON, alone on standard output."""
    unicode = sys.stdout.encoding.lower().startswith("utf")
    text = json.dumps(value, indent=2, ensure_ascii=not unicode, allow_nan=False)
    sys.stdout.write("".join(one if visible(one) else f"\\u{ord(one):04x}" for one in text) + "\n")
    sys.stdout.flush()


class _Output(Screen):
    def on_broken_pipe(self) -> None:
        """Leave it to the exit codes; rich would call it a failure."""
        raise BrokenPipeError


def console() -> Screen:
    """Standard output; coloured on a terminal, of a fixed width in a pipe."""
    terminal = _Output()
    if terminal.is_terminal:
        return terminal
    return _Output(width=WIDTH)
