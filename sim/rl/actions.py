"""Actions: the fixed list of orders that a side can give, made from the scenario alone.

Number 0 does nothing, 1 ends the turn, and each other number is one order: a unit, a verb and a
goal, in the words that `Menu` offers to people. The list never changes, so that a policy can be
trained; which of its orders can be given now is a mask, (n, K) bool, made for all runs at once.

Left out of it are orders that the menu has for situations that the list cannot foresee: calling off
what was not planned, and landings by ships that have met their troops elsewhere than at the start.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from sim.commanders.improvised import LISTED
from sim.commanders.legal import SPELL, land_ways, sea_ways, usual_speed
from sim.commanders.orders import Choices, Countermand, Wanted
from sim.commanders.words import figure_words
from sim.operations import Operation
from sim.operations.base import IMPROVISED
from sim.rl.action_kernel import Ground, Ports, Routes, Seen, by_land, by_sea
from sim.rl.sight import Sight
from sim.scenario.definition import Definition
from sim.scenario.order import Described, OrderError
from sim.scenario.vocabulary import AIRCRAFT, BOMBARDS, ON_FOOT, SHIPS, TERRAINS
from sim.world.clock import NEVER
from sim.world.state import Status

NOTHING, END_TURN = 0, 1
FIRST = 2
"""The first number that is an order."""


@dataclass(frozen=True)
class Action:
    """One order of the list."""

    verb: str
    order: str | dict[str, Any] | None
    """The order as `LegalOrder.order` has it; None for the two that are none."""
    units: tuple[str, ...] = ()
    goal: str = ""

    @property
    def countermand(self) -> Countermand | None:
        """What it calls off."""
        if isinstance(self.order, dict) and self.verb == "cancel":
            return Countermand(self.order["cancel"])
        return None

    @property
    def text(self) -> str:
        """Such as ``march first_echelon toro_port``."""
        who = " with ".join(self.units)
        return " ".join(part for part in (self.verb, who, self.goal) if part)


NO_ORDERS = (Action("nothing", None), Action("end turn", None))


class Block(ABC):
    """Actions that are legal for like reasons."""

    actions: list[Action]

    @abstractmethod
    def legal(self, sight: Sight) -> np.ndarray:
        """(k, n) bool: which of them can be ordered now."""


class Planned(Block):
    """To begin an operation of the plan, and to call it off."""

    def __init__(self, definition: Definition, side: str) -> None:
        enabled = [name for name, one in definition.operations.items() if one.enabled]
        specs = definition.operations
        self.names = [n for n in enabled if specs[n].side == side and specs[n].ordered]
        own = [name for name in enabled if specs[name].side == side]
        self.columns = np.array([own.index(name) for name in self.names], np.int64)
        """Their places among the operations of the side that take place."""
        self.actions = [
            *(Action("launch", name, goal=name) for name in self.names),
            *(Action("cancel", {"cancel": name}, goal=name) for name in self.names),
        ]

    def legal(self, sight: Sight) -> np.ndarray:
        """What has not begun can begin; what is under way and can be called off can be that.

        What ends the battle can be ordered only at its time.
        """
        rows = sight.world.all_rows
        fresh, recallable = legal = np.zeros((2, len(self.names), len(rows)), bool)
        lines = self._lines(sight)
        fresh[:] = self.fresh(sight)
        under_way = sight.world.ledger.going[lines].any(axis=1)
        for position, name in enumerate(self.names):
            operation = sight.planned[name]
            if operation.spec.ends_battle:
                fresh[position] &= sight.proposed[:, self.columns[position]]
            going = operation.under_way(rows) if under_way[position] else rows[:0]
            if len(going):
                recallable[position, going] = operation.recallable(going)
        return legal.reshape(-1, len(rows))

    def fresh(self, sight: Sight) -> np.ndarray:
        """(k, n) bool: which of them have not begun."""
        return np.asarray(sight.world.ledger.started_at[self._lines(sight)] == NEVER)

    def _lines(self, sight: Sight) -> np.ndarray:
        """Their lines of the ledger."""
        return np.array([sight.planned[name].line for name in self.names], np.int64)


class ByLand(Block):
    """Each unit on foot and each place that it can reach by land."""

    VERBS = ("march", "assault", "counter_attack", "withdrawal")

    def __init__(self, definition: Definition, side: str) -> None:
        names = [n for n, unit in definition.units.items() if unit.side == side]
        own = [i for i, n in enumerate(names) if definition.units[n].kind in ON_FOOT]
        places = [*definition.places]
        land = [p for p, n in enumerate(places) if not _water(definition, n)]
        ways = land_ways(definition)
        joined = [p for p in land if len(ways[places[p]]) > 1]
        pairs = [(unit, place) for unit in own for place in joined]
        starts = [[a != places[b] and places[b] in ways[a] for a in places] for b in joined]
        reach = np.array(starts, bool).reshape(len(joined), len(places))
        self._ground = Ground(np.array(own, np.int64), np.array(joined, np.int64), reach)
        self.actions = [
            Action(
                verb,
                {"kind": verb, "units": [names[unit]], "to": places[place]},
                (names[unit],),
                places[place],
            )
            for verb in self.VERBS
            for unit, place in pairs
        ]

    def legal(self, sight: Sight) -> np.ndarray:
        """As the menu has it."""
        holder, hostile = sight.known.holder, sight.hostile
        seen = Seen(sight.place, sight.able, sight.contact, holder, hostile)
        legal: np.ndarray = by_land(self._ground, seen, sight.side)
        return legal.reshape(-1, len(hostile))


class BySea(Block):
    """Ships that sail, and troops that land from them where both lie at the beginning."""

    def __init__(self, definition: Definition, side: str) -> None:
        names = [n for n, unit in definition.units.items() if unit.side == side]
        self._numbers = {name: position for position, name in enumerate(names)}
        self._places = {name: position for position, name in enumerate(definition.places)}
        self._definition, self._side = definition, side
        ways = [*self._ways(names)]
        ship, troops, origin, end = np.array(ways, np.int64).reshape(-1, 4).T.copy()
        water = np.array([_water(definition, name) for name in definition.places])
        self._routes = Routes(ship, troops, origin, end, water[end])
        self.actions = [
            self._action(names[ship], names[unit] if unit >= 0 else "", origin, end)
            for ship, unit, origin, end in ways
        ]

    def _ways(self, names: list[str]) -> Iterator[tuple[int, int, int, int]]:
        """Ship, unit that lands (-1: nobody), whence and whither."""
        units, places = self._definition.units, self._places
        for name in names:
            if units[name].kind not in SHIPS:
                continue
            for origin in _within(self._definition, units[name].place):
                for end in sea_ways(self._definition, origin):
                    yield self._numbers[name], -1, places[origin], places[end]
            at = units[name].place
            if at is None:
                continue
            with_it = [n for n in names if units[n].kind in ON_FOOT and units[n].place == at]
            for end in sea_ways(self._definition, at):
                if self._definition.places[end].landing_sites:
                    for other in with_it:
                        numbers = self._numbers[name], self._numbers[other]
                        yield *numbers, places[at], places[end]

    def _action(self, ship: str, unit: str, origin: int, end: int) -> Action:
        places = [*self._places]
        speed = figure_words(usual_speed(self._definition, self._side, ship))
        said = {"origin": places[origin], "to": places[end], "speed": speed}
        if unit:
            order = {"kind": "landing", "units": [unit], "craft": [ship], **said}
            return Action("landing", order, (unit, ship), places[end])
        return Action("passage", {"kind": "passage", "units": [ship], **said}, (ship,), places[end])

    def legal(self, sight: Sight) -> np.ndarray:
        """As the menu has it."""
        status = sight.status
        fit = (sight.men > 0) & ((status == Status.WAITING) | (status == Status.FIELD))
        ports = Ports(sight.base, sight.free, fit, sight.known.holder)
        legal: np.ndarray = by_sea(self._routes, ports, sight.side)
        return legal


class FromAfar(Block):
    """Guns that bombard places, and aircraft that attack them or ships off them."""

    def __init__(self, definition: Definition, side: str) -> None:
        names = [n for n, unit in definition.units.items() if unit.side == side]
        kinds = [definition.units[name].kind for name in names]
        places = [*definition.places]
        water = [p for p, name in enumerate(places) if _water(definition, name)]
        guns = [i for i, kind in enumerate(kinds) if kind in BOMBARDS]
        wings = [i for i, kind in enumerate(kinds) if kind in AIRCRAFT]
        every = range(len(places))
        self._guns, self._wings = np.array(guns, np.int64), np.array(wings, np.int64)
        self._waters = len(water)
        self.actions = [
            *(_gunfire(names[u], places[p], support) for support in (False, True)
              for u, p in product(guns, every)),
            *(_raids("strike", names[u], places[p]) for u, p in product(wings, every)),
            *(_raids("anti_shipping", names[u], places[p]) for u, p in product(wings, water)),
        ]  # fmt: skip

    def legal(self, sight: Sight) -> np.ndarray:
        """As the menu has it."""
        free, targets, near = sight.free.T, sight.targets.T, sight.ours.T > 0
        bombards, strikes, hits_ships = (sight.left[:, :, power].T & free for power in (1, 2, 3))
        fire = bombards[self._guns, None] & targets
        strike = strikes[self._wings, None] & targets
        hunt = np.repeat(hits_ships[self._wings], self._waters, axis=0)
        parts = fire & ~near, fire & near, strike, hunt
        return np.concatenate([one.reshape(-1, len(sight.world.all_rows)) for one in parts])


class Endings(Block):
    """Each unit can lay down its arms."""

    def __init__(self, definition: Definition, side: str) -> None:
        names = [n for n, unit in definition.units.items() if unit.side == side]
        self.actions = [
            Action("surrender", {"kind": "surrender", "units": [name]}, (name,)) for name in names
        ]

    def legal(self, sight: Sight) -> np.ndarray:
        """Who is in contact can."""
        return sight.contact.T


class ActionSpace:
    """The numbered orders of one side of a scenario."""

    def __init__(self, definition: Definition, side: str) -> None:
        self.side = side
        self._definition = definition
        self._wanted: dict[int, Wanted] = {}
        """What actions that were chosen once order."""
        self.planned = Planned(definition, side)
        kinds = (ByLand, BySea, FromAfar, Endings)
        self._blocks: list[Block] = [self.planned, *(kind(definition, side) for kind in kinds)]
        self.actions = [*NO_ORDERS, *(one for block in self._blocks for one in block.actions)]
        self._launches = {name: FIRST + i for i, name in enumerate(self.planned.names)}

    def __len__(self) -> int:
        return len(self.actions)

    def orders(self, chosen: np.ndarray) -> Choices:
        """What is ordered in runs that have chosen actions, (n,); with one action in each run."""
        return Choices(np.where(chosen >= FIRST, chosen, -1), self._operation)

    def _operation(self, number: int) -> Wanted:
        """What `sim.Order.operation` holds; always the same object for an action."""
        if number not in self._wanted:
            self._wanted[number] = self._read(self.actions[number])
        return self._wanted[number]

    def _read(self, action: Action) -> Wanted:
        if action.countermand is not None or not isinstance(action.order, dict):
            return action.countermand or str(action.order)
        try:
            return Described.of(action.order, self.side, self._definition)
        except OrderError:
            return action.order  # the battle says what is wrong with it

    def legal(self, sight: Sight) -> np.ndarray:
        """(n, K) bool: which orders can be given now; to do nothing always can."""
        head = np.zeros((FIRST, len(sight.world.all_rows)), bool)
        mask = np.concatenate([head, *(block.legal(sight) for block in self._blocks)]).T
        np.greater(mask, self.going(sight), out=mask)  # none that goes on already
        if sight.world.schedule.ended.any():
            mask &= ~sight.world.schedule.ended[:, None]
        mask[:, NOTHING] = True
        return mask

    def going(self, sight: Sight) -> np.ndarray:
        """(n, K) bool: orders that are being carried out; they cannot be given again."""
        if sight.going is None:
            sight.going = np.zeros((len(sight.world.all_rows), len(self)), bool, order="F")
            numbers = sight.numbers(self._number)
            known = numbers >= 0
            sight.going.T[numbers[known]] = sight.busy.T[known]
        return sight.going

    def _number(self, operation: Operation[Any]) -> int:
        """The action that an operation carries out, -1 for none; its rank is in its position."""
        if operation.position[:2] == (IMPROVISED, LISTED):
            return operation.position[3]
        return self._launches.get(operation.name, -1)


def _gunfire(unit: str, place: str, support: bool) -> Action:
    order: dict[str, Any] = {"kind": "gunfire", "units": [unit], "target": place, "duration": SPELL}
    order |= {"in_support": True} if support else {}
    return Action("gunfire", order, (unit,), place)


def _raids(kind: str, unit: str, place: str) -> Action:
    goal = {"targets": [place]} if kind == "strike" else {"to": place}
    order = {"kind": kind, "units": [unit], **goal, "duration": SPELL}
    return Action(kind, order, (unit,), place)


def _water(definition: Definition, place: str) -> bool:
    return TERRAINS[definition.places[place].terrain].water


def _within(definition: Definition, start: str | None) -> list[str]:
    """The places that ships can come to from one, itself among them."""
    found = [] if start is None else [start]
    for place in found:
        found += [end for end in sea_ways(definition, place) if end not in found]
    return found
