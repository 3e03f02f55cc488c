"""Farms in results folders, read again without playing anything."""

from collections.abc import Sequence
from dataclasses import replace

from sim.experiments.farming.farm import Farm
from sim.experiments.farming.farm_file import kept
from sim.experiments.farming.look import Look
from sim.experiments.farming.playing import farm_of
from sim.experiments.kept import Address, kept_sweep


def kept_farm(
    address: Address,
    measures: Sequence[str] | None = None,
    noise: Sequence[str] = (),
    side: str | None = None,
    thresholds: Sequence[str] = (),
) -> Farm:
    """The farm in a results folder, or that of a sweep; `noise` are paths nobody can choose.

    Without `measures`, `side` and `thresholds` it looks at what it was asked for when it was
    played. Raises `UserError` if the folder holds neither.
    """
    found = kept_sweep(address)
    definition = found.document.definition
    farm = None if noise else kept(found, address)
    if farm is None:
        farm = farm_of(found, measures, noise, side, thresholds)
    elif measures or side or thresholds:
        names = measures or [one.name for one in farm.responses]
        look = Look.of(definition, names, side or farm.look.side, thresholds)
        if not thresholds:
            look = replace(look, levels=farm.look.levels)
        farm = replace(farm, look=look)
    known = found.batch.source.measures()
    names = [name for name in farm.look.kept if name in known]
    return replace(farm, sweep=replace(found, measures=tuple(names)))
