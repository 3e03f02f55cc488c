"""The battle: a world, its rules and those who command, played turn by turn."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, Unpack

import numpy as np

from sim.combat.contract import CombatModel
from sim.commanders.belief import LOOK, Intelligence
from sim.commanders.commander import Commander
from sim.commanders.headquarters import Headquarters
from sim.kernel import expect
from sim.operations import Operation
from sim.rules.conditions import holds
from sim.rules.rule import Rule
from sim.rules.rulebook import Rulebook
from sim.scenario.definition import Definition
from sim.world.clock import NEVER
from sim.world.sequence import Step
from sim.world.world import Options, World

if TYPE_CHECKING:
    from sim.commanders.outlook import Foresight, Log
    from sim.commanders.view import View

R = TypeVar("R", bound=Rule)


class Battle:
    """A batch of runs of one scenario; `battle[Movement]` is one of its rules.

    For one that is `waited_for`, turn by turn, no compiled kernels are loaded. Further options are
    those of its `World`.
    """

    def __init__(
        self,
        definition: Definition,
        model: CombatModel,
        runs: np.ndarray,
        seed: int,
        *,
        commanders: Mapping[str, Commander] | None = None,
        foresight: "Foresight | None" = None,
        waited_for: bool = False,
        **options: Unpack[Options],
    ) -> None:
        if not waited_for:
            expect(len(runs))
        self.world = World(definition, runs, seed, **options)
        self.rules = Rulebook(self.world, model)
        self._headquarters = _headquarters(self.rules, commanders or {}, foresight)

    def __getitem__(self, kind: type[R]) -> R:
        return self.rules[kind]

    def rule(self, name: str) -> Any:
        """A rule by the name of its class, for those who may not import it."""
        return self.rules.named(name)

    @property
    def operations(self) -> dict[str, Operation[Any]]:
        """The operations of the scenario, by name."""
        return self._headquarters.operations

    @property
    def given(self) -> "Log":
        """What commanders have ordered so far, by side and turn."""
        return self._headquarters.given

    def complaints(self) -> Iterator[tuple[str, np.ndarray]]:
        """What was wrong with the orders of commanders, and in which runs, (n,) bool."""
        return self._headquarters.complaints()

    def winner(self) -> np.ndarray:
        """The side of the first victory whose condition holds now, (n,) text; ``none`` if none."""
        world = self.world
        winner = np.full(len(world.all_rows), "none", object)
        for victory in reversed(world.definition.victory):
            winner[holds(victory.when, world, world.all_rows)] = victory.side
        return winner

    def hour_of(self, operation: str, field: str) -> np.ndarray:
        """The turn at which an operation began (`started_at`) or was `completed_at`, (n,).

        One that was called off, or that found nobody to carry it out, never is.
        """
        if operation not in self.operations:  # one that is disabled never happens
            return np.full(len(self.world.all_rows), NEVER)
        found = self.operations[operation]
        turns: np.ndarray = getattr(found, field).astype(np.int64)
        if field == "completed_at":
            turns[found.called_off | found.in_vain] = NEVER
        return turns

    def view(self, side: str) -> "View":
        """What a side sees now."""
        return self._headquarters.view(self.world.forces.side[side])

    def intelligence(self, side: str) -> Intelligence:
        """What a side believes of the enemy, in all runs."""
        return self._headquarters.intelligence(self.world.forces.side[side])

    def check_order(self, side: str, wanted: Any) -> list[str]:
        """Doubts whether an order of a side that a callable commands would have an effect.

        `wanted` is what `Order.operation` holds. Raises `OrderError` if it would be refused.
        """
        return self._headquarters.check(self.world.forces.side[side], wanted)

    def tasks(self, side: str) -> Iterator[Operation[Any]]:
        """All operations of a side: those of the plan, then those that were improvised."""
        yield from self._headquarters.operations_of(self.world.forces.side[side])

    def play_to_orders(self, turn: int) -> None:
        """Play up to the moment in a turn at which commanders are asked.

        Troops and the plan have reported by then, and no commander has given an order.
        """
        self.world.schedule.play_to(turn, Step.COMMAND, (LOOK, len(self.world.forces.sides)))

    def play(self, until: int | None = None) -> None:
        """Play up to the beginning of a turn, or to the end of the scenario.

        To play on from there gives the same outcomes as to play all at once.
        """
        end = self.world.clock.turns
        self.world.schedule.play(end if until is None else min(until, end))


def _headquarters(
    rules: Rulebook, commanders: Mapping[str, Commander], foresight: "Foresight | None"
) -> Headquarters:
    if not commanders:
        return Headquarters(rules, foresight)
    from sim.commanders.commanded import Commanded

    return Commanded(rules, commanders, foresight)
