"""Orders: of any kind, in the words of a scenario file; what cannot be done is refused."""

import re
import warnings

import numpy as np
import pytest

from sim import OrderWarning
from sim.commanders import Order, for_each_run
from sim.experiments.monte_carlo import monte_carlo
from sim.experiments.play import play
from sim.plan.march import March
from sim.scenario import load
from sim.scenario.trigger import Trigger
from tests.skirmish import skirmish

LANDING = {
    "kind": "landing",
    "units": ["marines"],
    "craft": ["boats"],
    "origin": "island",
    "to": "shore",
    "speed": "10 km/h",
}


def battle(runs=30, changes=None, **commanders):
    numbers = np.arange(runs) if isinstance(runs, int) else runs
    return play(skirmish(**(changes or {})), numbers, 1, commanders=commanders, traced=True)


def assert_equal(one, other):
    for name, values in one.outcomes.items():
        np.testing.assert_array_equal(other.outcomes[name], values, err_msg=name)


def at_once(*orders):
    """A commander who gives some orders in the first turn, and follows the plan."""
    return lambda view: [
        *(order(view) for order in orders if view.turn == 0),
        *view.planned,
    ]


@pytest.mark.parametrize(
    ("order", "message"),
    [
        (lambda v: v.launch("vilage"), "unknown operation of blue 'vilage' .*; did .* 'village'?"),
        (lambda v: v.launch("counterattack"), "operation 'counterattack' is of the other side"),
        (lambda v: v.march("marine", to="village"), "units.0: unknown unit.*'marines'"),
        (lambda v: v.march("guards", to="village"), "units.0: unit 'guards' is of red, not of bl"),
        (lambda v: v.march("marines", to="vilage"), "to: unknown place 'vilage'.*'village'"),
        (lambda v: v.march("boats", to="village"), "unit 'boats' must be infantry.*but is ships"),
        (lambda v: v.parley("marines", place="hill"), "garrison.0: unit .* must be of the other"),
        (lambda v: v.parley("guard", place="hill"), "garrison.0: no unit 'guard' of the other"),
        (lambda v: v.cease_fire("hil"), "places.0: unknown place 'hil' .* did you mean 'hill'?"),
        (lambda v: v.order({"kind": "marsh"}), "kind: unknown kind of operation 'marsh'.*'march'"),
        (lambda v: v.order({"to": "hill"}), "required key 'kind' is missing"),
        (lambda v: v.order(LANDING | {"craft": None}), "craft: must be a list, not nothing"),
        (lambda v: v.order(LANDING | {"speed": "fast"}), "speed: must be a number with a unit"),
        (lambda v: v.order(LANDING | {"sped": "9 kn"}), "unknown key 'sped' .*'speed'"),
        (lambda v: v.order(LANDING | {"to": "hill"}), "no sea route from 'island' to 'hill'"),
        (lambda v: v.order(LANDING | {"side": "red"}), "side: must be 'blue', not 'red'"),
        (lambda v: v.order(LANDING | {"start": {}}), "start: an order begins at once"),
        (
            lambda v: v.order({"kind": "breakdown", "duration": "1 h", "delay": "1 h"}),
            "kind: nobody can order a breakdown",
        ),
        (lambda v: v.order("landing, please"), "unknown operation of blue 'landing, please'"),
        (lambda v: v.order(7), "an order names an operation or describes it, not 7"),
        (lambda v: v.surrender("marines", runs=np.ones(3)), r"a mask of runs has the shape \(30,"),
        (lambda v: v.launch("landing", runs=np.arange(30)), "of true and false, not of int64"),
        (lambda v: v.march("marines", to="shore"), "no way by land leads to 'shore' from where"),
        (lambda v: v.assault("marines", to="hill"), "no way by land leads to 'hill' from where"),
        (lambda v: "launch the landing", "'launch the landing' is no order"),
        (
            lambda v: Order(
                March(side="blue", start=Trigger(), units=["marines"], to="moon"), v.everywhere
            ),
            "to: unknown place 'moon'",
        ),
    ],
)
def test_a_wrong_order_is_refused_and_changes_nothing(order, message):
    with pytest.warns(OrderWarning, match=message) as told:
        refused = battle(blue=at_once(order))
    assert len(told) == 1
    assert_equal(battle(blue=lambda view: view.planned), refused)


@pytest.mark.parametrize(
    ("order", "named"),
    [
        (lambda v: v.launch("x"), {"landing", "village", "support"}),
        (lambda v: v.march("x", to="village"), {"marines", "boats", "bombers"}),
        (lambda v: v.parley("x", place="hill"), set()),
        (lambda v: v.order(LANDING | {"units": ["guard"], "craft": ["x"]}), {"marines", "boats"}),
    ],
)
def test_a_refusal_names_nothing_of_the_enemy(order, named):
    with pytest.warns(OrderWarning) as told:
        battle(1, blue=at_once(order))
    words = {*re.findall(r"\w+", str(told[0].message))}
    assert named <= words
    definition = skirmish()
    for section in (definition.units, definition.operations):
        assert not words & {name for name, one in section.items() if one.side == "red"}


@pytest.mark.parametrize("wrap", [lambda decide: decide, for_each_run])
def test_no_answer_is_no_order(wrap):
    with pytest.warns(OrderWarning, match="not None|not nothing"):
        silent = battle(blue=wrap(lambda view: None))
    assert_equal(battle(blue=lambda view: []), silent)


@pytest.mark.parametrize("wrap", [lambda decide: decide, for_each_run])
@pytest.mark.parametrize("answer", ["march", {"kind": "march"}])
def test_an_answer_that_is_no_list_is_refused_as_a_whole(wrap, answer):
    with pytest.warns(OrderWarning, match="is no order; view.launch and view.order") as told:
        battle(blue=wrap(lambda view: answer if view.turn == 0 else []))
    assert len(told) == 1


def tea_at_dawn(view):
    return [view.launch("tea")] if view.turn == 0 else view.planned


@pytest.mark.parametrize("manner", [{"chunk": 7}, {"workers": 2, "chunk": 15}])
def test_a_batch_in_chunks_warns_once_of_all_its_runs(manner, tmp_path):
    toro, commanders = load("toro"), {"soviet": tea_at_dawn}
    with pytest.warns(OrderWarning, match=r"'tea' .* \(in 30 of 30 runs\)$") as told:
        monte_carlo(toro, 30, 1, commanders=commanders, out=tmp_path / "out", **manner)
    assert len(told) == 1


def test_a_batch_counts_the_runs():
    odd = np.arange(30) % 2 == 1
    with pytest.warns(OrderWarning, match=r"\(in 15 of 30 runs\)$"):
        battle(blue=at_once(lambda view: view.launch("tea", runs=odd)))
    with pytest.warns(OrderWarning, match=r"allowed: landing, village, support, salvoes\)$"):
        battle(runs=1, blue=at_once(lambda view: view.launch("tea")))


def test_an_order_can_say_what_the_plan_says():
    start = {"at": "1945-08-15 04:00"}
    planned = battle(300, {"operations": {"descent": LANDING | {"side": "blue", "start": start}}})
    ordered = battle(
        300, {"operations": {}}, blue=lambda v: [v.order(LANDING)] if v.turn == 0 else []
    )
    for measure in ("blue.casualties", "red.casualties"):
        means = [one.outcomes[measure].mean() for one in (planned, ordered)]
        assert means[0] == pytest.approx(means[1], rel=0.2)
        assert means[0] > 5


def test_orders_that_differ_in_one_word_are_operations_of_their_own():
    under_way = []

    def decide(view):
        if view.turn == 0:
            return [
                view.parley("guards", place="shore", duration="30 min"),
                view.parley("guards", place="shore", duration="2 h"),
                view.parley("guards", place="shore", duration="2 h"),
                view.parley("guards", place="village", duration="2 h"),
            ]
        if view.turn == 1:
            under_way.extend(task.name for task in view.situation().tasks)
        return []

    battle(1, blue=decide)
    assert len(under_way) == len({*under_way}) == 3


@for_each_run
def contrary(view):
    """Orders two things in one order or the other, by run."""
    if view.turn != 2:
        return view.planned
    orders = [view.march("reserve", to="village"), view.withdraw("guards", to="village")]
    late = view.men("reserve") > 90
    return orders if late else orders[::-1]


def test_a_run_does_not_depend_on_what_others_are_ordered():
    changes = {"units__reserve__men": {"uniform": [60, 120]}}
    together = battle(12, changes, red=contrary)
    for run in range(12):
        alone = battle(np.array([run]), changes, red=contrary)
        for name, values in alone.outcomes.items():
            np.testing.assert_array_equal(values, together.outcomes[name][[run]], err_msg=name)


def test_an_order_without_effect_is_doubted():
    with pytest.warns(OrderWarning, match="orders of blue: "):
        battle(1, blue=at_once(lambda v: v.order(LANDING | {"origin": "shore", "to": "shore"})))


def test_a_view_of_one_run_answers_plainly_and_tells_what_it_can_do():
    seen = []

    @for_each_run
    def look(view):
        seen.append((view.everywhere, dir(view)))
        return view.planned

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        battle(2, blue=look)
    everywhere, members = seen[0]
    assert everywhere is True
    assert {"order", "launch", "men", "holds", "enemy", "planned", "units"} <= set(members)
    assert not [name for name in members if name.startswith("_") and not name.startswith("__")]


def test_questions_about_what_is_not_there_name_the_nearest():
    def ask(view):
        view.men("marine")

    with pytest.raises(ValueError, match=r"unknown unit of blue 'marine'.*did you mean 'marines'"):
        battle(1, blue=ask)


def test_an_operation_that_is_called_off_is_not_complete():
    def call_back(view):
        orders = view.planned
        return [*orders, view.cancel("support")] if view.turn == 8 else orders

    planned, stopped = (
        battle(blue=lambda view: view.planned),
        battle(blue=call_back),
    )
    assert not np.isnat(planned.outcomes["support.completed_at"]).any()
    assert np.isnat(stopped.outcomes["support.completed_at"]).all()
    sorties = [one.outcomes["blue.sorties"].sum() for one in (planned, stopped)]
    assert 0 < sorties[1] < sorties[0]


def test_attackers_who_are_called_off_go_back():
    changes = {"operations": {}, "units__marines__place": "village", "units__guards__men": 60}

    def attack(view):
        return [view.assault("marines", to="hill")] if view.turn == 0 else []

    def think_again(view):
        name = next((one.name for one in view.situation().tasks), None)
        return [view.cancel(name)] if view.turn == 3 and name else attack(view)

    on, back = battle(1, changes, blue=attack), battle(1, changes, blue=think_again)
    assert [o for o in on.record if o.kind == "contact" and o.place == "hill"]
    assert not [o for o in back.record if o.kind == "contact" and o.place == "hill" and o.turn > 3]
    assert [o.turn for o in back.record if o.kind in ("call off", "countermand")][:1] == [3]


@pytest.mark.parametrize(
    ("name", "turn", "message"),
    [
        ("landing", 0, "operation 'landing' is not under way"),
        ("landin", 3, "unknown operation of blue 'landin'.*did you mean 'landing'"),
        ("counterattack", 3, "is of the other side"),
    ],
)
def test_what_cannot_be_called_off_is_said(name, turn, message):
    def decide(view):
        return [*view.planned, *([view.cancel(name)] if view.turn == turn else [])]

    with pytest.warns(OrderWarning, match=message):
        refused = battle(blue=decide)
    assert_equal(battle(blue=lambda view: view.planned), refused)


def test_an_operation_may_begin_anew_after_it_was_called_off():
    def again(view):
        if view.turn == 8:
            return [view.cancel("support")]
        return [view.launch("support")] if view.turn == 9 else view.planned

    once, anew = battle(blue=lambda view: view.planned), battle(blue=again)
    assert not np.isnat(anew.outcomes["support.completed_at"]).any()
    per_raid = [one.outcomes["blue.sorties"].mean() for one in (once, anew)]
    assert per_raid[1] < 1.6 * per_raid[0]
