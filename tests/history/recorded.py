"""The raid with other claims."""

from pathlib import Path

from sim.scenario import Document
from tests.results.raid import TEXT, raid

CLAIMS = TEXT[TEXT.index("claims:") : TEXT.index("variants:")]


def recorded(folder: Path, claims: str) -> Document:
    """The scenario with these lines below `claims:`, or without any if there are none."""
    return raid(folder, TEXT.replace(CLAIMS, f"claims:\n{claims}\n" if claims else ""))


def one(measure: str, text: str) -> str:
    """A claim of the book, such as ``value: 5``, on a line of its own."""
    return f"  {measure}: {{{text}, source: book, where: page 1}}"
