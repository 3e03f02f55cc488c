"""Proof that a combat model keeps the contract, with messages that name the likely bug.

    from sim.combat import check_combat_model
    check_combat_model(MyModel())

The checks play sample engagements; what must hold in the mean is judged on some thousands of
runs.
"""

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any

import numpy as np

from sim.combat.contract import CombatModel, Engagement, Force, Losses
from sim.combat.samples import (
    ATTACKER,
    CROWD,
    DEFENDER,
    SampleForce,
    next_turn,
    of_units,
    sample_crowd,
    sample_engagement,
)

_RUNS = 4000
_TURN_TOLERANCE = 0.02
"""Share by which mean losses may differ when the turn is halved."""
_HEAVY = 6.0
"""Multiplier of the fire that makes of the sample a heavy fight."""
_DEVIATIONS = 5.0
"""Standard errors by which a mean may be wrong by chance."""
_SIDES = ("attacker", "defender")
_ARMS = ("men", "weapons")


class ContractError(AssertionError):
    """A combat model breaks the contract."""


def check_combat_model(model: CombatModel | type[CombatModel]) -> None:
    """Check that a model keeps the contract.

    Raises `ContractError` that says what is broken and what the likely bug is.
    """
    tested = model() if isinstance(model, type) else model
    for check in _CHECKS:
        check(tested)


# what every turn must obey --------------------------------------------------------------------


def _check_shapes(model: CombatModel) -> None:
    engagement = sample_engagement(model, runs=50)
    losses = model.resolve(engagement)
    for name, lost, there in _losses(engagement, losses):
        shape = getattr(lost, "shape", None)
        if shape != there.shape:
            _fail(
                model,
                f"{name} has the shape {shape}, not {there.shape}: one row a run, one "
                "column a unit or weapon entry (start from Losses.none(engagement))",
            )
        if lost.dtype.kind not in "iu":
            _fail(
                model,
                f"{name} has the type {lost.dtype}, not int64: losses are whole men and "
                "weapons, draw or round them",
            )
    for side in _SIDES:
        breaks = getattr(losses, f"{side}_breaks")
        if breaks is not None and (breaks.shape != engagement.rows.shape or breaks.dtype != bool):
            _fail(
                model,
                f"{side}_breaks must be one bool a run, not {breaks.dtype} {breaks.shape}",
            )


def _check_bounds(model: CombatModel) -> None:
    weak = replace(DEFENDER, men=(3, 2), weapons=(replace(DEFENDER.weapons[0], number=1),))
    for label, attacker, defender, hours in (
        ("as usual", ATTACKER, DEFENDER, 1.0),
        ("under overwhelming fire", replace(ATTACKER, fire=(50.0, 50.0)), weak, 100.0),
        ("of a single man", replace(ATTACKER, men=(1, 0)), weak, 1000.0),
    ):
        engagement = sample_engagement(model, attacker=attacker, defender=defender, hours=hours)
        for name, lost, there in _losses(engagement, model.resolve(engagement)):
            if (lost < 0).any():
                _fail(
                    model,
                    f"{name} {label} fall to {lost.min()}: losses are counts of what is "
                    "lost, never negative",
                )
            if (lost > there).any():
                unit = int(np.argmax((lost > there).any(axis=0)))
                _fail(
                    model,
                    f"{name} {label} exceed what was there (column {unit}: "
                    f"{lost[:, unit].max()} of {there[:, unit].max()}): cap them at the "
                    "strength, e.g. draw binomial losses",
                )


def _check_conservation(model: CombatModel) -> None:
    engagement = sample_engagement(model, runs=200)
    before = _arrays(engagement)
    model.resolve(engagement)
    for name, array in _arrays(engagement).items():
        if not np.array_equal(array, before[name]):
            _fail(
                model,
                f"it changed {name} of the engagement: return losses and leave the forces "
                "as they are, or men are lost twice (work on a copy)",
            )


def _check_silence(model: CombatModel) -> None:
    for side, nobody in (("attacker", "defender"), ("defender", "attacker")):
        absent = SampleForce(men=(0, 0), weapons=())
        forces: dict[str, Any] = {"attacker": ATTACKER, "defender": DEFENDER} | {nobody: absent}
        engagement = sample_engagement(model, runs=500, **forces)
        losses = model.resolve(engagement)
        for arm in _ARMS:
            if getattr(losses, f"{side}_{arm}").any():
                _fail(
                    model,
                    f"the {side} loses {arm} although no {nobody} is there: a rate that "
                    "does not depend on who shoots, or sides mixed up",
                )


# runs, addresses and state ------------------------------------------------------------------


def _check_repeatable(model: CombatModel) -> None:
    engagement = sample_engagement(model, runs=300)
    first = model.resolve(engagement)
    kept = _rows(first, np.arange(300))
    other = sample_engagement(model, runs=300, turn=6, attacker=replace(ATTACKER, men=(7, 7)))
    model.resolve(other)
    if not _same(first, kept):
        _fail(
            model,
            "a later call changes what an earlier one returned: make new arrays in each call",
        )
    second = model.resolve(engagement)
    if not _same(first, second):
        _fail(
            model,
            "the same engagement gives other losses the second time: it keeps state "
            "between calls, or draws from a generator of its own instead of "
            "engagement.uniforms",
        )
    fresh = type(model)().resolve(engagement) if _plain(model) else first
    if not _same(first, fresh):
        _fail(
            model,
            "a new instance gives other losses: the model keeps state between calls",
        )


def _plain(model: CombatModel) -> bool:
    """Whether the class can be instantiated without arguments."""
    try:
        type(model)()
    except TypeError:
        return False
    return True


def _check_addresses(model: CombatModel) -> None:
    one = model.resolve(sample_engagement(model, runs=np.arange(300)))
    shuffled = np.arange(300)[::-1].copy()
    back = model.resolve(sample_engagement(model, runs=shuffled))
    if not _same(one, _rows(back, shuffled)):
        _fail(
            model,
            "run 8 depends on its place in the batch: address draws by run number "
            "(engagement.uniforms does), not by row",
        )


def _check_independence(model: CombatModel) -> None:
    together = model.resolve(sample_engagement(model, runs=np.arange(200)))
    for chosen in (np.array([17]), np.arange(0, 200, 7)):
        apart = model.resolve(sample_engagement(model, runs=chosen))
        if not _same(_rows(together, chosen), apart):
            _fail(
                model,
                "a run fares otherwise in a smaller batch: one run depends on another (a "
                "sum, mean or sort over axis 0?)",
            )
    mixed = sample_engagement(model, runs=200)
    crowd = replace(mixed.attacker, men=mixed.attacker.men.copy(), fire=mixed.attacker.fire.copy())
    crowd.men[1::2] *= 3
    crowd.fire[1::2] *= 3
    half = model.resolve(replace(mixed, attacker=crowd))
    even = np.arange(0, 200, 2)
    if not _same(_rows(half, even), _rows(together, even)):
        _fail(
            model,
            "a run fares otherwise when other runs have more men: one run depends on "
            "another (a sum, mean or maximum over axis 0?)",
        )


def _check_company(model: CombatModel) -> None:
    """Units that other runs of the batch have here, and a run has not, change nothing in it."""
    stay, go = np.arange(0, CROWD, 2), np.arange(1, CROWD, 2)
    crowd, rows = sample_crowd(model, go)
    resolved = model.resolve(crowd)
    together = _columns(resolved, rows, stay)
    alone = _columns(model.resolve(of_units(crowd, rows, stay)), slice(None), slice(None))
    for name, lost in together.items():
        if not np.array_equal(lost, alone[name]):
            _fail(
                model,
                f"{name} of a run differ when other runs of the batch have more units here: what "
                "has neither men nor weapons in a run must add nothing to it (a share of the "
                "number of columns? a sum that numpy adds in another order?)",
            )
    for name, lost in _columns(resolved, rows, go).items():
        force: Force = getattr(crowd, name.partition("_")[0])
        if name.endswith("_fraction") and force.fraction is not None:
            if not np.array_equal(lost, force.fraction[np.ix_(rows, go)]):
                _fail(
                    model,
                    f"{name} changes for units that a run does not have here: leave what they "
                    "carry as it is, or it depends on who else is in the batch",
                )
        elif not name.endswith("_breaks") and lost.any():
            _fail(model, f"{name}: units lose in runs that do not have them here")


def _columns(losses: Losses, rows: Any, units: Any) -> dict[str, np.ndarray]:
    """The losses of some rows and units by name; each unit of a crowd has one weapon entry."""
    parts = {field.name: getattr(losses, field.name) for field in fields(Losses)}
    return {
        name: part[rows] if part.ndim == 1 else part[rows][:, units]
        for name, part in parts.items()
        if part is not None
    }


def _check_parameter_arrays(model: CombatModel) -> None:
    for name in model.Parameters.names():
        low, high = _two_values(model, name)
        try:
            table = np.where(np.arange(100) % 2 == 0, low, high)
            both = model.resolve(sample_engagement(model, runs=100, parameters={name: table}))
        except Exception as error:
            message = (
                f"parameter {name} as an array over runs raises {error!r}: use engagement.parameter"
            )
            raise ContractError(f"{model.name}: {message}, shape (k,)") from error
        for start, value in ((0, low), (1, high)):
            rows = np.arange(start, 100, 2)
            alone = model.resolve(sample_engagement(model, runs=100, parameters={name: value}))
            if not _same(_rows(both, rows), _rows(alone, rows)):
                _fail(
                    model,
                    f"parameter {name} as an array over runs is not taken run by run: use "
                    "engagement.parameter(name), shape (k,), not its first value",
                )


def _two_values(model: CombatModel, name: str) -> tuple[float, float]:
    """The default and another value within the bounds."""
    field = model.Parameters.model_fields[name]
    value = float(field.default)
    most = min([getattr(limit, "le", np.inf) for limit in field.metadata] or [np.inf])
    return value, min(2.0 * value + 1.0, most) if value < most else 0.5 * value


# what must hold in the mean ---------------------------------------------------------------------


def _check_halving(model: CombatModel) -> None:
    """A turn is two half turns, in a light fight and in one that costs a side half of its men."""
    if model.round_based:
        return
    heavy: dict[str, Any] = {
        "attacker": replace(ATTACKER, fire=tuple(_HEAVY * fire for fire in ATTACKER.fire)),
        "defender": replace(DEFENDER, fire=tuple(_HEAVY * fire for fire in DEFENDER.fire)),
    }
    forces: dict[str, Any]
    for forces in ({}, heavy):
        whole = sample_engagement(model, runs=_RUNS, hours=0.5, **forces)
        half = replace(whole, hours=0.25)
        first = model.resolve(half)
        _compare_halves(model, first, model.resolve(next_turn(half, first)), model.resolve(whole))


def _compare_halves(model: CombatModel, first: Losses, second: Losses, once: Losses) -> None:
    """Two half turns cost what one whole turn costs."""
    for side in _SIDES:
        name = f"{side}_men"
        long = getattr(once, name).sum(axis=1)
        short = getattr(first, name).sum(axis=1) + getattr(second, name).sum(axis=1)
        error = np.hypot(_standard_error(long), _standard_error(short))
        limit = _TURN_TOLERANCE * max(long.mean(), short.mean()) + 2.0 * error
        if abs(long.mean() - short.mean()) > limit:
            _fail(
                model,
                f"two half turns cost the {side} {short.mean():.2f} men and one whole turn "
                f"{long.mean():.2f}: losses must follow engagement.hours, as 1 - exp(-rate "
                "x hours) does, and fire those who are left (or set round_based = True)",
            )


def _check_monotone(model: CombatModel) -> None:
    base = model.resolve(sample_engagement(model, runs=_RUNS))
    for side, enemy, force in (
        ("attacker", "defender", DEFENDER),
        ("defender", "attacker", ATTACKER),
    ):
        more = replace(
            force,
            men=tuple(2 * men for men in force.men),
            weapons=tuple(replace(w, number=2 * w.number) for w in force.weapons),
        )
        better = replace(
            force,
            fire=tuple(2 * fire for fire in force.fire),
            other_fire={k: tuple(2 * f for f in v) for k, v in (force.other_fire or {}).items()},
        )
        for what, changed in (("twice the enemies", more), ("enemies twice as effective", better)):
            forces: dict[str, Any] = {enemy: changed}
            worse = model.resolve(sample_engagement(model, runs=_RUNS, **forces))
            few, many = (getattr(x, f"{side}_men").sum(axis=1) for x in (base, worse))
            error = np.hypot(_standard_error(few), _standard_error(many))
            if many.mean() < few.mean() - _DEVIATIONS * error - 1e-9:
                _fail(
                    model,
                    f"against {what} the {side} loses {many.mean():.2f} men, not "
                    f"{few.mean():.2f}: own and enemy strength mixed up, or a sign",
                )


_CHECKS: tuple[Callable[[CombatModel], None], ...] = (
    _check_shapes,
    _check_conservation,
    _check_bounds,
    _check_silence,
    _check_repeatable,
    _check_addresses,
    _check_independence,
    _check_company,
    _check_parameter_arrays,
    _check_halving,
    _check_monotone,
)


def _fail(model: CombatModel, message: str) -> None:
    raise ContractError(f"{model.name}: {message}")


def _losses(engagement: Engagement, losses: Losses) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Name, losses and what was there, for men and weapons of both sides."""
    for side in _SIDES:
        for arm in _ARMS:
            there = getattr(getattr(engagement, side), arm)
            yield f"{side}_{arm}", getattr(losses, f"{side}_{arm}"), there


def _arrays(engagement: Engagement) -> dict[str, np.ndarray]:
    """Copies of all arrays of an engagement and of both forces."""
    parts: dict[str, Engagement | Force] = {"": engagement}
    parts |= {f"{side}.": getattr(engagement, side) for side in _SIDES}
    return {
        f"{prefix}{field.name}": np.copy(value)
        for prefix, part in parts.items()
        for field in fields(part)
        if isinstance(value := getattr(part, field.name), np.ndarray)
    }


def _same(one: Losses, other: Losses) -> bool:
    return all(
        np.array_equal(getattr(one, field.name), getattr(other, field.name))
        for field in fields(Losses)
        if getattr(one, field.name) is not None
    )


def _rows(losses: Losses, rows: np.ndarray) -> Losses:
    parts: dict[str, Any] = {
        field.name: getattr(losses, field.name)
        for field in fields(Losses)
        if getattr(losses, field.name) is not None
    }
    return Losses(**{name: part[rows] for name, part in parts.items()})


def _standard_error(values: np.ndarray) -> float:
    return float(values.std() / np.sqrt(len(values)))
