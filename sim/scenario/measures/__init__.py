"""What a battle is measured by: the measures that a scenario yields, one module a kind.

`winner`, and for a side, place (or area) and operation of the scenario:

    <side>.killed | wounded | missing | captured | evacuated | casualties | killed_and_wounded
    <side>.surrendered_at                       <side>.<weapon>.lost | damaged | sorties
    <side>.armour | guns | craft | aircraft . lost | damaged | hit (lost or damaged)
    <side>.sorties   <side>.sorties@1945-08-16  <side>.ashore@1945-08-16T05:00
    <place>.taken_at
    <place or area>.<side>.killed | wounded | missing | captured | casualties | killed_and_wounded
    <operation>.started_at | completed_at
    <ship>.dead | rescued | landed | attacked_at | sunk_at (of ferries and convoys)
    civilians.killed | evacuated                <place or area>.civilians.killed | evacuated

A module of this package registers its measures with `yields`.
"""

from collections.abc import Iterable, Mapping
from importlib import import_module
from pkgutil import iter_modules

from sim.scenario.definition import Definition
from sim.scenario.measures.measure import Kind, Measure, all_of
from sim.scenario.once import once
from sim.scenario.problems import unknown

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")


@once
def measures(definition: Definition) -> Mapping[str, Measure]:
    """Every measure that the scenario yields, by name, in a stable order.

    Those with a date are yielded for the days of the scenario (sorties, if the side has aircraft)
    and for the dates and hours of which the scenario's claims speak.
    """
    made: dict[str, Measure] = {}
    for measure in all_of(definition):
        made.setdefault(measure.name, measure)
    return made


def complaint(measure: str, definition: Definition, known: Iterable[str]) -> str | None:
    """What is wrong with a measure that is not among those `known`; None if it is."""
    if measure in known:
        return None
    example = f"{next(iter(definition.sides), 'side')}.ashore@{definition.start:%Y-%m-%dT%H:%M}"
    return unknown("measure", measure, [*known, example])


__all__ = ["Kind", "Measure", "complaint", "measures"]
