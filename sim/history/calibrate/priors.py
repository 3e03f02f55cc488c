"""The prior of each free parameter: stated for a calibration, in a scenario, or beside it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sim.combat.prior import Prior
from sim.experiments.parameters import Parameter
from sim.experiments.validation import BOUNDED
from sim.results.errors import UserError
from sim.scenario import Document
from sim.scenario.distribution import Distribution
from sim.scenario.figures import Factor

OPTION = "--priors"
LEAST_WITHIN = 0.5
"""Part of a distribution without ends that has to lie within the bounds, which cut it off."""


class Priors:
    """Where the priors of parameters are looked for, first to last."""

    def __init__(self, documents: Sequence[Document], stated: Mapping[str, Any]) -> None:
        """Raises `ScenarioError` for what is stated and no figure at all."""
        if documents and stated:
            documents[0].set(stated, OPTION)
        self._documents = documents
        self._stated = {path: Factor.model_validate(one) for path, one in stated.items()}

    def of(self, parameter: Parameter) -> Prior:
        """The prior of a parameter. Raises `UserError` if there is none, or it is out of bounds."""
        found = self._given(parameter.path) or self._in_scenarios(parameter) or parameter.prior
        if found is None:
            raise UserError(f"{parameter.path} {_why(parameter)}; {_remedy(parameter)}")
        if not _within(found, parameter):
            raise UserError(
                f"{OPTION}: {parameter.path}: must be {parameter.allowed}, and spread; "
                f"{found.distribution} is not"
            )
        return found

    def _given(self, path: str) -> Prior | None:
        figure = self._stated.get(path)
        if figure is None:
            return None
        if not _can_be_prior(figure):
            raise UserError(
                f"{OPTION}: {path}: must be a distribution such as {{uniform: [1, 2]}}, "
                f"not {_form(figure)}"
            )
        return _prior(figure, "stated for this calibration")

    def _in_scenarios(self, parameter: Parameter) -> Prior | None:
        """The distribution that the first scenario which has one gives a parameter."""
        _, section, name = parameter.path.split(".")
        for document in self._documents:
            combat = document.definition.combat
            told = combat.parameters if section == "parameters" else combat.changes(section)
            figure = (told or {}).get(name)
            if figure is None or not isinstance(figure.value, Distribution):
                continue
            if not _can_be_prior(figure):
                have = f"{document.name} gives {parameter.path} {_form(figure)}, which is no prior"
                raise UserError(f"{have}; {_remedy(parameter)}")
            return _prior(figure, "as the scenario has it")
        return None


def _can_be_prior(figure: Factor) -> bool:
    value = figure.value
    return isinstance(value, Distribution) and value.kind not in ("choice", "draws")


def _form(figure: Factor) -> str:
    value = figure.value
    return f"a {value.kind}" if isinstance(value, Distribution) else "a number"


def _prior(figure: Factor, reason: str) -> Prior:
    assert isinstance(figure.value, Distribution)
    return Prior(figure.value, figure.assumed or figure.note or reason, figure.source or "")


def _within(prior: Prior, parameter: Parameter) -> bool:
    inside = prior.inside(parameter.low, parameter.high)
    return inside >= (1 - 1e-9 if prior.distribution.kind in BOUNDED else LEAST_WITHIN)


def _why(parameter: Parameter) -> str:
    return "has no prior" if parameter.fixed is None else f"is fixed: {parameter.fixed}"


def _remedy(parameter: Parameter) -> str:
    """A file that states a prior about the default."""
    _, section, name = parameter.path.split(".")
    low = max(0.5 * parameter.default, parameter.low)
    high = min(2.0 * parameter.default or 1.0, parameter.high)
    stated = f"{{{section}: {{{name}: {{uniform: [{low:g}, {high:g}]}}}}}}"
    return f"to free it, state a prior: {OPTION} FILE with {stated}"
