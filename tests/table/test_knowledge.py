"""What a side does not see makes no difference to what it is shown, offered and advised."""

import numpy as np
import pytest

import sim
from sim.experiments.guesses import Guesses
from sim.experiments.play import play
from sim.opponents.registry import commander_named, commanders_named, opponents

OPPONENTS = [name for name in opponents() if name != "plan"]


def pair(changes, **sides):
    toro = sim.load("toro")
    return [one.table(seed=4, **sides) for one in (toro, toro.set(changes))]


HIDDEN = {
    "units.company_125th.men": 400,
    "units.company_125th.quality": 3,
    "units.company_125th.armed": 0.1,
}
"""The Soviet side does not see the Japanese company before it meets it."""
BLIND = 21
"""Hours until the first landing force comes ashore are longer than so many turns."""
MET = 24
"""By then it fights for the port; it does not meet that company before turn 70."""
LOOK = 32
"""A turn, not much later, at which who looks ahead does so."""


def test_views_and_menus_are_the_same_until_something_is_seen():
    one, other = pair(HIDDEN, soviet="me", japan="hold")
    for _ in range(BLIND):
        assert one.view("soviet") == other.view("soviet")
        assert one.legal_orders("soviet") == other.legal_orders("soviet")
        one.advance()
        other.advance()
    assert one.view("japan") != other.view("japan")


@pytest.mark.parametrize("name", OPPONENTS)
def test_an_opponent_orders_the_same(name):
    one, other = pair(HIDDEN, soviet=name, japan="hold")
    for each in (one, other):
        each.advance(8 if name == "lookahead" else BLIND)  # one look is enough
    decided = [
        {turn: [order.operation for order in orders] for turn, orders in each.decided("soviet")}
        for each in (one, other)
    ]
    assert decided[0] == decided[1]
    if name != "hold":
        assert any(decided[0].values())


def told(ask, changes, turn=MET, **enemy):
    """What a question of the Soviet side is answered while it fights for the port."""

    def soviet(view):
        if view.turn == turn:
            found.append(ask(view))
        return view.proposed if view.turn <= turn else []

    found = []
    definition = sim.load("toro").set(changes).definition
    commanders = {"soviet": soviet, **commanders_named(enemy)}
    play(definition, np.array([0]), 4, commanders=commanders)
    return found[0]


def promised(changes, guess, **enemy):
    """The futures that it is promised, by measure."""
    values = told(lambda view: view.futures([], 8, guess=guess), changes, **enemy).values
    assert (values["winner = soviet"] >= 0).any()
    return values


@pytest.mark.slow
def test_futures_depend_on_nothing_that_has_not_shown_itself():
    fair, known = promised({}, True), promised({}, False)
    for other in (promised(HIDDEN, True), promised({}, True, japan="staff")):
        for what, values in fair.items():
            np.testing.assert_array_equal(values, other[what])
    lost = promised(HIDDEN, False)["soviet.casualties"]
    assert (lost != known["soviet.casualties"]).any()


@pytest.mark.slow
def test_who_looks_ahead_in_contact_orders_the_same():
    lookahead = commander_named("lookahead")
    one, other = (told(lookahead, changes, LOOK) for changes in ({}, HIDDEN))
    assert "note" in str(one[0].plain())
    assert [order.plain() for order in one] == [order.plain() for order in other]


def guessed(changes, side, runs=1_000):
    """What a side that has seen nobody takes the enemy for, by path, (runs,)."""
    definition = sim.load("toro").set(changes).definition
    units = [name for name, unit in definition.units.items() if unit.side != side]
    everywhere = np.ones((runs, len(units)), bool)
    return Guesses(definition, side, units, seed=4).drawn(np.arange(runs), everywhere)


def test_who_has_seen_nobody_reckons_with_what_is_usual():
    """With twice as many attackers as defenders, and a factor of 1.8 either way."""
    own = {"soviet": 1864, "japan": 570}
    guesses = {side: guessed({}, side) for side in own}
    for side, usual in (("soviet", own["soviet"] / 2), ("japan", own["japan"] * 2)):
        found = guesses[side]
        men = np.sum([found[path] for path in found if path.endswith(".men")], axis=0)
        assert np.median(men) == pytest.approx(usual, rel=0.15)
        assert 1.7 < np.exp(np.log(men).std()) < 2
    for path, values in guessed(HIDDEN, "soviet").items():
        np.testing.assert_array_equal(values, guesses["soviet"][path])


def test_what_is_believed_grows_old_until_there_is_something_newer():
    here = sim.load("toro").table(seed=4)
    ages, contact = [], False
    for _ in range(here.document.definition.turns):
        place = here.view("soviet").place("toro_port")
        ages.append((place.enemy, place.hours_ago, place.seen_by))
        contact |= place.contact
        if place.contact:
            assert place.seen_by == "contact"
            assert place.hours_ago == 0
        here.advance()
    assert contact
    assert ages[0][0] is None
    assert {"contact", "presence"} <= {source for _, _, source in ages}


def test_reports_from_afar_are_off_by_a_known_factor():
    toro = sim.load("toro").set({"operations.scouts.success": 1})
    believed, true = [], []
    for seed in range(30):
        here = toro.table(seed=seed, soviet="me", japan="hold")
        here.order("soviet", "scouts")
        while here.view("soviet").place("toro_port").seen_by != "scouts":
            here.advance()
        place = here.view("soviet").place("toro_port")
        believed.append(place.enemy)
        true.append(here.view("japan").place("toro_port").own)
        assert place.enemy_low < place.enemy < place.enemy_high
    ratios = sorted(b / t for b, t in zip(believed, true, strict=True))
    assert len(set(ratios)) > 10
    assert 0.8 < ratios[15] < 1.25
    within = sum(1 / 1.25 <= ratio <= 1.25 for ratio in ratios)
    assert 13 <= within <= 28  # 68 % of 30, with three standard errors


def test_the_enemys_intentions_are_not_told():
    here = sim.load("toro").table(seed=4)
    for _ in range(here.document.definition.turns):
        for side in ("soviet", "japan"):
            for event in here.view(side).events:
                if event.side not in ("", side):
                    assert "set out" not in event.text
                    assert "sets out" not in event.text
        here.advance()


def test_beliefs_stand_beside_what_was_so():
    here = sim.load("toro").table(seed=4, japan="me")
    here.order("japan", {"march": ["militia"], "to": "toro_port"})
    here.advance(60)
    rows = here.believed("soviet")
    places = len(here.document.definition.places)
    assert len(rows) == 61 * places
    now = here.view("soviet")
    assert [(one.place, one.believed) for one in rows[-places:]] == [
        (one.name, one.enemy) for one in now.places
    ]
    contact = [one for one in rows if one.seen_by == "contact" and one.hours_ago == 0]
    assert contact
    assert all(one.error == 0 for one in contact)
    assert any(one.error for one in rows if one.believed is not None)
    assert {one.held_by for one in rows if one.place == "toro_port"} == {"japan", "soviet"}
    assert here.turn == 60
