"""Commanders who look ahead."""

import numpy as np
import pytest

from sim import load as wargame
from sim.commanders import for_each_run
from sim.experiments.play import play
from sim.luck.branch import Branch
from sim.results.errors import UserError
from tests.skirmish import skirmish

TURN = 6
UNSURE = {"uniform": [10, 600]}


def asked(ask, side="blue", runs=(0,), definition=None, turn=TURN):
    """What a commander who follows the plan is told when he asks at a turn."""
    answers = []

    def commander(view):
        if view.turn == turn:
            answers.append(ask(view))
        return view.planned

    definition = definition or skirmish()
    played = play(definition, np.array(runs), 1, commanders={side: commander})
    without = play(definition, np.array(runs), 1)
    for name, values in without.outcomes.items():
        np.testing.assert_array_equal(played.outcomes[name], values, err_msg=name)
    return answers[0]


def test_looking_ahead_changes_nothing_and_says_what_may_come():
    outlook = asked(lambda view: view.futures(view.planned, 100, hidden=False))
    assert set(outlook.values) == {"winner = blue", "blue.casualties", "red.casualties"}
    assert 0 < outlook.mean("winner = blue")[0] < 1
    assert outlook.values["red.casualties"].std() > 0
    chance = outlook.mean("winner = blue")[0]
    assert outlook.error("winner = blue")[0] == pytest.approx((chance * (1 - chance) / 99) ** 0.5)


def test_choices_share_their_luck_and_differ_by_the_orders_alone():
    def ask(view):
        return view.futures({"plan": view.planned, "again": view.planned, "none": []}, 60)

    found = asked(ask, runs=(0, 1))
    for what, values in found["plan"].values.items():
        np.testing.assert_array_equal(values, found["again"].values[what])
    late = asked(
        lambda view: view.futures(
            {"stay": [], "leave": [view.withdraw("guards", to="hill")]}, 60, hidden=False
        ),
        side="red",
    )
    assert (late["stay"].values["blue.casualties"] != late["leave"].values["blue.casualties"]).any()


def test_what_is_asked_of_one_run_is_what_a_batch_says_of_it():
    @for_each_run
    def single(view):
        if view.turn == TURN:
            alone[view.units[0], len(alone)] = view.futures(view.planned, 20, of=["red.killed"])
        return view.planned

    alone = {}
    play(skirmish(), np.arange(3), 1, commanders={"blue": single})
    together = asked(lambda view: view.futures(view.planned, 20, of=["red.killed"]), runs=range(3))
    for row, one in enumerate(alone.values()):
        np.testing.assert_array_equal(one.values["red.killed"], together.values["red.killed"][row])
        assert one.mean("red.killed") == together.mean("red.killed")[row]


def test_orders_that_were_given_before_are_given_in_the_futures_too():
    def ahead(view):
        if view.turn == 2:
            return [view.withdraw("guards", to="hill")]
        if view.turn == 30:
            found.append(view.futures([], 5, of=["red.casualties"], hidden=False))
        return view.planned

    found = []
    definition = skirmish()
    play(definition, np.array([0]), 1, commanders={"red": ahead})
    itself = play(
        definition,
        np.array([0]),
        1,
        commanders={
            "red": lambda v: [v.withdraw("guards", to="hill")] if v.turn == 2 else v.planned
        },
    )
    lost = itself.outcomes["red.casualties"]
    assert found[0].values["red.casualties"].min() >= 0
    assert found[0].mean("red.casualties")[0] == pytest.approx(lost[0], abs=25)


def test_figures_that_have_not_shown_themselves_to_a_side_are_drawn_anew():
    unsure = skirmish(units__guards__men=UNSURE, operations__landing__speed="10 km/h")

    def ask(view):
        return [view.futures([], 80, of=["red.casualties"], hidden=one) for one in (True, False)]

    spread = {
        (side, turn): [
            np.nanstd(one.values["red.casualties"]) for one in asked(ask, side, (2,), unsure, turn)
        ]
        for side, turn in (("blue", 3), ("blue", 6), ("red", 3))
    }
    assert spread["blue", 3][0] > 2 * spread["blue", 3][1]
    assert spread["blue", 6][0] == spread["blue", 6][1]  # airmen have seen them by then
    assert spread["red", 3][0] == spread["red", 3][1]


def test_futures_that_would_have_looked_otherwise_are_left_out():
    unsure = skirmish(units__guards__men=UNSURE, operations__landing__speed="10 km/h")

    def late(view):
        if view.turn == 40:
            found.append(view.futures([], 80, of=["red.casualties"]))
        return view.planned

    found = []
    played = play(unsure, np.array([2]), 1, commanders={"blue": late})
    least = found[0].values["red.casualties"]
    assert np.nanmin(least) <= played.outcomes["red.casualties"][0] + 100


def test_a_future_has_no_futures_of_its_own():
    branch = Branch(np.array([3]), np.array([2]))
    with pytest.raises(ValueError, match="no futures"):
        play(
            skirmish(),
            np.array([0]),
            1,
            branch=branch,
            commanders={"red": lambda view: view.futures([], 3) and []},
        )


@pytest.mark.parametrize(
    ("of", "words"), [("red.kiled", "red.killed"), ("winner", "ask for a condition")]
)
def test_what_cannot_be_asked_is_refused_in_words(of, words):
    with pytest.raises(UserError, match=words):
        asked(lambda view: view.futures([], 3, of=[of]))


def test_orders_that_are_refused_are_told():
    outlook = asked(lambda view: view.futures([view.launch("nonsense")], 3))
    assert "nonsense" in outlook.refused[0]


def test_a_wargame_takes_commanders_who_look_ahead():
    toro = wargame("toro")

    def commander(view):
        if view.turn == 12:
            found.append(view.futures({"plan": view.planned, "stay": []}, 30))
        return view.planned

    found = []
    assert toro.play(soviet=commander, run=4).outcome == toro.run(run=4).outcome
    assert found[0]["plan"].mean("winner = soviet")[0] > 0.5
