"""The specification says what the environments do, in plain JSON."""

import json

import pytest

import sim
import sim.rl

QUICK = ("otomari",)


@pytest.mark.parametrize(
    "name",
    [one if one in QUICK else pytest.param(one, marks=pytest.mark.slow) for one in sim.bundled()],
)
def test_the_specification_is_that_of_the_environment(name):
    told = json.loads(json.dumps(sim.rl.specification(name)))
    env = sim.rl.parallel_env(name)
    seen, _ = env.reset(seed=0)
    for side in env.agents:
        one = told["sides"][side]
        assert one["action"]["maximum"] + 1 == env.action_space(side).n
        assert [value["number"] for value in one["action"]["values"]] == [
            *range(env.action_space(side).n)
        ]
        assert {name: field["shape"] for name, field in one["observation"].items()} == {
            name: [*array.shape] for name, array in seen[side].items()
        }
        for name, field in one["observation"].items():
            assert field["items"] == str(seen[side][name].dtype)
            if field["columns"]:
                assert len(field["columns"]) == field["shape"][-1]
