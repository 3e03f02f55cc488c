"""A posterior as an input: run K takes its own draw, in whatever company it is played."""

from functools import partial

import numpy as np
import pytest
from typer.testing import CliRunner

import sim
from sim.cli.app import app
from sim.experiments.parameter_file import Given
from sim.experiments.posterior import DRAWS, Posterior
from sim.report.after_action.figures import figure_words
from sim.results.errors import UserError
from sim.results.figures import DASH
from sim.scenario import ScenarioError, load

RIFLE, SHARE = "combat.modifiers.rifle", "combat.morale.killed_share"


@pytest.fixture
def file(tmp_path):
    rng = np.random.default_rng(1)
    rifle = rng.lognormal(-1.6, 0.5, 2000)
    weights = rng.random(2000)
    values = {RIFLE: rifle, SHARE: np.clip(rifle, 0.05, 0.9)}
    posterior = Posterior(values, weights / weights.sum(), {"seed": 1})
    posterior.save(tmp_path / "posterior.parquet")
    return tmp_path / "posterior.parquet"


def test_a_file_comes_back(file):
    found = Posterior.read(file)
    assert found.manifest == {"seed": 1}
    assert found.weights.sum() == pytest.approx(1.0)
    mean = found.weights @ found.values[RIFLE]
    assert np.mean(found.changes()[RIFLE]["draws"]) == pytest.approx(mean, rel=0.01)
    assert len(found.changes()[SHARE]["draws"]) == DRAWS


def test_a_run_is_the_same_alone_in_a_batch_and_in_a_what_if(file):
    toro = sim.load("toro").with_parameters(file)
    batch = toro.monte_carlo(runs=12, seed=4).outcomes
    alone = toro.run(seed=4, run=7).outcome
    assert alone["soviet.killed"] == batch["soviet.killed"][7]
    assert alone["japan.casualties"] == batch["japan.casualties"][7]
    what_if = toro.what_if({"units.regular_company.men": 10}, runs=12, seed=4)
    before = what_if.batch.columns["soviet.killed"][what_if.batch.columns["point"] == 0]
    np.testing.assert_array_equal(before, batch["soviet.killed"])


def test_a_report_says_between_what_the_draws_lie(file):
    combat = sim.load("toro").with_parameters(file).document.definition.combat
    low, high = np.quantile(Posterior.read(file).changes()[RIFLE]["draws"], (0.05, 0.95))
    told = figure_words(combat.changes("modifiers")["rifle"])
    assert told == f"{low:.3f}{DASH}{high:.3f} in nine of ten of {DRAWS:,} draws"


def test_parameters_of_one_draw_stay_together(file):
    from sim.luck.draws import Draws
    from sim.scenario.figures import Factor
    from sim.world.inputs import Inputs

    inputs = Inputs(Draws(1, np.arange(500)))
    changes = Posterior.read(file).changes()
    rifle, share = (inputs.number(Factor.model_validate(changes[p]), p) for p in (RIFLE, SHARE))
    np.testing.assert_allclose(share, np.clip(rifle, 0.05, 0.9))
    assert len(np.unique(rifle)) > 250


def test_a_kept_batch_is_played_again_and_compared(file, tmp_path):
    toro = sim.load("toro").with_parameters(file)
    kept = toro.monte_carlo(runs=10, seed=1, out=tmp_path / "kept")
    again = toro.monte_carlo(runs=10, seed=1).outcomes
    np.testing.assert_array_equal(kept.outcomes["soviet.killed"], again["soviet.killed"])


def test_a_file_that_is_none_is_told(tmp_path):
    wrong = tmp_path / "wrong.parquet"
    wrong.write_text("no parquet")
    with pytest.raises(UserError, match=r"holds no posterior; `beachhead calibrate --out` writes"):
        sim.load("toro").with_parameters(wrong)
    with pytest.raises(UserError, match=r"none.parquet: no such file"):
        sim.load("toro").with_parameters(tmp_path / "none.parquet")


def test_a_table_of_battles_is_forecast_with_it(file):
    from sim.history.validation.table import read_table

    few = read_table(None).frame.head(6)
    plain = sim.validate(few, runs=20)
    drawn = sim.validate(few, parameters=file, runs=20)
    assert not np.array_equal(plain.forecasts.attacker, drawn.forecasts.attacker)


def test_the_command_that_repeats_a_run_names_the_file(file):
    from sim.results.failure import run_command

    toro = sim.load("toro").with_parameters(file).set({"units.regular_company.men": 10})
    command = run_command(toro.document, 1, 5)
    assert f"--parameters {file}" in command
    assert "--set units.regular_company.men=10" in command
    assert "draws" not in command


def test_both_sides_of_a_what_if_have_the_parameters_and_neither_is_told_them(file):
    words = ("toro", "--parameters", file, "--set", "units.regular_company.men=50")
    done = CliRunner().invoke(app, ["what-if", *map(str, words), "--runs", "3"])
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[1] == "  units.regular_company.men=50"
    assert not lines[2].strip()


def test_a_battle_that_gives_values_of_its_own_keeps_them_among_all_battles(file):
    given = Given.read(file)
    assert given.own(load("toro")) == []
    iwo_jima = load("iwo_jima")
    assert given.own(iwo_jima) == [RIFLE]
    kept = given.without([RIFLE]).laid(iwo_jima).definition.combat
    assert (
        kept.changes("modifiers")["rifle"]
        == iwo_jima.definition.combat.changes("modifiers")["rifle"]
    )
    assert len(kept.changes("morale")["killed_share"].value.parameters) == DRAWS


@pytest.mark.parametrize(
    ("columns", "weights", "words"),
    [
        ({}, [0.5, 0.5], "it has no parameters"),
        ({RIFLE: []}, [], "it has no draws"),
        ({RIFLE: [0.1, 0.2]}, [0.5, 1.0], "the column weight must be at least 0, and come to 1"),
        ({RIFLE: [0.1, 0.2]}, [-0.5, 1.5], "the column weight must be at least 0, and come to 1"),
        ({"rifle": [0.1, 0.2]}, [0.5, 0.5], "the column rifle is no parameter"),
        ({RIFLE: [0.1, np.nan]}, [0.5, 0.5], f"the column {RIFLE} has values that are no numbers"),
    ],
)
def test_a_damaged_posterior_is_told(tmp_path, columns, weights, words):
    values = {path: np.array(one, float) for path, one in columns.items()}
    Posterior(values, np.array(weights, float), {}).save(tmp_path / "damaged.parquet")
    with pytest.raises(UserError, match=f"damaged.parquet is damaged: {words}"):
        Posterior.read(tmp_path / "damaged.parquet")


FILE = """\
morale:
  killed_share: 3
modifiers:
  rifle: -1
"""


def told(act, *words):
    with pytest.raises(ScenarioError) as found:
        act(*words)
    return [(one.line, one.column, one.path) for one in found.value.problems]


def test_what_is_wrong_in_a_file_of_parameters_is_told_where_it_stands(tmp_path):
    file = tmp_path / "mine.yaml"
    toro = sim.load("toro")
    file.write_text("modifiers: {rifel: 1}\nmoral: {}\n")
    assert told(toro.with_parameters, file) == [
        (1, 13, "combat.modifiers.rifel"),
        (2, 1, "combat.moral"),
    ]
    file.write_text(FILE)
    assert told(toro.with_parameters, file) == [(4, 10, RIFLE)]
    file.write_text(FILE.replace("-1", "0.1"))
    assert told(toro.with_parameters, file) == [(2, 17, SHARE)]
    assert told(partial(sim.validate, parameters=file)) == [(2, 17, SHARE)]
