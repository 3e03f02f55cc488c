"""Environments: train and judge commanders at the speed of the engine.

    import gymnasium
    import sim.rl

    env = gymnasium.make("beachhead/Toro-v0", side="japan", opponent="plan")
    seen, info = env.reset(seed=7)                    # seeds are the numbers of runs
    seen, reward, over, _, info = env.step(env.action_space.sample(info["action_mask"]))

`gymnasium.make_vec` with ``vectorization_mode="vector_entry_point"`` plays many runs at once, and
`parallel_env` both sides of one. Row i of a vector, the single environment with that run and
`beachhead run` are the same battle, bit for bit. `Arena` needs neither gymnasium nor pettingzoo;
the environments need the extra ``rl``.
"""

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.rl.absorbing import Absorbing
    from sim.rl.arena import Arena, Wishes
    from sim.rl.contest import specification
    from sim.rl.parallel import BattleParallelEnv, parallel_env
    from sim.rl.policy import Policy
    from sim.rl.registration import environment
    from sim.rl.single_env import BattleEnv
    from sim.rl.stable_baselines import StableBaselines
    from sim.rl.transcript import Transcript
    from sim.rl.vector_env import BattleVectorEnv

_HOMES = {
    "Absorbing": "absorbing",
    "Arena": "arena",
    "BattleEnv": "single_env",
    "BattleParallelEnv": "parallel",
    "BattleVectorEnv": "vector_env",
    "Policy": "policy",
    "StableBaselines": "stable_baselines",
    "Transcript": "transcript",
    "Wishes": "arena",
    "environment": "registration",
    "parallel_env": "parallel",
    "specification": "contest",
}

__all__ = [
    "Absorbing",
    "Arena",
    "BattleEnv",
    "BattleParallelEnv",
    "BattleVectorEnv",
    "Policy",
    "StableBaselines",
    "Transcript",
    "Wishes",
    "environment",
    "parallel_env",
    "specification",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    except ModuleNotFoundError as error:
        needed = "'beachhead[rl]'"
        if str(error.name).startswith("stable_baselines3"):
            needed = "stable-baselines3, which brings PyTorch"
        raise ModuleNotFoundError(f"{error}; pip install {needed}") from None


if find_spec("gymnasium"):
    from sim.rl.registration import register_all

    register_all()
