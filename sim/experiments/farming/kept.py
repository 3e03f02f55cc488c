"""Farms in results folders, read again without playing anything."""

from collections.abc import Sequence
from dataclasses import replace

from sim.experiments.farming.design_file import kept_design
from sim.experiments.farming.farm import Farm, farm_of, responses_of, side_of
from sim.experiments.kept import Address, kept_sweep


def kept_farm(
    address: Address,
    measures: Sequence[str] | None = None,
    noise: Sequence[str] = (),
    side: str | None = None,
) -> Farm:
    """The farm in a results folder, or that of a sweep; `noise` are paths nobody can choose.

    Raises `UserError` if the folder holds neither.
    """
    found = kept_sweep(address)
    responses = responses_of(found.document, measures)
    known = found.batch.source.measures()
    names = dict.fromkeys(one.of.name for one in responses if one.of.name in known)
    found = replace(found, measures=tuple(names))
    made = None if noise else kept_design(found.document, found.points, address)
    if made is None:
        return farm_of(found, measures, noise, side)
    return Farm(found, made, responses, side_of(found.document, side))
