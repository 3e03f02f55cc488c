"""Sample engagements, made without a scenario, to try a combat model on.

The force of a sample has infantry and a unit with craft or guns; every argument of `sample_force`
may be changed. `next_turn` carries an engagement on with the survivors of a turn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim.combat.contract import CombatModel, Engagement, Force, Losses
from sim.combat.parameters import ParameterTable
from sim.luck.draws import Draws
from sim.scenario.vocabulary import PERSONNEL, POSITION


@dataclass(frozen=True)
class SampleWeapons:
    """A weapon entry of a sample: which unit has how many, what they are as a target."""

    unit: int
    name: str
    number: int
    category: str
    salvo: tuple[float, float, float] = (2.0, 1.0, 2.0)
    """Offensive, defensive and staying power."""


@dataclass(frozen=True)
class SampleForce:
    """One side of a sample: unit by unit men, losses an hour that a man inflicts, exposure."""

    men: Sequence[int] = (120, 60)
    fire: Sequence[float] = (0.1, 0.1)
    """Losses an hour that one man inflicts on men."""
    exposure: Sequence[float] = (1.0, 0.5)
    weapons: Sequence[SampleWeapons] = ()
    other_fire: Mapping[str, Sequence[float]] | None = None
    """Losses an hour that one man, with his weapons, inflicts on other categories."""


ATTACKER = SampleForce(
    weapons=(SampleWeapons(1, "boat", 12, "craft"),), other_fire={"guns": (0.002, 0.01)}
)
DEFENDER = SampleForce(
    men=(80, 50),
    fire=(0.2, 0.15),
    exposure=(0.8, 0.6),
    weapons=(SampleWeapons(1, "gun", 10, "guns"),),
    other_fire={"craft": (0.0, 0.02)},
)


def sample_engagement(
    model: CombatModel | type[CombatModel],
    *,
    attacker: SampleForce = ATTACKER,
    defender: SampleForce = DEFENDER,
    runs: int | np.ndarray = 1000,
    seed: int = 1,
    parameters: Mapping[str, Any] | None = None,
    carry: bool = False,
    **circumstances: Any,
) -> Engagement:
    """One turn of an engagement in some runs, as a battle would hand it to the model.

    `runs` is a number of runs or their numbers; `parameters` are numbers or arrays over runs;
    `carry` keeps the fractions of men; `circumstances` are further fields of `Engagement`, such as
    turn, hours and terrain.
    """
    turn = circumstances.setdefault("turn", 5)
    numbers = np.arange(runs) if isinstance(runs, int) else np.asarray(runs)
    draws = Draws(seed, numbers)
    fields: dict[str, Any] = {
        "place": "ridge",
        "hours": 1.0,
        "rows": draws.all_rows,
        "terrain": "open",
        "night": False,
        "works": np.zeros(1),
        "surprised_until": np.full(len(numbers), -1),
        "engaged_since": np.full(len(numbers), turn),
        "attacker": sample_force(attacker, "red", draws, carry=carry),
        "defender": sample_force(defender, "blue", draws, carry=carry),
        "parameters": _parameter_table(model, parameters or {}),
        "draws": draws,
    }
    return Engagement(**fields | circumstances)


def _parameter_table(
    model: CombatModel | type[CombatModel], given: Mapping[str, Any]
) -> ParameterTable:
    names = model.Parameters.names()
    unknown = set(given) - set(names)
    if unknown:
        raise ValueError(f"{model.name} has no parameter {', '.join(sorted(unknown))}")
    values = model.Parameters().model_dump() | dict(given)
    columns = np.broadcast_arrays(*(np.atleast_1d(np.asarray(values[n], float)) for n in names))
    return ParameterTable(names, np.stack(columns, axis=1) if names else np.empty((1, 0)))


def sample_force(sample: SampleForce, side: str, draws: Draws, *, carry: bool = False) -> Force:
    """The arrays of one side."""
    k, units = len(draws.runs), len(sample.men)
    names = tuple(f"{side}_{u}" for u in range(units))
    entries = [f"{names[w.unit]}/{w.name}" for w in sample.weapons]
    men = np.tile(np.array(sample.men, np.int64), (k, 1))
    per_man = np.zeros((units, len(POSITION)))
    per_man[:, PERSONNEL] = sample.fire
    for category, values in (sample.other_fire or {}).items():
        per_man[:, POSITION[category]] = values
    salvo = np.array([w.salvo for w in sample.weapons], float).reshape(-1, 3)
    return Force(
        side=side,
        units=names,
        rows=draws.all_rows,
        roster=men.copy(),
        positions=np.arange(units),
        men=men,
        fire=men[:, :, None] * per_man,
        exposure=np.where(men > 0, np.array(sample.exposure, float), 0.0),
        weapons=np.tile(np.array([w.number for w in sample.weapons], np.int64), (k, 1)),
        weapon_classes=tuple(w.name for w in sample.weapons),
        weapon_unit=np.array([w.unit for w in sample.weapons], np.int64),
        weapon_category=np.array([_category(w) for w in sample.weapons], np.int64),
        addresses=np.array([draws.address("combat/ridge", n) for n in names], np.uint64),
        weapon_addresses=np.array([draws.address("combat/ridge", e) for e in entries], np.uint64),
        fraction=np.zeros((k, units)) if carry else None,
        salvo=np.tile(salvo, (k, 1, 1)),
    )


def _category(weapons: SampleWeapons) -> int:
    return POSITION.get(weapons.category, -1)


CROWD = 12
"""Units of each side of a crowd; a sum of more than eight depends on the order of adding."""


def sample_crowd(model: CombatModel, absent: np.ndarray) -> tuple[Engagement, np.ndarray]:
    """An engagement of many units, some of which are not there in the rows that come with it.

    Each unit has one weapon entry. Of a model that keeps fractions of men, all carry some.
    """
    weapons = tuple(SampleWeapons(u, "gun", 3 + u % 4, "guns") for u in range(CROWD))
    force = SampleForce(
        men=tuple(40 + 7 * u for u in range(CROWD)),
        fire=tuple(0.05 + 0.013 * u for u in range(CROWD)),
        exposure=tuple(1.0 - 0.05 * u for u in range(CROWD)),
        weapons=weapons,
        other_fire={"guns": tuple(0.002 + 0.0007 * u for u in range(CROWD))},
    )
    crowd = sample_engagement(
        model, attacker=force, defender=force, runs=60, carry=model.keeps_fractions
    )
    rows = np.arange(0, 60, 2)
    there = np.ones((60, CROWD), np.int64)
    there[np.ix_(rows, absent)] = 0
    attacker, defender = (
        replace(
            one,
            men=one.men * there,
            fire=one.fire * there[:, :, None],
            exposure=one.exposure * there,
            weapons=one.weapons * there,
            fraction=None if one.fraction is None else one.fraction + 0.25,
        )
        for one in (crowd.attacker, crowd.defender)
    )
    return replace(crowd, attacker=attacker, defender=defender), rows


def of_units(engagement: Engagement, rows: np.ndarray, units: np.ndarray) -> Engagement:
    """Some rows of a crowd, with some of its units alone."""
    sides = (_of_units(one, rows, units) for one in (engagement.attacker, engagement.defender))
    attacker, defender = sides
    return replace(engagement, rows=rows, attacker=attacker, defender=defender)


def _of_units(force: Force, rows: np.ndarray, units: np.ndarray) -> Force:
    some = np.ix_(rows, units)
    return replace(
        force,
        units=tuple(force.units[u] for u in units),
        rows=rows,
        positions=force.positions[units],
        men=force.men[some],
        fire=force.fire[some],
        exposure=force.exposure[some],
        weapons=force.weapons[some],
        weapon_classes=tuple(force.weapon_classes[u] for u in units),
        weapon_unit=np.arange(len(units)),
        weapon_category=force.weapon_category[units],
        addresses=force.addresses[units],
        weapon_addresses=force.weapon_addresses[units],
        fraction=None if force.fraction is None else force.fraction[some],
        salvo=None if force.salvo is None else force.salvo[some],
    )


def next_turn(engagement: Engagement, losses: Losses) -> Engagement:
    """The turn after, with those who are left; fire falls with the men of each unit."""
    return replace(
        engagement,
        turn=engagement.turn + 1,
        attacker=_survivors(
            engagement.attacker,
            losses.attacker_men,
            losses.attacker_weapons,
            losses.attacker_fraction,
        ),
        defender=_survivors(
            engagement.defender,
            losses.defender_men,
            losses.defender_weapons,
            losses.defender_fraction,
        ),
    )


def _survivors(
    force: Force, men: np.ndarray, weapons: np.ndarray, fraction: np.ndarray | None
) -> Force:
    left = force.men - men
    share = left / np.maximum(force.men, 1)
    return replace(
        force,
        men=left,
        fire=force.fire * share[:, :, None],
        exposure=np.where(left > 0, force.exposure, 0.0),
        weapons=force.weapons - weapons,
        fraction=force.fraction if fraction is None else fraction,
    )
