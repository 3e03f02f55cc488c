"""Whoever plays, a run is the same battle in a vector, alone, and as the engine plays it."""

import os
import subprocess
import sys

import numpy as np
import pytest

import sim
import sim.rl
from sim.opponents import hold
from sim.rl.actions import END_TURN, FIRST, NOTHING
from sim.rl.transcript import Transcript

QUICK = ("otomari", "toro")
EVERY = [
    one if one in QUICK else pytest.param(one, marks=pytest.mark.slow) for one in sim.bundled()
]
LONG = ("evacuation", "iwo_jima", "koton", "shumshu", "south_sakhalin")
"""Battles of hundreds of turns are not played to the end."""
SHORT = [*QUICK, *(pytest.param(one, marks=pytest.mark.slow) for one in sorted(
    {*sim.bundled()} - {*QUICK} - {*LONG}))]  # fmt: skip


def arena(name, runs, agents, **wishes):
    made = sim.rl.Arena(sim.load(name).document, dict.fromkeys(agents, "agent"), **wishes)
    made.reset(np.asarray(runs))
    return made


def drawn(mask, rng):
    """A legal action in each row, each with the same chance."""
    return np.array([rng.choice(np.flatnonzero(row)) for row in mask])


def play_randomly(made, turns=10**6, seed=0):
    rngs = [np.random.default_rng([seed, int(run)]) for run in made.runs]
    told = []
    while not made.over.all() and made.turn < turns:
        actions = {}
        for side in made.agents:
            masks = made.masks(side)
            chosen = [rng.choice(np.flatnonzero(m)) for m, rng in zip(masks, rngs, strict=True)]
            actions[side] = np.array(chosen)
        told.append(made.step(actions))
    return told


def outcome(made, row):
    return {name: values[row] for name, values in made.outcomes().items()}


def same(one, other):
    return all(a == b or (a != a and b != b) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("name", SHORT)
def test_who_does_nothing_plays_as_one_who_holds(name):
    wargame = sim.load(name)
    side, _ = wargame.definition.sides
    made = arena(name, [3, 4], [side])
    while not made.over.all():
        made.step({side: np.zeros(2, int)})
    batch = wargame.play(runs=5, seed=1, **{side: hold.command}).outcomes
    for row in (0, 1):
        assert same(outcome(made, row).values(), batch.iloc[3 + row][[*outcome(made, row)]])


@pytest.mark.parametrize("name", SHORT)
def test_who_orders_what_the_plan_proposes_plays_the_run_of_the_command(name):
    wargame = sim.load(name)
    sides = [*wargame.definition.sides]
    made = arena(name, [6], sides, orders=8)
    due = {side: set() for side in sides}
    while not made.over.all():
        actions = {}
        for side in sides:
            due[side] |= {one.operation for one in made.battle.view(side).planned}
            mask, listed = made.masks(side)[0], made.actions[side].actions
            launches = (k for k in np.flatnonzero(mask) if listed[k].verb == "launch")
            wanted = [k for k in launches if listed[k].goal in due[side]]
            end = END_TURN if mask[END_TURN] else NOTHING
            actions[side] = np.array([wanted[0] if wanted else end])
        made.step(actions)
    assert Transcript.of(made).replay().outcome == wargame.run(seed=1, run=6).outcome


@pytest.mark.parametrize("name", EVERY)
def test_a_row_is_the_single_environment_with_its_run(name):
    sides = [*sim.load(name).definition.sides]
    rows = [2, 11, 5]
    many = arena(name, rows, sides)
    turns = 10**6 if name in QUICK else 25
    together = play_randomly(many, turns)
    alone = arena(name, [11], sides)
    steps = play_randomly(alone, turns)
    for one, several in zip(steps, together, strict=False):
        for side in sides:
            for field, values in one[side].observation.items():
                assert (values[0] == several[side].observation[field][1]).all(), field
            assert one[side].reward[0] == several[side].reward[1]
            assert one[side].illegal[0] == several[side].illegal[1] == 0
    if alone.over.all():
        assert same(outcome(alone, 0).values(), outcome(many, 1).values())
    assert not [text for text, _ in many.battle.complaints() if "refused" in text]


@pytest.mark.parametrize("orders", [1, 3])
def test_orders_that_are_carried_out_together_do_what_each_does_alone(orders):
    """With a turn record each operation begins and ends by itself."""
    pair = [arena("toro", range(12), ["soviet", "japan"], orders=orders, traced=on)
            for on in (False, True)]  # fmt: skip
    for made in pair:
        play_randomly(made, 26)
    assert all((one.world.state.contested).any() for one in pair)
    for one, other in zip(*(made.world.state.arrays() for made in pair), strict=True):
        assert (one == other).all()
    busy = [[made.world.ledger.going[op.line] for side in made.agents
             for op in made.battle.view(side).inside.operations] for made in pair]  # fmt: skip
    assert np.array_equal(*busy)


def test_a_turn_of_several_orders_is_the_same_alone():
    sides = ["soviet", "japan"]
    for row, run in enumerate([4, 9]):
        many, alone = arena("toro", [4, 9], sides, orders=3), arena("toro", [run], sides, orders=3)
        rngs = [np.random.default_rng(run) for run in (4, 9)], [np.random.default_rng(run)]
        for made, luck in zip((many, alone), rngs, strict=True):
            while made.turn < 30:
                actions = {
                    side: np.concatenate(
                        [drawn(m[None], rng) for m, rng in zip(made.masks(side), luck, strict=True)]
                    )
                    for side in sides
                }
                made.step(actions)
        turns = many.world.state, alone.world.state
        assert (turns[0].men[row] == turns[1].men[0]).all()
        assert (turns[0].place[row] == turns[1].place[0]).all()


@pytest.mark.parametrize("name", EVERY)
def test_masks_are_the_menu(name):
    """What is listed can be chosen where the menu offers it, and nowhere else."""
    sides = [*sim.load(name).definition.sides]
    made = arena(name, [0, 1], sides)
    rng = np.random.default_rng(1)
    looks = 0
    while not made.over.all() and made.turn < 40:
        for side in sides if made.turn % 13 == 0 else ():
            space = made.actions[side]
            listed = [repr(one.order) for one in space.actions]
            for row in np.flatnonzero(~made.over):
                menu = {repr(one.order) for one in made.battle.view(side).legal_orders(row)}
                mask, going = made.masks(side)[row], made.observe(side)["under_way"][row]
                mine = {listed[k] for k in range(FIRST, len(mask)) if mask[k]}
                busy = {listed[k] for k in np.flatnonzero(going)}
                assert mine <= menu
                assert (menu & {*listed}) - busy <= mine
                looks += 1
        made.step({side: drawn(made.masks(side), rng) for side in sides})
    assert looks >= 4


def test_observations_are_the_situation_in_numbers():
    made = arena("toro", [1, 2], ["soviet"])
    rng = np.random.default_rng(3)
    listed = made.actions["soviet"].actions
    on = np.array([one.verb != "surrender" and one.goal != "halt" for one in listed])
    while made.turn < 70:
        masks = made.masks("soviet") & on
        made.step({"soviet": drawn(masks, rng)})
    assert not made.over.any()
    seen = made.observe("soviet")
    for row in (0, 1):
        now = made.battle.view("soviet").situation(row)
        total = sum(unit.initial for unit in now.units)
        for told, unit in zip(seen["units"][row], now.units, strict=True):
            assert told[0] == pytest.approx(unit.men / max(unit.initial, 1), abs=1e-6)
            assert told[1] == pytest.approx(unit.losses / max(unit.initial, 1), abs=1e-6)
            assert told[3] == pytest.approx(unit.suppression, abs=0.0051)
            assert told[8] == bool(unit.tasks)
            assert told[15] == (unit.posture == "in contact")
        for told, place in zip(seen["places"][row], now.places, strict=True):
            assert told[0] == (place.held_by == "soviet")
            assert told[3] == pytest.approx(place.own / total, abs=1e-6)
            assert told[5] == pytest.approx((place.enemy or 0) / total, abs=1e-6)
            if place.enemy is not None:
                age = place.hours_ago / (now.turns * now.turn_hours)
                assert told[8] == pytest.approx(age, abs=1e-4)


HIDDEN = {"units.company_125th.men": 400, "units.company_125th.quality": 3}
"""The Soviet side does not see the Japanese company before it meets it."""


def test_what_a_side_does_not_see_makes_no_difference_to_it():
    toro = sim.load("toro")
    pair = [
        sim.rl.Arena(one.document, {"soviet": "agent", "japan": "hold"})
        for one in (toro, toro.set(HIDDEN))
    ]
    seen = [one.reset(np.arange(3))["soviet"] for one in pair]
    for _ in range(21):
        for field in seen[0]:
            assert (seen[0][field] == seen[1][field]).all(), field
        quiet = np.zeros(3, int)
        seen = [one.step({"soviet": quiet})["soviet"].observation for one in pair]
    assert (pair[0].state() != pair[1].state()).any()


def test_illegal_actions_do_nothing_and_are_counted():
    made = arena("otomari", [0], ["japan"])
    quiet = arena("otomari", [0], ["japan"])
    forbidden = int(np.flatnonzero(~made.masks("japan")[0])[-1])
    for count in (1, 2, 3):
        told = made.step({"japan": np.array([forbidden])})["japan"]
        quiet.step({"japan": np.array([NOTHING])})
        assert told.illegal.tolist() == [count]
    assert (made.state() == quiet.state()).all()


def test_rewards_are_the_victory_or_what_one_makes_of_the_measures():
    made = arena("port_arthur", range(30), ["soviet", "japan"])
    total = {"soviet": np.zeros(30), "japan": np.zeros(30)}
    rng = np.random.default_rng(5)
    while not made.over.all():
        actions = {side: drawn(made.masks(side), rng) for side in made.agents}
        for side, told in made.step(actions).items():
            total[side] += told.reward
    winner = made.outcomes()["winner"]
    assert {*winner} >= {"soviet", "japan"} or {*winner} & {"none"}
    for side, worth in total.items():
        wanted = np.where(winner == side, 1, np.where(winner == "none", 0, -1))
        assert (worth == wanted).all()


def losses(measures, side):
    return -measures[f"{side}.casualties"].astype(float)


def held(seen):
    return seen["places"][:, :, 0].sum(axis=1)


def test_shaping_adds_up_to_what_the_first_situation_was_worth():
    plain = arena("otomari", [0, 1], ["japan"], reward=losses)
    shaped = arena("otomari", [0, 1], ["japan"], reward=losses, potential=held)
    first = held(shaped.observe("japan"))
    sums = np.zeros((2, 2))
    for position, made in enumerate((plain, shaped)):
        while not made.over.all():
            sums[position] += made.step({"japan": np.zeros(2, int)})["japan"].reward
    assert (sums[0] == losses(plain.outcomes(), "japan")).all()
    assert sums[1] == pytest.approx(sums[0] - first)


def test_a_transcript_is_the_battle_again(tmp_path):
    made = arena("otomari", [3, 8], ["japan", "soviet"])
    play_randomly(made, seed=7)
    path = tmp_path / "battle.jsonl"
    Transcript.of(made, 1).save(path)
    again = Transcript.load(path).replay()
    played = outcome(made, 1)
    assert again.run == 8
    assert again.outcome["winner"] == played["winner"]
    assert again.outcome["japan.killed"] == played["japan.killed"]
    assert again.record
    with pytest.raises(sim.UserError, match="is there already"):
        Transcript.of(made).save(path)
    path.write_text("{}\n")
    with pytest.raises(sim.UserError, match="is no transcript"):
        Transcript.load(path)


SCRIPT = """
import hashlib, numpy as np, sim, sim.rl
made = sim.rl.Arena(sim.load("otomari").document, {"japan": "agent", "soviet": "agent"})
made.reset(np.arange(4))
rng, seen = np.random.default_rng(0), hashlib.sha256()
for _ in range(40):
    masks = {side: made.masks(side) for side in made.agents}
    actions = {s: np.array([rng.choice(np.flatnonzero(m)) for m in masks[s]]) for s in made.agents}
    for told in made.step(actions).values():
        for field in told.observation.values():
            seen.update(field.tobytes())
print(seen.hexdigest())
"""


def test_two_processes_see_the_same():
    told = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": str(position)},
        ).stdout
        for position in (0, 1)
    ]
    assert told[0] == told[1]
    assert len(told[0].strip()) == 64
