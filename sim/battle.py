"""The battle: one SimPy environment that plays a batch of runs at once."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np
from simpy import Environment
from simpy.events import Event as SimEvent

from sim.combat.civilians import Civilians
from sim.combat.contract import CombatModel
from sim.combat.morale import Morale
from sim.combat.parameters import Parameters, ParameterTable
from sim.luck.draws import Draws
from sim.rules.casualties import Casualties
from sim.rules.conditions import holds
from sim.rules.engagement import EngagementAt
from sim.rules.modifiers import TERRAINS, Modifiers
from sim.rules.morale import note_surrender
from sim.rules.parley import Parley
from sim.rules.population import Population
from sim.rules.shipping import Shipping
from sim.rules.siege import Siege
from sim.rules.sky import Sky
from sim.rules.submarine import SubmarineWarfare
from sim.rules.travel import Travel
from sim.rules.weariness import Weariness
from sim.scenario.definition import Definition
from sim.scenario.figures import Factor
from sim.world.chronicle import Chronicle
from sim.world.clock import NEVER, Clock
from sim.world.deployment import Arsenal, deploy
from sim.world.inputs import Inputs, of_runs
from sim.world.order_of_battle import OrderOfBattle
from sim.world.phases import Phase
from sim.world.state import Wear, take


class Battle:
    """State, time and rules of a batch; operations and commanders act through it.

    `rows` are always positions of runs in the batch, shape (k,), in ascending order. A run number
    may be there more than once: rows of one number share their luck and may differ in their
    `entries`, the values that they take of figures which are arrays.
    """

    def __init__(
        self,
        definition: Definition,
        model: CombatModel,
        runs: np.ndarray,
        seed: int,
        *,
        entries: np.ndarray | None = None,
        traced: bool = False,
    ) -> None:
        self.definition = definition
        self.model = model
        self.env = Environment()
        self.turn = 0
        self.phase = Phase.WEATHER
        self.clock = Clock(definition)
        self.order = OrderOfBattle(definition)
        self.draws = Draws(seed, runs)
        self.inputs = Inputs(self.draws, entries)
        self.everyone = self.draws.everyone
        self.state = deploy(definition, self.order, self.inputs)
        self.arsenal = Arsenal(definition, self.order, self.inputs)
        self._read_rules()
        self._survey_places()
        self.operations: dict[str, Any] = {}
        """Those of the plan by name, as the headquarters made them."""
        self.surrendered_at = np.full((len(runs), 2), NEVER, np.int64)
        self._any_over = False
        self.ended_at = np.full(len(runs), self.clock.turns, np.int32)
        self.chronicle = Chronicle(self, traced)
        self.casualties = Casualties(self)
        self.sky = Sky(self)
        self._subscribers: dict[str, list[Callable[[np.ndarray], None]]] = defaultdict(list)
        self.population = Population(self)
        self.shipping = Shipping(self)
        self.weariness = Weariness(self)
        self.engagements = [EngagementAt(self, place) for place in range(len(self.order.places))]
        self.travel = Travel(self)

    # time -----------------------------------------------------------------------------------

    def until(self, turn: int, phase: Phase, rank: float = 0.0) -> SimEvent:
        """A SimPy event at a phase of a turn; within the phase, lower ranks from 0 to 1 come first.

        Raises ValueError if that is past.
        """
        if (turn, phase) < (self.turn, self.phase):
            raise ValueError(
                f"turn {turn}, {phase.name} is past: now is turn {self.turn}, {self.phase.name}"
            )
        event = SimEvent(self.env)
        event._ok = True
        event._value = None
        event.callbacks.append(lambda _: self._enter(turn, phase))
        priority: Any = phase + rank  # SimPy compares priorities, it does not count with them
        self.env.schedule(event, priority=priority, delay=turn - self.env.now)
        return event

    def _enter(self, turn: int, phase: Phase) -> None:
        self.turn = turn
        self.phase = phase

    def next_turn(self, phase: Phase) -> int:
        """The first turn at which a phase is still to come."""
        return self.turn if phase > self.phase else self.turn + 1

    def play(self) -> None:
        """Play to the end of the scenario."""
        self.env.run(until=self.clock.turns)

    def going_on(self, rows: np.ndarray) -> np.ndarray:
        """Those runs that are not over."""
        return rows[~self.state.ended[rows]] if self._any_over else rows

    def end(self, rows: np.ndarray) -> None:
        """End some runs; nothing happens in them any more."""
        self.state.ended[rows] = True
        self._any_over = True
        self.ended_at[rows] = self.turn

    # inputs ---------------------------------------------------------------------------------

    def _read_rules(self) -> None:
        """The parameters of the rules, one table each."""
        combat = self.definition.combat
        self.modifiers = self.parameters(Modifiers, combat.modifiers, "combat.modifiers")
        self.morale = self.parameters(Morale, combat.morale, "combat.morale")
        self.civilians = self.parameters(Civilians, combat.civilians, "combat.civilians")
        self.parley = self.parameters(Parley, combat.parley, "combat.parley")
        self.submarine = self.parameters(SubmarineWarfare, combat.submarine, "combat.submarine")
        self.siege = self.parameters(Siege, combat.siege, "combat.siege")
        self.model_parameters = self.parameters(
            type(self.model).Parameters, combat.parameters, "combat.parameters"
        )

    def _survey_places(self) -> None:
        """Terrain (P,) and works (n or 1, P) of the places."""
        places = self.definition.places
        self.terrain = np.array([TERRAINS.index(place.terrain) for place in places.values()])
        self.fortification = self.inputs.numbers(
            {f"places.{name}.fortification": p.fortification for name, p in places.items()}
        )

    def parameters(
        self, kind: type[Parameters], given: dict[str, Factor], path: str
    ) -> ParameterTable:
        """The values of a set of parameters: the scenario's own, else the defaults."""
        figures = {
            f"{path}.{name}": given.get(name, Factor(value=field.default))
            for name, field in kind.model_fields.items()
        }
        return ParameterTable(kind.names(), self.inputs.numbers(dict(figures)))

    # news -----------------------------------------------------------------------------------

    def subscribe(self, topic: str, listener: Callable[[np.ndarray], None]) -> None:
        """Call `listener(rows)` whenever something of that topic happens."""
        self._subscribers[topic].append(listener)

    def heeded(self, topic: str) -> bool:
        """Whether anybody subscribes to a topic."""
        return topic in self._subscribers

    def announce(self, topic: str, rows: np.ndarray) -> None:
        """Tell the subscribers of a topic in which runs it happened."""
        for listener in self._subscribers.get(topic, ()):
            listener(rows)

    def take_control(self, place: int, side: int, rows: np.ndarray, turn: int) -> None:
        """A side takes a place at a turn."""
        if not len(rows):
            return
        state = self.state
        rows = take(rows, side, turn, state.control[:, place], state.taken_at[:, place])
        if not len(rows):
            return
        name = self.definition.sides[self.order.sides[side]].title
        self.chronicle.tell(rows, "capture", place, f"{name} holds the place", side=side)
        self.announce(f"place:{self.order.places[place]}", rows)

    def cease_fire(self, place: int, side: int, rows: np.ndarray) -> None:
        """A side fires no more at a place unless it is attacked."""
        state = self.state
        state.ceased[rows, place, side] = True
        state.truce[rows, place] = state.ceased[rows, place, 1 - side]
        self.announce(f"ceased:{self.order.places[place]}", rows)

    def note_surrender(self, side: int, rows: np.ndarray) -> None:
        """After men were captured: see whether their whole side has laid down its arms."""
        units = self.order.ground_units_of_side(side)
        state, surrendered_at = self.state, self.surrendered_at[:, side]
        note_surrender(rows, units, state.status, state.men, surrendered_at, self.turn)

    def hours_since(self, turns: np.ndarray) -> np.ndarray:
        """Hours from the beginning of some turns to that of the present one."""
        return np.asarray((self.turn - turns) * self.clock.hours)

    def area(self, place: int) -> list[int]:
        """The places that belong to the same area, itself among them."""
        places = list(self.definition.places.values())
        area = places[place].area
        return [
            i for i, p in enumerate(places) if i == place or (area is not None and p.area == area)
        ]

    # what came of it ------------------------------------------------------------------------

    def winner(self) -> np.ndarray:
        """The side of the first victory whose condition holds now, (n,) text; ``none`` if none."""
        winner = np.full(len(self.everyone), "none", object)
        for victory in reversed(self.definition.victory):
            winner[holds(victory.when, self, self.everyone)] = victory.side
        return winner

    def hour_of(self, operation: str, field: str) -> np.ndarray:
        """The turn at which an operation began (`started_at`) or was `completed_at`, (n,)."""
        if operation not in self.operations:  # one that is disabled never happens
            return np.full(len(self.everyone), NEVER)
        return np.asarray(getattr(self.operations[operation], field))

    # what commanders and conditions ask --------------------------------------------------------

    def men_at(self, place: int, side: int, rows: np.ndarray) -> np.ndarray:
        """Men of a side in the field at a place, shape (k,)."""
        return self.engagements[place].men(side, rows)

    def fortification_at(self, place: int, rows: np.ndarray) -> np.ndarray:
        """Strength of the works at a place, shape (k,)."""
        column = self.fortification[:, place]
        return np.full(len(rows), column[0]) if len(column) == 1 else np.asarray(column[rows])

    def anti_aircraft_at(self, place: int, side: int, rows: np.ndarray) -> np.ndarray:
        """Anti-aircraft fire of a side at a place in machine guns, shape (k,)."""
        state, order = self.state, self.order
        table = self.arsenal.anti_aircraft
        total = np.zeros(len(rows))
        for unit in self.engagements[place].visitors(side).tolist():
            for entry in order.entries_of(unit).tolist():
                kind = order.entry_class[entry]
                if table[:, kind].any():
                    guns = state.weapons[:, entry, Wear.PRESENT][rows]
                    total += (
                        guns * state.in_field(unit, place, rows) * of_runs(table[:, kind], rows)
                    )
        return total
