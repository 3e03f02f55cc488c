"""The trail: boards that lag behind the battle, so that undo need not play it from its beginning.

A battle cannot be copied. Instead a few boards play the same log some turns later; the nearest one
that is not beyond a turn goes on from there when the table goes back to it.
"""

from collections.abc import Callable

from sim.table.board import Board

BOARDS = 12
"""How many lag behind at the most; each undo of a turn uses up one."""
STRIDE = 20
"""Turns from one to the next."""
AT_ONCE = 8
"""Turns that each is played at the most when the battle goes on, so that nobody waits for it."""


class Trail:
    """Boards behind that of a table, the nearest first."""

    def __init__(self, fresh: Callable[[], Board]) -> None:
        self._fresh = fresh
        self._boards: list[Board] = []

    def follow(self, turn: int) -> None:
        """The battle has come to a turn: those that have fallen back catch up, little by little."""
        if len(self._boards) < BOARDS and turn > STRIDE * (len(self._boards) + 1):
            self._boards.append(self._fresh())
        for position, board in enumerate(self._boards, 1):
            board.play(min(turn - STRIDE * position, board.turn + AT_ONCE))

    def back_to(self, turn: int) -> Board:
        """A board that is played on to the orders of an earlier turn; the others come nearer."""
        self._boards = [one for one in self._boards if one.turn <= turn]
        board = self._boards.pop(0) if self._boards else self._fresh()
        board.play(turn)
        if self._boards:
            self.follow(turn)
        return board
