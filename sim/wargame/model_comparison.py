"""A comparison of combat models that can show itself."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from sim.history.calibrate import models as history
from sim.report.console import plain_text
from sim.report.model_table import model_parts
from sim.scenario import Document
from sim.wargame.pictures import Pictures
from sim.wargame.same import Same
from sim.wargame.wargame import Wargame


class ModelComparison(Same, history.ModelComparison):
    """A comparison of models with its tables and picture."""

    @cached_property
    def plot(self) -> Pictures:
        """What `plot` offers: ``plot.models()``."""
        return Pictures("models", self)

    def __str__(self) -> str:
        return plain_text(*model_parts(self))


def compare_models(
    models: Sequence[str],
    scenarios: Sequence[str | Document | Wargame] | None = None,
    **options: Any,
) -> ModelComparison:
    """Combat models by how well each forecasts battles that it was not calibrated on.

    Options are those of `sim.history.calibrate.models.compare_models`: `points`, `runs`, `seed`,
    `out`, `workers`, `progress`. Raises `ScenarioError` and `UserError`.
    """
    plain = [one.document if isinstance(one, Wargame) else one for one in scenarios or ()]
    return ModelComparison.of(history.compare_models(models, plain or None, **options))
