"""What the scenario says: sources, sides, order of battle, places, plan and parameters."""

from collections.abc import Iterable, Iterator
from typing import Any

from sim.combat.parameters import Parameters
from sim.combat.registry import is_model, model_named
from sim.report.after_action.figures import figure_words, origin_words
from sim.report.table import Table
from sim.results.figures import hour, percent
from sim.rules import parameter_sets
from sim.scenario.definition import Definition
from sim.scenario.forces import Unit
from sim.scenario.titles import capitalised, operation_title, place_title, unit_title
from sim.scenario.trigger import Condition, Trigger


def orders_of_battle(definition: Definition) -> Iterator[Table]:
    """A table of units for each side."""
    for name, side in definition.sides.items():
        rows = [
            [
                capitalised(unit_title(one, definition)),
                definition.units[one].kind,
                figure_words(definition.units[one].men),
                _weapons(definition.units[one], definition),
                _stand(definition.units[one], definition),
                origin_words(definition.units[one], definition)
                or origin_words(definition.units[one].men, definition),
            ]
            for one in definition.units_of(name)
        ]
        headings = ["Unit", "Kind", "Men", "Weapons and craft", "At the start", "From"]
        yield Table.of(side.title, headings, rows, 2)


def _weapons(unit: Unit, definition: Definition) -> str:
    described = definition.weapons
    return ", ".join(
        f"{figure_words(count)} x {described[name].title or str(name).replace('_', ' ')}"
        for name, count in unit.weapons.items()
    )


def _stand(unit: Unit, definition: Definition) -> str:
    return "" if unit.place is None else capitalised(place_title(unit.place, definition))


def commanders(definition: Definition) -> Table:
    """Who commanded."""
    rows = [
        [side.title, one.name, one.post]
        for side in definition.sides.values()
        for one in side.commanders
    ]
    return Table.of("Commanders", ["Side", "Commander", "Post"], rows)


def places(definition: Definition) -> Table:
    """Every place of the map, and who holds it at the start."""
    rows = [
        [
            capitalised(place_title(name, definition)),
            place.terrain,
            figure_words(place.fortification),
            definition.sides[place.held_by].title if place.held_by else "nobody",
            f"{place.at[0]:.3f}, {place.at[1]:.3f}" if place.at else "",
        ]
        for name, place in definition.places.items()
    ]
    headings = ["Place", "Terrain", "Works, 0 to 1", "Held by at first", "Latitude, longitude"]
    return Table.of("Places", headings, rows, 2, 4)


def plan(definition: Definition) -> Table:
    """Every operation: whose, what, with whom, where to, and when it starts."""
    rows = [
        [
            capitalised(operation_title(name, definition)),
            definition.sides[operation.side].title,
            operation.kind_name().replace("_", " "),
            _named(operation.who(), definition),
            _named(operation.goal(), definition),
            _start(operation.start, definition) if operation.enabled else "left out",
        ]
        for name, operation in definition.operations.items()
    ]
    return Table.of("Plan", ["Operation", "Side", "Kind", "Units", "Where", "Start"], rows)


def _named(names: Iterable[str], definition: Definition) -> str:
    """Titles of units and places, and plain words as they are."""
    titles = [
        unit_title(name, definition)
        if name in definition.units
        else place_title(name, definition)
        if name in definition.places
        else name
        for name in names
    ]
    return ", ".join(titles)


def _start(trigger: Trigger, definition: Definition) -> str:
    words = []
    if trigger.at is not None:
        words.append(f"at {hour(trigger.at.value)}")
    if trigger.after:
        titles = (operation_title(str(name), definition) for name in trigger.after)
        words.append("after " + " and ".join(f"“{title}”" for title in titles))
    if trigger.when is not None:
        words.append(f"when {_condition(trigger.when, definition)}")
    if trigger.delay is not None:
        words.append(f"{figure_words(trigger.delay)} later")
    if trigger.not_after is not None:
        words.append(f"not after {hour(trigger.not_after.value)}")
    return ", ".join(words) or "at once"


def _condition(when: Condition, definition: Definition) -> str:
    sides = definition.sides
    words = [
        f"{sides[side].title} holds {place_title(str(place), definition)}"
        for place, side in when.control.items()
    ]
    words += [f"there is contact at {place_title(str(one), definition)}" for one in when.contact]
    for name, share in when.losses.items():
        who = sides[str(name)].title if name in sides else unit_title(str(name), definition)
        lost = percent(share.value) if isinstance(share.value, float) else figure_words(share)
        words.append(f"{who} has lost {lost}")
    if when.any:
        words.append("either " + " or ".join(_condition(one, definition) for one in when.any))
    return " and ".join(words)


def victory(definition: Definition) -> list[str]:
    """Who has won when, a sentence each, in the order in which they are tried."""
    return [
        f"{definition.sides[one.side].title} wins if {_condition(one.when, definition)}."
        for one in definition.victory
    ]


def parameter_tables(definition: Definition) -> Iterator[Table]:
    """The combat model's parameters, modifiers and morale, and whatever else is changed."""
    combat = definition.combat
    title = f"Combat model: {combat.model}"
    if is_model(combat.model):
        yield _parameters(title, model_named(combat.model).Parameters, combat.parameters)
    else:  # a model that was registered where the batch was played
        set_there = [(name, figure_words(value)) for name, value in combat.parameters.items()]
        yield Table.of(title, ["Parameter", "Value"], set_there, 1)
    for part, kind in parameter_sets().items():
        given = combat.changes(part) or {}
        if given or part in ("modifiers", "morale"):
            yield _parameters(capitalised(part), kind, given)


def _parameters(title: str, kind: type[Parameters], given: dict[str, Any]) -> Table:
    rows = []
    for name, field in kind.model_fields.items():
        usual = f"{field.default:g}" if isinstance(field.default, int | float) else ""
        value = figure_words(given[name]) if name in given else usual
        rows.append([name, value, usual if name in given else "", field.description])
    headings = ["Parameter", "Value", "Default, if changed", "Meaning"]
    return Table.of(title, headings, rows, 1, 2)
