"""What goes to standard output."""

import json
import sys
from typing import Any

from rich.console import Console

from sim.report.console import WIDTH


def print_json(value: Any) -> None:
    """JSON, alone on standard output."""
    json.dump(value, sys.stdout, indent=2, ensure_ascii=False, allow_nan=False)
    sys.stdout.write("\n")
    sys.stdout.flush()


class _Output(Console):
    def on_broken_pipe(self) -> None:
        """Leave it to the exit codes; rich would call it a failure."""
        raise BrokenPipeError


def console() -> Console:
    """Standard output; coloured on a terminal, of a fixed width in a pipe."""
    terminal = _Output(highlight=False)
    if terminal.is_terminal:
        return terminal
    return _Output(highlight=False, width=WIDTH)
