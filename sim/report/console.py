"""Text for terminals, pipes and files, whatever they can show."""

from collections.abc import Iterable
from io import StringIO
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.text import Text

from sim.report.letters import plain, visible

WIDTH = 100
"""Columns of text that is not meant for a terminal of known width."""


class Screen(Console):
    """A console for the text of users: none of it is markup, and none of it steers a terminal."""

    def __init__(self, **options: Any) -> None:
        super().__init__(markup=False, emoji=False, highlight=False, **options)

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """What is drawn, without control characters; a text is broken as its encoding has it."""
        if isinstance(renderable, Text):
            renderable = _spelt(renderable, self.encoding)
        for one in super().render(renderable, options):
            text = one.text if one.control else visible(one.text)
            yield one if text == one.text else one._replace(text=text)

    def render_str(self, text: str, **options: Any) -> Text:
        """Text in characters that the encoding has, so that columns stand below each other."""
        return super().render_str(plain(text, self.encoding), **options)


def _spelt(text: Text, encoding: str) -> Text:
    """The same text with what an encoding says in several characters, such as ``+/-``."""
    if text.plain.isascii():
        return text
    for character in set(text.plain):
        spelt = plain(character, encoding)
        if len(spelt) > 1:
            text = text.blank_copy(spelt).join(text.split(character, allow_blank=True))
    return text


class Lines:
    """Texts below each other that fit in: they are not looked through for where they break."""

    def __init__(self, lines: Iterable[Text]) -> None:
        self._lines = lines

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in self._lines:
            yield from _spelt(line, options.encoding).render(console, end="\n")


def plain_text(*parts: RenderableType, width: int = WIDTH) -> str:
    """What is drawn, without colours and without spaces at the ends of lines."""
    console = Screen(
        file=StringIO(), width=width, color_system=None, legacy_windows=False, force_jupyter=False
    )
    with console.capture() as capture:
        for part in parts:
            console.print(part)
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"
