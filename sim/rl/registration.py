"""Registration: each bundled scenario is an environment of gymnasium, such as `beachhead/Toro-v0`.

`import sim.rl` tells gymnasium; without it ``gymnasium.make("sim.rl:beachhead/Toro-v0")`` does.
"""

from gymnasium.envs.registration import register, registry

from sim.scenario.library import bundled

NAMESPACE = "beachhead"


def environment(scenario: str) -> str:
    """The name of a scenario's environment: `iwo_jima` is `beachhead/IwoJima-v0`."""
    words = "".join(part.capitalize() for part in scenario.split("_"))
    return f"{NAMESPACE}/{words}-v0"


def register_all() -> None:
    """Tell gymnasium of each bundled scenario that it does not know yet."""
    for name in bundled():
        if environment(name) not in registry:
            register(
                environment(name),
                entry_point="sim.rl.single_env:BattleEnv",
                vector_entry_point="sim.rl.vector_env:BattleVectorEnv",
                kwargs={"scenario": name},
            )
