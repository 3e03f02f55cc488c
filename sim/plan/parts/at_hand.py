"""Who is to be carried from a place, and must be there for it."""

from collections.abc import Iterator, Sequence

from sim.scenario.names import UnitName
from sim.scenario.problems import Finding, TreePath, show
from sim.scenario.subject import Subject


def warn_of_absent(
    units: Sequence[UnitName], field: str, origin: str, path: TreePath, subject: Subject
) -> Iterator[Finding]:
    """Warns of units of a field that stand elsewhere and that nothing brings to the origin."""
    if not subject.whole("units", "operations"):
        return
    for position, unit in enumerate(units):
        stands = subject.whereabouts.of(unit, str(path[-1]))
        if not subject.whereabouts.waits(unit) and origin not in stands:
            where = ", ".join(sorted(stands))
            message = f"{show(str(unit))} is at {where}, and nothing brings it to {show(origin)}"
            yield Finding(
                (*path, field, position), f"{message}; it stays behind", severity="warning"
            )
