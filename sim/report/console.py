"""Text from what rich can draw."""

from io import StringIO

from rich.console import Console, RenderableType

WIDTH = 100
"""Columns of text that is not meant for a terminal of known width."""


def plain_text(*parts: RenderableType, width: int = WIDTH) -> str:
    """What is drawn, without colours and without spaces at the ends of lines."""
    console = Console(
        file=StringIO(), width=width, color_system=None, legacy_windows=False, force_jupyter=False
    )
    with console.capture() as capture:
        for part in parts:
            console.print(part)
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"
