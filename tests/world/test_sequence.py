"""The sequence of play: a table, and no order that follows from a name."""

import copy

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.commanders import for_each_run
from sim.experiments.play import play
from sim.scenario.definition import Definition
from sim.world.sequence import Phase, Step, table
from tests.skirmish import _BASE, skirmish

RUNS = 60
UNITS = ("marines", "boats", "bombers", "guards", "reserve")
OPERATIONS = ("landing", "village", "support", "salvoes", "counterattack")
name = st.from_regex(r"[a-z][a-z0-9_]{2,11}", fullmatch=True)


def test_steps_stand_in_the_order_of_their_phases():
    phases = [step.phase for step in Step]
    assert phases == sorted(phases)
    assert set(phases) == set(Phase)
    assert [step.rank for step in Step] == list(range(len(Step)))


def test_each_step_has_a_line_of_its_own():
    texts = [text for _, _, text in table()]
    assert len(set(texts)) == len(Step)
    assert all(text.endswith(".") and len(text) < 80 for text in texts)


def renamed(units, operations, keep_luck):
    """The skirmish with other names for units and operations."""
    tree = copy.deepcopy(_BASE)
    for part, names in (("units", units), ("operations", operations)):
        tree[part] = {names[old]: one for old, one in tree[part].items()}
        if keep_luck:
            for old, new in names.items():
                tree[part][new]["luck"] = old
    for operation in tree["operations"].values():
        for field in ("units", "craft"):
            if field in operation:
                operation[field] = [units[unit] for unit in operation[field]]
        if "after" in operation["start"]:
            operation["start"]["after"] = [operations[one] for one in operation["start"]["after"]]
    return Definition.model_validate(tree)


def outcomes(definition):
    """Outcomes in the order of the file, whatever its operations are called."""
    return [*play(definition, np.arange(RUNS), 1).outcomes.values()]


@pytest.fixture(scope="module")
def as_they_are():
    return outcomes(skirmish())


@settings(max_examples=10)
@given(
    units=st.lists(name, min_size=5, max_size=5, unique=True),
    operations=st.lists(name, min_size=5, max_size=5, unique=True),
)
def test_other_names_with_the_luck_of_the_old_change_nothing(as_they_are, units, operations):
    units = {old: f"u_{new}" for old, new in zip(UNITS, units, strict=True)}
    operations = {old: f"o_{new}" for old, new in zip(OPERATIONS, operations, strict=True)}
    other = outcomes(renamed(units, operations, keep_luck=True))
    for one, two in zip(as_they_are, other, strict=True):
        np.testing.assert_array_equal(one, two)


def test_without_it_only_luck_changes(as_they_are):
    units = {one: one[::-1] for one in UNITS}
    operations = {one: one[::-1] for one in OPERATIONS}
    other = outcomes(renamed(units, operations, keep_luck=False))
    assert any((one != two).any() for one, two in zip(as_they_are, other, strict=True))
    mean_losses = [
        np.mean([values.mean() for values in found if values.dtype == np.int64])
        for found in (as_they_are, other)
    ]
    assert mean_losses[0] == pytest.approx(mean_losses[1], rel=0.15)


@for_each_run
def in_turns(view):
    """Orders that differ from run to run in their order and their turn."""
    guards, reserve = view.march("guards", to="hill"), view.march("reserve", to="shore")
    runs_ahead = view.enemy("shore") > 0
    if view.turn == 6:
        return [guards, reserve] if runs_ahead else [reserve, guards]
    return [view.march("guards", to="village")] if view.turn == (9 if runs_ahead else 12) else []


def test_improvised_operations_of_a_run_do_not_depend_on_other_runs():
    together = play(skirmish(), np.arange(RUNS), 1, commanders={"red": in_turns}).outcomes
    for run in (0, 1, 2, 3, 17, RUNS - 1):
        alone = play(skirmish(), np.array([run]), 1, commanders={"red": in_turns}).outcomes
        for measure, values in together.items():
            np.testing.assert_array_equal(alone[measure], values[[run]], err_msg=measure)
