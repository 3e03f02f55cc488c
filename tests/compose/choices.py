"""Choices: what is drawn, from the plainest on."""

from functools import cache

from hypothesis import strategies as st

WAY = {"assumed": "composed"}
"""Where every figure comes from."""


@cache
def _integers(number):
    """Whole numbers below one; to make a strategy takes longer than to draw from it."""
    return st.integers(0, number - 1)


def assumed(figure):
    """A figure with its provenance."""
    return {**(figure if isinstance(figure, dict) else {"value": figure}), **WAY}


class Choices:
    """Draws numbers, parts and options."""

    def __init__(self, draw):
        self._draw = draw

    def below(self, number):
        """A whole number from 0 on; 0 is the plainest."""
        return self._draw(_integers(number))

    def pick(self, *options):
        """One of them; the first is the plainest."""
        return options[self.below(len(options))]

    def perhaps(self, parts=2):
        """True in one of some parts."""
        return self.below(parts) == parts - 1

    def some(self, options, least=1, most=3):
        """Some of them, in any order."""
        left = list(options)
        number = min(least + self.below(most - least + 1), len(left))
        return [left.pop(self.below(len(left))) for _ in range(number)]

    def options(self, **makers):
        """Some of the fields that a part may have, each made by a function."""
        return {field: make() for field, make in makers.items() if self.perhaps()}

    # figures -------------------------------------------------------------------------------------

    def figure(self, low, high, unit=""):
        """A number between two, or a distribution."""

        def written(number):
            return f"{number:g} {unit}" if unit else number

        number = low + self.below(9) / 8 * (high - low)
        if not self.perhaps(8):
            return written(number)
        return self.pick(
            {"uniform": [written(low), written(high)]},
            {"triangular": [written(low), written(number), written(high)]},
            {"choice": {written(low): 1, written(high): 2}},
        )

    def hours(self, low, high):
        """A duration."""
        return self.figure(low, high, "h")

    def count(self, low, high):
        """A whole number, or a distribution of some."""
        if self.perhaps(8):
            return {"uniform": [low, high]}
        return low + self.below(high - low + 1)
