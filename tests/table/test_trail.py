"""The trail: to take back one turn after another does not mean to play all of them again."""

from sim.table.trail import Trail


class Played:
    """A board that only counts the turns that all boards have played."""

    turns = 0

    def __init__(self):
        self.turn = 0

    def play(self, turn):
        if turn > self.turn:
            Played.turns += turn - self.turn
            self.turn = turn


def cost(action, *arguments):
    before = Played.turns
    found = action(*arguments)
    return Played.turns - before, found


def test_a_dozen_turns_are_taken_back_without_a_replay():
    trail, end = Trail(Played), 700
    following = [cost(trail.follow, turn)[0] for turn in range(1, end)]
    assert max(following) <= 100
    for turn in range(end - 2, end - 14, -1):
        turns, board = cost(trail.back_to, turn)
        assert board.turn == turn
        assert turns <= 260


def test_a_board_never_comes_from_beyond_the_turn():
    trail = Trail(Played)
    for turn in range(1, 100):
        trail.follow(turn)
    assert [trail.back_to(turn).turn for turn in (50, 90, 3, 0, 40)] == [50, 90, 3, 0, 40]
