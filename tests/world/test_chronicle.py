"""The words of the turn record."""

import re

import numpy as np
import pytest

from sim.experiments.play import play
from sim.scenario import bundled, load
from sim.world.words import Count, Name, several
from tests.plots.landing import TEXT, landing
from tests.skirmish import skirmish


def told(title, men):
    march = {
        "kind": "march", "side": "red", "units": ["reserve"], "to": "village",
        "start": {"at": "1945-08-15 05:00"},
    }  # fmt: skip
    changes = {"units__reserve__title": title, "units__reserve__men": men}
    definition = skirmish(operations={"march": march}, **changes)
    return [o.text for o in play(definition, np.arange(1), 1, traced=True).record]


@pytest.mark.parametrize(
    ("title", "told_of_it"),
    [
        ("company on the hill", ["sets out for village", "arrives with 100 men"]),
        ("companies on the hill", ["set out for village", "arrive with 100 men"]),
        ("the rest of the companies", ["sets out for village", "arrives with 100 men"]),
        ("gun company and a platoon", ["set out for village", "arrive with 100 men"]),
    ],
)
def test_verbs_agree_with_the_title_of_a_unit(title, told_of_it):
    assert told(title, 100) == [f"{title} {words}" for words in told_of_it]


def test_one_man_is_no_men():
    assert told("sentry", 1)[-1] == "sentry arrives with 1 man"


def test_a_unit_sets_out_from_where_it_stands():
    march = {
        "kind": "march", "side": "red", "units": ["reserve"], "to": "village",
        "start": {"at": "1945-08-15 05:00"},
    }  # fmt: skip
    record = play(skirmish(operations={"march": march}), np.arange(1), 1, traced=True).record
    places = {one.kind: one.place for one in record}
    assert places == {"march": "hill", "arrival": "village"}


def test_a_text_says_both_forms_of_its_words():
    text = "{0:#man|men} {0:goes|go} with {1:#craft|craft}, {unit:is|are} {unit}"
    one = text.format(Count(1), Count(0), unit=Name("scouts"))
    assert one == "1 man goes with 0 craft, scouts are scouts"
    many = text.format(Count(1200), Count(1), unit=Name("company"))
    assert many == "1,200 men go with 1 craft, company is company"
    assert f"{Count(4):,}" == "4"


def test_men_who_hide_are_told_of_and_counted():
    definition = load("toro").definition
    played = play(definition, np.arange(4), 1, series_every=1, traced=True)
    hidden = played.recorder.hidden
    flights = [one for one in played.record if one.kind == "flight"]
    assert hidden.max() > 0
    for one in flights:
        men = int(re.search(r"with ([\d,]+) m[ae]n$", one.text)[1].replace(",", ""))
        side = list(definition.sides).index(one.side)
        assert hidden[one.run, one.turn + 1, side] >= men
    assert {one.run for one in flights} == set(np.flatnonzero(hidden.max(axis=(1, 2))).tolist())


PLURALS = re.compile(r"(?<![\d,.])1 (men|people|guns|tanks|transports|sorties|guards|vehicles)\b")
SINGULARS = re.compile(r"(?<![\d,.])(?!1\b)\d[\d,]* (man|person|gun|tank|transport|sortie|guard)\b")
ONE_DOES = re.compile(
    r"(?<![\d,.])1 (?:man|person|craft|transport|tank|gun|guard) "
    r"(go|drown|put|set|wait|stay|die|take|are|have|strike)\b"
)
MANY_DO = re.compile(
    r"(?<![\d,.])(?!1\b)\d[\d,]* (?:men|people|craft|transports|tanks|guns|guards) "
    r"(goes|drowns|puts|sets|waits|stays|dies|takes|is|has|strikes)\b"
)


@pytest.mark.parametrize("scenario", bundled())
def test_every_event_of_every_battle_agrees_with_its_numbers(scenario):
    definition = load(scenario).definition
    titles = [unit.title or name.replace("_", " ") for name, unit in definition.units.items()]
    for one in play(definition, np.arange(2), 1, traced=True).record:
        for wrong in (PLURALS, SINGULARS, ONE_DOES, MANY_DO):
            assert not wrong.search(one.text), one.text
        assert not re.search(r"[{}|]|\.\.|  |,,|^[ ,.]|[ ,.]$", one.text), one.text
        actor = max(
            (title for title in titles if one.text.startswith(f"{title} ")), key=len, default=""
        )
        verb = one.text[len(actor) :].split()[:1]
        if actor and verb != ["cannot"]:
            assert verb[0].rstrip(":").endswith("s") != several(actor), one.text


def test_which_titles_speak_of_several():
    titles = ["scouts", "companies on the pass", "men of the port", "railway police", "A and a B"]
    assert all(map(several, titles))
    assert not any(map(several, ["rest of the companies", "125th Regiment", "pass", "boat at B"]))


@pytest.mark.parametrize("terrain", ["sea", "base, held_by: red"])
def test_troops_aboard_ships_at_sea_are_not_ashore(tmp_path, terrain):
    text = TEXT.replace("terrain: base, held_by: red", f"terrain: {terrain}")
    definition = landing(tmp_path, text).definition
    ashore = play(definition, np.arange(1), 1, series_every=1).recorder.ashore[0, :, 0]
    assert ashore[:5].tolist() == [0, 0, 0, 0, 0]
    assert ashore[-1] > 0


def test_what_one_side_loses_in_a_fight_is_told_before_what_the_other_does():
    arms = {"tank": 10, "gun": 10}
    attack = {
        "kind": "assault", "side": "red", "units": ["reserve"], "to": "shore",
        "start": {"at": "1945-08-15 04:00"},
    }  # fmt: skip
    definition = skirmish(
        units__marines__place="shore",
        units__marines__weapons=arms,
        units__guards__weapons=arms,
        operations={"attack": attack},
    )
    record = play(definition, np.arange(10), 1, traced=True).record
    turns: dict[tuple[int, int], list[tuple[str, str]]] = {}
    for one in record:
        if one.kind in ("combat", "wreck"):
            turns.setdefault((one.run, one.turn), []).append((one.side, one.kind))
    both = [told for told in turns.values() if {*told} >= {("blue", "combat"), ("red", "wreck")}]
    assert both
    for told_in_turn in turns.values():
        sides = [side for side, _ in told_in_turn]
        assert sides == sorted(sides)
