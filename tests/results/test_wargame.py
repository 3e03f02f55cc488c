"""What users hold: wargames, runs and results."""

import copy
import pickle
import subprocess
import sys

import numpy as np
import pytest

import sim
from tests.results.raid import TEXT, raid


@pytest.fixture
def game(tmp_path):
    raid(tmp_path)
    return sim.load(tmp_path / "raid.yaml")


def test_importing_the_package_loads_nothing_heavy():
    code = "import sim, sys; print([m for m in ('numpy', 'pydantic', 'numba') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_public_name_is_there():
    assert all(getattr(sim, name) is not None for name in sim.__all__)
    with pytest.raises(AttributeError, match="no attribute 'lod'"):
        sim.lod  # noqa: B018


def test_a_run_is_the_row_of_a_batch(game):
    run, batch = game.run(seed=5, run=3), game.monte_carlo(runs=6, seed=5)
    row = batch.columns
    assert run.outcome["red.killed"] == row["red.killed"][3]
    assert run.outcome["winner"] == row["winner"][3]
    assert run.run == 3


def test_a_run_shows_its_record_and_strengths(game):
    run = game.run()
    assert list(run.strengths.columns) == ["time", "side", "ashore", "losses"]
    assert len(run.strengths) == 25 * 2
    assert run.strengths["ashore"].iloc[0] == 120
    text = str(run)
    assert "river time" in text
    assert "Thursday, 16 August 1945" in text
    assert max(map(len, text.splitlines())) <= 100
    assert run._repr_html_().startswith("<pre>")


def test_outcomes_have_the_promised_shape(game):
    outcomes = game.monte_carlo(runs=4, seed=1).outcomes
    assert outcomes.columns[0] == "run"
    assert outcomes.index.tolist() == outcomes["run"].tolist() == [0, 1, 2, 3]
    assert outcomes["red.killed"].dtype == np.int64
    assert outcomes["ford.taken_at"].dtype.kind == "M"


def test_changes_make_another_wargame(game):
    other = game.set({"units.guards.men": 10})
    assert other.definition.units["guards"].men.value == 10.0
    assert game.definition.units["guards"].men.value == 120.0
    assert game.variant("weak").definition.units["guards"].men.value == 20.0


def test_a_commander_of_ones_own(game):
    def idle(view):
        return []

    assert game.play(red=idle, runs=5).columns["red.killed"].sum() == 0
    assert game.play(red=idle).outcome["attack.started_at"] is None
    with pytest.raises(sim.UserError, match="no side green; the sides are red and blue"):
        game.play(green=idle)
    with pytest.raises(sim.UserError, match="red: a commander is a function, not 3"):
        game.play(red=3, runs=5)


def test_wargames_and_results_show_themselves_in_a_notebook(game):
    assert "river time" in game._repr_html_()
    results = game.monte_carlo(runs=4)
    assert "<table>" in results._repr_html_()
    assert "Red: killed" in results._repr_html_()
    assert "measures lie inside" in results.compare()._repr_html_()
    assert "4 runs" in repr(results)
    assert "Red: killed" in str(results)


@pytest.mark.parametrize(
    ("line", "column", "message"),
    [
        ("{model: atrition}", 17, "unknown combat model 'atrition'"),
        ("{parameters: {intensty: {value: 1, assumed: x}}}", 33, "did you mean 'intensity'"),
        ("{modifiers: {rifel: {value: 1, assumed: x}}}", 29, "did you mean 'rifle'"),
        ("{morale: {killed_share: {value: 1.5, assumed: x}}}", 33, "must be from 0 to 1, not 1.5"),
        ("{morale: {killed_share: {normal: [0.2, 0.1], assumed: x}}}", 33, "reaches beyond"),
        ("{morale: {frailty: {lognormal: [0.2, 1.5], assumed: x}}}", None, ""),
        ("{modifiers: {suppression_hours: {value: 0, assumed: x}}}", 41, "must be more than 0"),
    ],
)
def test_combat_parameters_are_checked_where_they_stand(tmp_path, line, column, message):
    path = tmp_path / "raid.yaml"
    path.write_text(TEXT.replace("\nvictory", f"\ncombat: {line}\nvictory"))
    if column is None:
        sim.load(path)
        return
    with pytest.raises(sim.ScenarioError) as caught:
        sim.load(path)
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (28, column)
    assert message in problem.message


def test_a_run_can_be_pickled(game):
    run = game.run(seed=5, run=3)
    again = pickle.loads(pickle.dumps(run))
    assert str(again) == str(run)
    assert again.strengths.equals(run.strengths)


def test_a_definition_does_not_change(game):
    definition = game.definition
    for change in (
        lambda: definition.units.pop("guards"),
        lambda: definition.units.update(guards=None),
        lambda: definition.units["militia"].weapons.setdefault("boat", 3),
        lambda: definition.routes.append(definition.routes[0]),
        lambda: definition.variants["weak"].set.clear(),
    ):
        with pytest.raises(TypeError, match="`set` returns another one"):
            change()
    with pytest.raises(TypeError):
        del definition.units["guards"]
    assert pickle.loads(pickle.dumps(definition)) == copy.deepcopy(definition) == definition


def test_what_is_held_says_what_it_is_in_a_line(game):
    swept = game.sweep(5, vary={"units.guards.men": [100, 200]})
    for one in (game, game.document, game.run(), swept):
        assert len(repr(one)) < 80
        assert "raid" in repr(one)
