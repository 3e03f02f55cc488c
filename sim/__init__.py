"""Beachhead: battles as turn-based simulations, played thousands of times and held to history.

import sim

toro = sim.load("toro")
print(toro.run(seed=1))
results = toro.monte_carlo(runs=1000, seed=1)
print(results.compare())
"""

# until the command listens for Ctrl-C, Python answers it with a traceback: nothing is loaded here
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sim.commanders import Order, OrderWarning, RunView, View, for_each_run
    from sim.experiments.check_operation import check_operation
    from sim.experiments.parameters import parameters
    from sim.history.validation.validate import validate
    from sim.history.validation.validation import Validation
    from sim.results.errors import UserError
    from sim.scenario import Document, Problem, ScenarioError, bundled
    from sim.scenario.order import OrderError
    from sim.table import Table
    from sim.table.save import TableWarning
    from sim.wargame.calibrated import Calibrated, calibrate
    from sim.wargame.comparison import Comparison
    from sim.wargame.failed import RunsFailed
    from sim.wargame.futures import Futures
    from sim.wargame.model_comparison import ModelComparison, compare_models
    from sim.wargame.odds import Odds, odds
    from sim.wargame.results import Results
    from sim.wargame.run import Run
    from sim.wargame.trials import Farm, Sweep, WhatIf
    from sim.wargame.wargame import Wargame, load

# where each public name is; `import sim` alone loads nothing, so that the command starts at once
_HOMES = {
    "Calibrated": "sim.wargame.calibrated",
    "Comparison": "sim.wargame.comparison",
    "Document": "sim.scenario",
    "Farm": "sim.wargame.trials",
    "Futures": "sim.wargame.futures",
    "Order": "sim.commanders",
    "OrderWarning": "sim.commanders",
    "Problem": "sim.scenario",
    "Results": "sim.wargame.results",
    "Run": "sim.wargame.run",
    "RunsFailed": "sim.wargame.failed",
    "RunView": "sim.commanders",
    "ScenarioError": "sim.scenario",
    "Sweep": "sim.wargame.trials",
    "Table": "sim.table",
    "OrderError": "sim.scenario.order",
    "TableWarning": "sim.table.save",
    "UserError": "sim.results.errors",
    "Validation": "sim.history.validation.validation",
    "View": "sim.commanders",
    "Wargame": "sim.wargame.wargame",
    "WhatIf": "sim.wargame.trials",
    "bundled": "sim.scenario",
    "check_operation": "sim.experiments.check_operation",
    "for_each_run": "sim.commanders",
    "ModelComparison": "sim.wargame.model_comparison",
    "calibrate": "sim.wargame.calibrated",
    "compare_models": "sim.wargame.model_comparison",
    "load": "sim.wargame.wargame",
    "odds": "sim.wargame.odds",
    "parameters": "sim.experiments.parameters",
    "validate": "sim.history.validation.validate",
    "Odds": "sim.wargame.odds",
}

__all__ = [
    "Calibrated",
    "Comparison",
    "Document",
    "Farm",
    "Futures",
    "ModelComparison",
    "Odds",
    "Order",
    "OrderError",
    "OrderWarning",
    "Problem",
    "Results",
    "Run",
    "RunView",
    "RunsFailed",
    "ScenarioError",
    "Sweep",
    "Table",
    "TableWarning",
    "UserError",
    "Validation",
    "View",
    "Wargame",
    "WhatIf",
    "__version__",
    "bundled",
    "calibrate",
    "check_operation",
    "compare_models",
    "for_each_run",
    "load",
    "odds",
    "parameters",
    "validate",
]


def __getattr__(name: str) -> "Any":
    if name == "__version__":
        from importlib.metadata import PackageNotFoundError, version

        try:
            return version("beachhead")
        except PackageNotFoundError:  # a checkout that is not installed
            return "unknown"
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
