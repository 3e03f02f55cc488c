"""Policies are plain numbers that command a side; MaskablePPO learns them where it is there."""

import sys
from itertools import pairwise

import numpy as np
import pytest
from typer.testing import CliRunner

import sim
import sim.rl
from sim.cli.app import app
from sim.opponents import hold
from sim.rl.policy import Layer

SCENARIO, SIDE = "dalny", "soviet"
FIELDS = ["clock", "places", "due"]


@pytest.fixture(scope="module")
def policy():
    """One that has learned nothing."""
    arena = sim.rl.Arena(sim.load(SCENARIO).document, {SIDE: "agent"})
    seen = arena.reset(np.arange(1))[SIDE]
    inputs = sum(seen[name].size for name in FIELDS)
    sizes = [inputs, 8, len(arena.actions[SIDE])]
    rng = np.random.default_rng(0)
    layers = [
        Layer(rng.normal(size=shape).astype(np.float16), rng.normal(size=shape[1]))
        for shape in pairwise(sizes)
    ]
    return sim.rl.Policy(FIELDS, layers)


def test_a_policy_draws_what_its_network_weighs(policy):
    arena = sim.rl.Arena(sim.load(SCENARIO).document, {SIDE: "agent"})
    seen = arena.reset(np.arange(2))[SIDE]
    told = np.concatenate([seen[name][1].ravel() for name in FIELDS]).astype(float)
    (first, bias), (last, other) = policy.layers
    odds = np.exp(np.tanh(told @ first + bias) @ last + other) * seen["action_mask"][1]
    chances = odds / odds.sum()
    luck = np.linspace(0, 1, 2000, endpoint=False)
    for_each = {name: np.repeat(array[1:], len(luck), axis=0) for name, array in seen.items()}
    drawn = np.bincount(policy.choose(for_each, luck), minlength=len(chances)) / len(luck)
    assert drawn == pytest.approx(chances, abs=1 / len(luck))


def test_a_policy_from_a_file_commands_as_it_did(policy, tmp_path):
    path = tmp_path / "policy.npz"
    policy.save(path)
    again = sim.rl.Policy.load(path)
    wargame = sim.load(SCENARIO)
    first, second = (wargame.play(runs=4, seed=1, soviet=one).outcomes for one in (policy, again))
    assert first.equals(second)
    assert not first.equals(wargame.play(runs=4, seed=1, soviet=hold.command).outcomes)
    alone = wargame.play(run=3, seed=1, soviet=again).outcome
    assert {name: alone[name] for name in ("winner", "japan.casualties")} == {
        name: first[name].iloc[3] for name in ("winner", "japan.casualties")
    }
    with pytest.raises(sim.UserError, match="is there already"):
        policy.save(path)


def test_what_is_no_policy_is_refused(policy, tmp_path):
    path = tmp_path / "none.npz"
    with pytest.raises(sim.UserError, match="there is no file"):
        sim.rl.Policy.load(path)
    path.write_text("nothing")
    with pytest.raises(sim.UserError, match="is no policy"):
        sim.rl.Policy.load(path)
    arena = sim.rl.Arena(sim.load(SCENARIO).document, {"japan": "agent"})
    with pytest.raises(sim.UserError, match="another scenario, or the other side"):
        policy.choose(arena.reset(np.arange(1))["japan"], np.zeros(1))


LEARNED = """
from pathlib import Path
import sim.rl
learned = sim.rl.Policy.load(Path(__file__).with_name("policy.npz"))
def command(view):
    return learned(view) if view.side == "soviet" else view.planned
"""


def test_a_policy_from_a_file_takes_part_in_the_ladder(policy, tmp_path, monkeypatch):
    policy.save(tmp_path / "policy.npz")
    (tmp_path / "has_learned.py").write_text(LEARNED)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [p for p in sys.path if p not in ("", str(tmp_path))])
    opponents = "--opponent", "has_learned:command", "--opponent", "hold"
    done = CliRunner().invoke(app, ["ladder", SCENARIO, "--runs", "2", *opponents])
    assert done.exit_code == 0, done.output
    assert "has_learned:command" in done.output
    done = CliRunner().invoke(app, ["ladder", SCENARIO, "--opponent", "has_learned:learned"])
    assert done.exit_code == 2
    assert "for another scenario, or the other side" in done.output
    monkeypatch.delitem(sys.modules, "has_learned")


def test_what_is_missing_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "stable_baselines3", None)
    monkeypatch.setitem(sys.modules, "stable_baselines3.common.vec_env", None)
    monkeypatch.delitem(sys.modules, "sim.rl.stable_baselines", raising=False)
    with pytest.raises(ModuleNotFoundError, match="pip install stable-baselines3"):
        sim.rl.StableBaselines  # noqa: B018


def learner(rows):
    stable = pytest.importorskip("sb3_contrib", reason="PyTorch and sb3-contrib are in no extra")
    env = sim.rl.StableBaselines(
        sim.rl.Absorbing(sim.rl.BattleVectorEnv(SCENARIO, rows, side=SIDE))
    )
    turns = sim.load(SCENARIO).definition.turns
    model = stable.MaskablePPO(
        "MultiInputPolicy", env, n_steps=turns, batch_size=512, n_epochs=6, learning_rate=2e-3,
        gamma=1.0, policy_kwargs={"net_arch": [32]}, seed=0, device="cpu",
    )  # fmt: skip
    last = ["cancel", "surrender"]  # who begins with these learns nothing for long
    leave = [one.verb in last for one in env.env.unwrapped.actions]
    model.policy.action_net.bias.data[leave] = -8.0
    env.seed(1000)  # a model gives its own seed to the environment
    return env, model, rows * turns


@pytest.mark.slow
def test_maskable_ppo_learns_to_win():
    _, model, round_of = learner(32)
    won, illegal = [], []

    def note(told, _):
        illegal.extend(info["illegal"] for info in told["infos"])
        ended = [info["episode"]["r"] > 0 for info in told["infos"] if "episode" in info]
        won.extend([np.mean(ended)] if ended else [])
        return True

    model.learn(8 * round_of, callback=note)
    assert sum(illegal) == 0
    assert len(won) == 8
    assert np.mean(won[-2:]) > np.mean(won[:2]) + 0.1
    outcomes = sim.load(SCENARIO).play(runs=40, seed=1, soviet=sim.rl.Policy.of(model)).outcomes
    assert (outcomes["winner"] == SIDE).mean() > np.mean(won[:2])


def test_rows_of_stable_baselines_are_those_of_the_vector():
    env, _, turns = learner(3)
    seen = env.reset()
    other = sim.rl.BattleVectorEnv(SCENARIO, 3, side=SIDE)
    wanted, _ = other.reset(seed=1000)
    rng = np.random.default_rng(0)
    for _ in range(turns // 3):
        for name, array in wanted.items():
            assert (seen[name] == array).all(), name
        masks = np.stack(env.env_method("action_masks"))
        chosen = np.array([rng.choice(np.flatnonzero(mask)) for mask in masks])
        seen, reward, done, infos = env.step(chosen)
        wanted, earned, over, _, _ = other.step(chosen)
        assert (reward == earned).all()
        if over.all():
            break
    assert done.all()
    assert [info["run"] for info in infos] == [1003, 1004, 1005]
    for row, info in enumerate(infos):
        assert (info["terminal_observation"]["clock"] == wanted["clock"][row]).all()
