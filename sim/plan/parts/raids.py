"""What air attacks of all kinds share."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from sim.scenario.figures import Duration, Share
from sim.scenario.kinds import MORE_THAN_ZERO, OperationSpec, own
from sim.scenario.names import UnitName
from sim.scenario.problems import Finding, TreePath, unknown
from sim.scenario.subject import Subject
from sim.scenario.vocabulary import AIRCRAFT


class RaidsSpec(OperationSpec):
    """Aircraft attack in raids."""

    units: Annotated[list[UnitName], Field(min_length=1), own(*AIRCRAFT)]
    """Who flies."""
    duration: Duration = Duration.of("0 h")
    """Time from the first raid to the last."""
    every: Annotated[Duration, MORE_THAN_ZERO] = Duration.of("3 h")
    """Time from one raid to the next."""
    intensity: dict[UnitName, Share] = {}
    """Share of a unit's aircraft that each raid sends if weather lets them fly; 0.5 if absent."""
    night: bool = False
    """Whether raids are flown in darkness."""

    def check(self, path: TreePath, subject: Subject) -> Iterator[Finding]:
        """Intensities are those of units that fly."""
        for name in self.intensity:
            if name not in self.units and name in subject.known["units"]:
                message = unknown("unit of these raids", str(name), self.units)
                yield Finding((*path, "intensity", name), message, at_key=True)
        shares = [self.intensity.get(unit) for unit in self.units]
        if all(share is not None and share.value == 0.0 for share in shares):
            message = "no aircraft are sent, so that nothing is attacked"
            yield Finding((*path, "intensity"), message, severity="warning")
