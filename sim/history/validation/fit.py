"""Fits the parameters that a table of battles can tell, and forecasts each war without itself.

    python -m sim.history.validation.fit

writes what it finds beside the table, as `fit.json`: the posterior mode of each parameter on the
bundled table with its prior and error, the values of the engine and of the mapping that follow, and
the scores of forecasts in which each war was left out of the fit. The defaults of the engine and
of the mapping are these values, rounded.

What the table cannot tell is fixed: `contact` and the luck of the day (`frailty`, `break_spread`)
by the battles of 1945, since a table of divisions knows no companies and its spread contains all
that it leaves unsaid; the tempo of each era by the hours that its battles took.
"""

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from sim.history.validation.batches import Forecasts, forecast, grouped
from sim.history.validation.mapping import ERAS, WORKS, DefaultMapping, age_of
from sim.history.validation.race import PRIORS, SURPRISE, WAR_SPREAD, Battles, Fit, fit_race
from sim.history.validation.table import BattleTable, read_table
from sim.history.validation.validate import trees
from sim.history.validation.validation import FITTED_MODEL, Validation
from sim.rules.rule import parameter_sets

RESULT = Path(__file__).with_name("fit.json")
FOLDS = 8
"""Parts into which wars are divided; each is forecast by the others."""


def defaults(section: str) -> dict[str, float]:
    """The shared parameters of a section of `combat` as they are."""
    fields = parameter_sets()[section].model_fields
    return {name: float(one.default) for name, one in fields.items()}


def battles_of(table: BattleTable) -> Battles:
    """The battles of a table, with the share in contact by the engine's own defaults."""
    contact = defaults("contact")
    men = (table.frame["attacker_men"] + table.frame["defender_men"]).to_numpy(float)
    rest = (1.0 - contact["share"]) * contact["men"] / (contact["men"] + men)
    return Battles.of(table, contact["share"] + rest)


def combat_of(fit: Fit) -> dict[str, dict[str, float]]:
    """The shared parameters of the engine that follow from a fit.

    The level of the break points is that of the battles of 1945; the table gives their ratio.
    """
    morale = defaults("morale")
    exposed = 1.0 - WORKS * defaults("modifiers")["fortification"]
    # a broken garrison also loses prisoners, whom the table counts
    ratio = math.exp(fit.values["defender_break"]) / (1.0 + morale["rout_captured"])
    return {
        "modifiers": {"attack_fire": math.exp(fit.values["attack_fire"]) / exposed},
        "parameters": {"weight": max(fit.values["weight"], 0.0)},
        "morale": {"defender_break": ratio * morale["attacker_break"]},
    }


def mapping_of(fit: Fit) -> DefaultMapping:
    """The mapping that follows from a fit, less the luck that the engine has by itself."""
    p, morale = fit.values, defaults("morale")
    exchange, stand = math.exp(p["exchange_spread"]), math.exp(p["break_spread"])
    defence = stand * math.exp(p["defender_spread"])
    median = morale["attacker_break"] * math.exp(-0.5 * morale["break_spread"] ** 2)
    return DefaultMapping(
        eras=tuple(
            one._replace(resolve=math.exp(p[f"stand {age_of(one.name)}"]) / median) for one in ERAS
        ),
        tank=math.exp(p["tank"]),
        sortie=math.exp(p["sortie"]),
        gun=math.exp(p["gun"]),
        quality_spread=_rest(exchange / math.sqrt(2.0), morale["frailty"]),
        attacker_spread=_rest(math.hypot(stand, WAR_SPREAD), morale["break_spread"]),
        defender_spread=_rest(math.hypot(defence, WAR_SPREAD), morale["break_spread"]),
        **{name: p.get(name, 0.0) for name in ("air", "delay", "fortified", "size", "surprise")},
    )


def _rest(whole: float, part: float) -> float:
    """What is left of a standard deviation when a part of it is explained."""
    return math.sqrt(max(whole**2 - part**2, 0.0))


def folds(table: BattleTable) -> np.ndarray:
    """The fold of each battle, (n,): wars in turn, the largest first, so that all are alike."""
    wars = table.frame["war"]
    order = {war: i % FOLDS for i, war in enumerate(wars.value_counts(sort=True).index)}
    return wars.map(order).to_numpy()


def held_out(
    table: BattleTable,
    surprise: bool = False,
    runs: int = 200,
    seed: int = 1,
    told: Callable[[str], None] = print,
) -> Validation:
    """Forecasts of each war by the engine with what was fitted on wars of other folds alone.

    With `surprise` they are told who surprised whom.
    """
    battles, fold = battles_of(table), folds(table)
    shape = (len(table), runs)
    found = Forecasts(
        np.zeros(shape, np.int8), np.zeros(shape), np.zeros(shape), np.full(shape, np.nan)
    )
    for number in range(FOLDS):
        here = fold == number
        fit = fit_race(battles.some(~here), surprise)
        some = replace(table, frame=table.frame[here].reset_index(drop=True))
        listed = trees(some, None, combat_of(fit), mapping_of(fit))
        part = forecast(some, grouped(listed), runs, seed)
        for name in ("outcome", "attacker", "defender", "hours"):
            getattr(found, name)[here] = getattr(part, name)
        told(f"fold {number + 1} of {FOLDS}: {int(here.sum())} battles")
    return Validation(table, found, FITTED_MODEL, seed)


def result(told: Callable[[str], None] = print) -> dict[str, Any]:
    """All that is written."""
    table = read_table()
    battles = battles_of(table)
    fit, with_surprise = fit_race(battles), fit_race(battles, surprise=True)
    mapping = mapping_of(fit)
    return {
        "battles": fit.battles,
        "posterior": _posterior(fit),
        "surprise": _posterior(with_surprise)["surprise"],
        "combat": combat_of(fit),
        "mapping": {k: v for k, v in vars(mapping).items() if k != "eras"}
        | {"eras": [one._asdict() for one in mapping.eras]},
        "held_out": _scores(held_out(table, told=told)),
        "held_out_with_surprise": _scores(held_out(table, surprise=True, told=told)),
    }


def _posterior(fit: Fit) -> dict[str, Any]:
    return {
        name: {
            "mode": round(value, 4),
            "error": round(fit.errors[name], 4),
            "prior": [prior.mean, prior.deviation],
            "reason": prior.reason,
        }
        for name, value in fit.values.items()
        for prior in [PRIORS.get(name, SURPRISE)]
    }


def _scores(found: Validation) -> dict[str, Any]:
    content = found.as_json()
    groups = {
        name: {k: one[k] for k in ("battles", "winner", "losses")}
        for name, one in content["groups"].items()
    }
    kept = ("winner", "losses", "draws", "baselines", "climatology")
    return {k: content[k] for k in kept} | {"groups": groups}


if __name__ == "__main__":
    RESULT.write_text(json.dumps(result(), indent=2) + "\n", encoding="utf-8")
