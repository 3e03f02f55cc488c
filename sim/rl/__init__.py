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

`sim/rl/arena.py` plays one battle of many rows for programs; the environments of gymnasium and
PettingZoo are skins on it, and nothing else needs these packages. The orders of a side are a fixed
list made from the scenario (`actions.py`); each has its place in it as its `rank`, so that runs
which order the same at different turns share one operation. Masks and observations are arrays over
all rows (`sight.py`, `observation.py`), and say no more than the menu and the `Situation`; runs lie
side by side in them, as in the state. `StableBaselines` makes rows that share one clock fit for
Stable-Baselines3, and a `Policy` is what `MaskablePPO` has learned, as plain numbers that need no
PyTorch: a commander like any other, who sees what `View.inside` holds through a `Sight`.

Who orders at random in a thousand runs has hundreds of operations under way, each in some of
them. The ledger (`sim/world/ledger.py`) has one line for each, and news asks only those that it
concerns. Marches and attacks, passages and landings of one unit of ships, strikes, gunfire and
surrenders of one unit, of the plan and beside it, go on as one operation of each kind
(`sim/operations/massed.py`); the orders of a turn are gathered for that
(`sim/commanders/gathering.py`) unless the turn record or an account of luck asks who did what.
Those of a list come as one array of numbers (`Choices`). What is due at a step
(`sim/world/agenda.py`), and units that arrive in a turn, come in one event, in each run one
after the other. What is seen of all runs is read by kernels (`*_kernel.py`). What costs time is
how many steps a turn has, each in a few runs: above all who meets, breaks and flees at each place.
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
