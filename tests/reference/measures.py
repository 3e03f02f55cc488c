"""Measures of effectiveness: what came out of one battle."""

from datetime import date, timedelta

from sim.scenario.measures import measures
from tests.reference.conditions import holds
from tests.reference.unknown import UnknownToReferee

DAMAGEABLE = ("armour", "guns", "craft", "aircraft")
LOCAL = ("killed", "wounded", "missing", "captured", "casualties", "killed_and_wounded")
SHIP = ("dead", "rescued", "landed", "attacked_at", "sunk_at")
TIMES = ("attacked_at", "sunk_at")
_FATES = {
    "killed_and_wounded": ("killed", "wounded"),
    "casualties": ("killed", "wounded", "missing", "captured"),
}
_WEAR = {"lost": ("lost",), "damaged": ("damaged",), "hit": ("lost", "damaged")}


def outcome(battle, operations, ashore):
    """Each measure of the scenario: a count, a time or None for never, or the winner."""
    names = measures(battle.definition)
    return {
        name: ashore[name].count() if name in ashore else _measure(name, battle, operations)
        for name in names
    }


def _measure(name, battle, operations):
    owner, _, what = name.partition(".")
    if name == "winner":
        return _winner(battle)
    if what == "started_at":
        return _time(battle, getattr(operations.get(owner), what, None))
    if what == "completed_at":
        operation = operations.get(owner)
        done = operation is not None and not operation.in_vain
        return _time(battle, operation.completed_at if done else None)
    if what == "taken_at":
        return _time(battle, battle.places[owner].taken_at)
    if owner in battle.sides:
        return _of_side(battle, owner, what)
    if what in SHIP:
        return _of_ship(battle, owner, what)
    side, _, fate = what.partition(".")
    places = [p for p in battle.places.values() if owner in (p.name, p.area)]
    if side in battle.sides and fate in LOCAL:
        return _count([place.losses[side] for place in places], fate)
    if owner == "civilians":
        return sum(place.people[what] for place in battle.places.values())
    if side == "civilians":
        return sum(place.people[fate] for place in places)
    raise UnknownToReferee(f"the measure {name!r}")


def _winner(battle):
    """The first victory whose condition holds at the end decides."""
    won = [one.side for one in battle.definition.victory if holds(one.when, battle)]
    return won[0] if won else "none"


def _time(battle, turn):
    if turn is None:
        return None
    return battle.clock.start + timedelta(minutes=round(turn * (battle.clock.hours * 60)))


def _count(accounts, fate):
    return sum(account[one] for account in accounts for one in _FATES.get(fate, (fate,)))


def _of_ship(battle, ship, what):
    value = getattr(battle.shipping.account(battle.units[ship]), what)
    return _time(battle, value) if what in TIMES else value


def _of_side(battle, side, what):
    if what == "surrendered_at":
        return _time(battle, battle.surrendered_at[side])
    if what in ("evacuated", *LOCAL):
        return _count([unit.fates for unit in battle.units_of(side)], what)
    weapons = [weapons for unit in battle.units_of(side) for weapons in unit.weapons]
    head, _, day = what.partition("@")
    if head == "sorties":
        return _sorties(battle, weapons, date.fromisoformat(day) if day else None)
    owner, _, wear = what.partition(".")
    kinds = (owner,) if owner in DAMAGEABLE else ()
    chosen = [one for one in weapons if one.kind.name == owner or one.kind.category in kinds]
    if wear == "sorties":
        return _sorties(battle, chosen, None)
    if wear in _WEAR:
        return sum(getattr(one, state) for one in chosen for state in _WEAR[wear])
    raise UnknownToReferee(f"the measure '{side}.{what}'")


def _sorties(battle, weapons, day):
    return sum(
        number
        for (aircraft, date_flown), number in battle.sky.sorties.items()
        if aircraft in weapons and day in (None, date_flown)
    )
