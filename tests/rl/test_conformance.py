"""The environments pass the checkers of gymnasium and PettingZoo."""

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env, data_shares_objects
from pettingzoo.test import api_test, parallel_api_test, parallel_seed_test, render_test, seed_test
from pettingzoo.test.state_test import state_test
from pettingzoo.utils import parallel_to_aec

import sim
import sim.rl

QUICK = ("otomari", "dalny")
EVERY = [
    one if one in QUICK else pytest.param(one, marks=pytest.mark.slow) for one in sim.bundled()
]


@pytest.mark.parametrize("name", EVERY)
def test_gymnasium(name, capsys):
    for side in sim.load(name).definition.sides:
        env = gymnasium.make(sim.rl.environment(name), side=side, disable_env_checker=True)
        check_env(env.unwrapped, skip_render_check=name not in QUICK)


def allowed(test):
    """Warnings of the checker at any environment with dictionaries, and with two unlike sides."""
    for text in (
        "Observation is not a NumPy array",
        "Observation space for each agent probably should",
        "We recommend agents to be named in the format",
        "Agents have different",
    ):
        test = pytest.mark.filterwarnings(f"ignore:{text}:UserWarning")(test)
    return test


@allowed
@pytest.mark.parametrize("name", EVERY)
def test_pettingzoo(name, capsys):
    def both(**wishes):
        return sim.rl.parallel_env(name, **wishes)

    def in_turn(**wishes):
        return parallel_to_aec(both(**wishes))

    parallel_api_test(both(), num_cycles=5)
    parallel_seed_test(both, num_cycles=3)
    api_test(in_turn(), num_cycles=4)
    seed_test(in_turn, num_cycles=3)
    state_test(in_turn(), both(), num_cycles=2)
    render_test(in_turn)


def test_both_sides_to_the_end():
    parallel_api_test(sim.rl.parallel_env("dalny"), num_cycles=200)


def vector(name="otomari", num_envs=3, **wishes):
    mode = "vector_entry_point"
    return gymnasium.make_vec(
        sim.rl.environment(name), num_envs=num_envs, vectorization_mode=mode, **wishes
    )


def test_a_vector_is_as_its_spaces_say_and_shares_nothing_between_calls():
    env = vector()
    told = [env.reset(seed=5)]
    for _ in range(3):
        seen, reward, over, truncated, infos = env.step(env.action_space.sample())
        assert seen in env.observation_space
        assert reward.shape == over.shape == truncated.shape == (3,)
        told.append((seen, infos))
    for i, one in enumerate(told):
        for other in told[i + 1 :]:
            assert not data_shares_objects(one, other)
    kept = {key: array.copy() for key, array in told[0][0].items()}
    for array in told[0][0].values():
        array[:] = 0
    assert all((env.reset(seed=5)[0][key] == kept[key]).all() for key in kept)


def test_rows_begin_anew_together_or_not_at_all():
    env = vector()
    assert env.metadata["autoreset_mode"] == gymnasium.vector.AutoresetMode.DISABLED
    env.reset(seed=[7, 2, 9], options={"reset_mask": np.ones(3, bool)})
    assert env.step(np.zeros(3, int))[4]["run"].tolist() == [7, 2, 9]
    with pytest.raises(sim.UserError, match="all of them begin anew, or none"):
        env.reset(options={"reset_mask": np.array([True, False, True])})
    assert env.reset()[1]["run"].tolist() == [10, 11, 12]


def test_an_absorbing_state_holds_rows_until_all_are_over():
    toro = sim.load("toro").set({"operations.halt.start.at": "1945-08-16 00:00"})
    # the enemy ends each battle as soon as he has won it
    env = sim.rl.Absorbing(sim.rl.BattleVectorEnv(toro.document, 20, side="japan"))
    seen, infos = env.reset(seed=0)
    waited = False
    while True:
        seen, _, done, _, infos = env.step(np.zeros(20, int))
        assert done.all() == done.any()
        absorbed = infos["absorbed"]
        if done.all():
            break
        waited |= absorbed.any()
        assert not infos["action_mask"][absorbed, 1:].any()
        assert infos["action_mask"][:, 0].all()
    assert waited
    assert infos["final_obs"]["clock"].shape == seen["clock"].shape
    assert (seen["clock"][:, 0] == 0).all()
    assert infos["run"].tolist() == [*range(20, 40)]
    assert env.action_masks().shape == infos["action_mask"].shape


def test_what_is_wrong_is_said():
    with pytest.raises(sim.UserError, match=r"unknown side 'japann'.*'japan'"):
        sim.rl.BattleEnv("toro", side="japann")
    with pytest.raises(sim.UserError, match="unknown opponent 'stuff'"):
        sim.rl.BattleEnv("toro", opponent="stuff")
    with pytest.raises(sim.UserError, match="orders: must be at least 1"):
        sim.rl.BattleEnv("toro", orders=0)
    env = sim.rl.BattleEnv("dalny")
    env.reset(seed=0)
    with pytest.raises(ValueError, match="actions of soviet: 1 numbers from 0 to"):
        env.step(10**6)
