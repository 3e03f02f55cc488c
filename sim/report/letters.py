"""Letters that a terminal, a pipe or a file can show."""

import codecs
import unicodedata
from functools import lru_cache
from typing import Any

PLAIN = "beachhead-plain"
"""How encodings that lack a character are told to write another: `errors=PLAIN`."""
EQUIVALENTS = {
    "±": "+/-", "…": "...", "≥": ">=", "≤": "<=",
    "\N{EN DASH}": "-", "\N{EM DASH}": "-", "\N{MINUS SIGN}": "-", "─": "-", "━": "-", "╸": "-",
    "│": "|", "“": '"', "”": '"', "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'", "✓": "+", "✗": "x", "■": "#", "▶": ">",
    "\N{NO-BREAK SPACE}": " ", "•": "*", "→": ">", "\N{MULTIPLICATION SIGN}": "x", "·": ".",
}  # fmt: skip
HARMLESS = "\n\t"
"""Control characters that text may have."""
TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
"""Classes of characters that turn the direction of writing."""


@lru_cache(4096)
def visible(text: str) -> str:
    """The text without characters that steer a terminal or turn the direction of writing."""
    if text.isprintable():
        return text
    return "".join(one for one in text if one in HARMLESS or not _steers(one))


def _steers(character: str) -> bool:
    kind = unicodedata.category(character)
    return kind == "Cc" or unicodedata.bidirectional(character) in TURNING


def plain(text: str, encoding: str) -> str:
    """The text in characters that an encoding has."""
    return text.encode(encoding, PLAIN).decode(encoding)


def _equivalent(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(map(_nearest, lacking)), error.end


def _nearest(character: str) -> str:
    if character in EQUIVALENTS:
        return EQUIVALENTS[character]
    letters = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    return letters or "?"


codecs.register_error(PLAIN, _equivalent)


def make_safe(stream: Any) -> None:
    """Let a stream write the nearest that its encoding has, where it lacks a character."""
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors=PLAIN)
