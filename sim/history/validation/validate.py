"""From a table of battles to its validation: scenarios are made, played and held against it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.experiments.arguments import MOST_RUNS, seed_of, whole
from sim.experiments.parameter_file import Given, read_parameters
from sim.history.validation.batches import complaints, forecast, grouped, scenarios
from sim.history.validation.mapping import DefaultMapping, Mapper, Tree
from sim.history.validation.table import BattleTable, read_table
from sim.history.validation.validation import Validation
from sim.results.errors import UserError
from sim.scenario import ScenarioError
from sim.scenario.problems import unknown

if TYPE_CHECKING:
    import pandas as pd

USUAL_RUNS = 200


def validate(
    table: "str | Path | pd.DataFrame | None" = None,
    *,
    model: str | None = None,
    parameters: str | Path | Mapping[str, Any] | None = None,
    runs: int = USUAL_RUNS,
    seed: int = 1,
    by: str | None = None,
    mapping: Mapper | None = None,
    progress: Callable[[int], None] | None = None,
) -> Validation:
    """Forecast the battles of a table and score the forecasts.

    `table` is a CSV file or data frame with the columns of `sim.history.validation.table`; without
    one it is the bundled half of CDB90. `model` takes the place of the default combat model,
    `parameters` (a YAML file, or a mapping as in a scenario's `combat`) that of shared parameters,
    and `mapping` that of the default way from a row to a scenario. Run K of a battle is the same in
    any table. Raises `ScenarioError` for a table, parameters or scenarios that are wrong, and
    `UserError` for a column that there is not.
    """
    battles = read_table(table)
    if by is not None and by not in battles.frame.columns:
        raise UserError(f"by: {unknown('column', by, battles.frame.columns)}")
    runs, seed = whole("runs", runs, 1, MOST_RUNS), seed_of(seed)
    with _blaming(parameters):
        groups = grouped(trees(battles, model, parameters, mapping))
    found = forecast(battles, groups, runs, seed, progress)
    name = groups[0].document.definition.combat.model
    fitted = table is None and mapping is None
    own = str(parameters) if isinstance(parameters, str | Path) else None
    return Validation(battles, found, name, seed, by, fitted, own)


@contextmanager
def _blaming(parameters: str | Path | Mapping[str, Any] | None) -> Iterator[None]:
    """Name the file that gives parameters in what is wrong with them."""
    try:
        yield
    except ScenarioError as error:
        if not isinstance(parameters, str | Path):
            raise
        raise complaints(error, str(parameters), Given.read(parameters).mark) from None


def trees(
    battles: BattleTable,
    model: str | None = None,
    parameters: str | Path | Mapping[str, Any] | None = None,
    mapping: Mapper | None = None,
) -> list[Tree]:
    """The scenario of each battle. Raises `ScenarioError` and `UserError`."""
    combat = {} if parameters is None else read_parameters(parameters)
    if model is not None:
        combat = {**combat, "model": model}
    return scenarios(battles, mapping or DefaultMapping(), combat)


def scenario_of(battle: str, battles: BattleTable, listed: list[Tree]) -> Tree:
    """The scenario of one battle. Raises `UserError` if there is none of that name."""
    names = battles.frame["battle"].tolist()
    if battle not in names:
        raise UserError(unknown("battle", battle, names))
    return listed[names.index(battle)]
