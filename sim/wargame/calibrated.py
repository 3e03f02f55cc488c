"""A calibration that can show itself."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from sim.history.calibrate import calibrated as history
from sim.history.calibrate.calibrate import calibrate as find
from sim.report.calibration_table import calibration_parts
from sim.report.console import plain_text
from sim.scenario import Document
from sim.wargame.pictures import Pictures
from sim.wargame.same import Same
from sim.wargame.wargame import Wargame


class Calibrated(Same, history.Calibrated):
    """A calibration with its tables and pictures."""

    @cached_property
    def plot(self) -> Pictures:
        """What `plot` offers, such as ``plot.posterior()``."""
        return Pictures("posterior", self)

    def __str__(self) -> str:
        return plain_text(*calibration_parts(self))


def calibrate(
    scenarios: Sequence[str | Document | Wargame] | None = None, **options: Any
) -> Calibrated:
    """A posterior of shared parameters from what is recorded of some battles.

    Without names these are the battles of 1945. Options are those of
    `sim.history.calibrate.calibrate.calibrate`: `free`, `priors`, `table`, `points`, `runs`,
    `seed`, `out`, `overwrite`, `workers`, `progress`. Raises `ScenarioError` and `UserError`.
    """
    plain = [one.document if isinstance(one, Wargame) else one for one in scenarios or ()]
    return Calibrated.of(find(plain or None, **options))
