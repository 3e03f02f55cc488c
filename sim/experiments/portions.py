"""Portions: how many runs are played at once.

Many runs at once share the cost of events, but until they are played nothing of them is kept. So
after the first portion each is as large as can be played in about `SECONDS`, by the time that the
last one took, and never so small that the cost of events would count.
"""

from collections.abc import Iterable, Iterator

SECONDS = 2.0
"""What a portion is meant to take a worker."""
ROWS = 10_000
"""Rows of the first portion, and of any other at least. With half as many Toro takes a tenth longer
and Shumshu a fifth; with a thousand the longest campaigns would take more than half as long again.
"""


class Portions:
    """Ranges of run numbers, of `least` to `most` runs each."""

    def __init__(self, gaps: Iterable[range], least: int, most: int) -> None:
        self._gaps = gaps
        self._least = min(least, most)
        self._most = most
        self.size = self._least
        """Runs in the next portion."""

    def __iter__(self) -> Iterator[range]:
        for gap in self._gaps:
            first = gap.start
            while first < gap.stop:
                end = min(first + self.size, gap.stop)
                yield range(first, end)
                first = end

    def learn(self, runs: int, seconds: float) -> None:
        """A portion of so many runs took a worker so many seconds."""
        wanted = int(runs * SECONDS / max(seconds, 1e-6))
        self.size = min(self._most, max(wanted, self._least))
