"""Measures in words, and sides in colours, for tables and pictures."""

from collections.abc import Sequence

from sim.scenario.definition import Claim, Definition
from sim.scenario.measures import measures

# vermilion and blue of Okabe and Ito (2008), which colour-blind readers can tell apart
COLOURS = ("#D55E00", "#0072B2")


def side_colours(definition: Definition) -> dict[str, str]:
    """The colour of each side, the scenario's own or a default; the same everywhere."""
    return {
        name: side.colour or COLOURS[position % 2]
        for position, (name, side) in enumerate(definition.sides.items())
    }


def duration(hours: float) -> str:
    """A length of time in words, such as ``30 min`` or ``2 h``."""
    minutes = round(60 * hours)
    return f"{minutes} min" if minutes % 60 else f"{minutes // 60} h"


def side_of(measure: str, definition: Definition) -> str | None:
    """The side of whose men or weapons a measure speaks; None if it speaks of none."""
    return measures(definition)[measure].of_side


def label(measure: str, definition: Definition) -> str:
    """A measure in words, such as ``Toro port: Japan killed``."""
    return measures(definition)[measure].label()


def path_end(path: str, longest: int) -> str:
    """As much of the end of a parameter's path as there is room for: ``militia.men``."""
    parts = path.split(".")
    while len(".".join(parts)) > longest and len(parts) > 2:
        parts = parts[1:]
    return ".".join(parts)


def source_names(claims: Sequence[Claim]) -> list[str]:
    """The sources of the claims on a measure, with the place in those that make several of them."""
    sources = [str(claim.source) for claim in claims]
    return [
        f"{source} ({claim.where})" if sources.count(source) > 1 and claim.where else source
        for source, claim in zip(sources, claims, strict=True)
    ]
