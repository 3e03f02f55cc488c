"""Counts in words."""


def count(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: ``1 man``, ``1,200 men``; the plural of most nouns takes an s."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
