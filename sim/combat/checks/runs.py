"""Runs, addresses and state: a run is the same battle in whatever company it is played."""

from dataclasses import replace

import numpy as np

from sim.combat.checks.losses import by_units, of_rows, same
from sim.combat.checks.verdict import ContractError, fail
from sim.combat.contract import CombatModel, Force
from sim.combat.samples import ATTACKER, CROWD, of_units, sample_crowd, sample_engagement


def repeatable(model: CombatModel) -> None:
    """The same engagement has the same losses, whatever was played between."""
    engagement = sample_engagement(model, runs=300)
    first = model.resolve(engagement)
    kept = of_rows(first, np.arange(300))
    other = sample_engagement(model, runs=300, turn=6, attacker=replace(ATTACKER, men=(7, 7)))
    model.resolve(other)
    if not same(first, kept):
        fail(
            model,
            "a later call changes what an earlier one returned: make new arrays in each call",
        )
    second = model.resolve(engagement)
    if not same(first, second):
        fail(
            model,
            "the same engagement gives other losses the second time: it keeps state "
            "between calls, or draws from a generator of its own instead of "
            "engagement.uniforms",
        )
    fresh = type(model)().resolve(engagement) if _plain(model) else first
    if not same(first, fresh):
        fail(
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


def addresses(model: CombatModel) -> None:
    """Luck belongs to the number of a run."""
    one = model.resolve(sample_engagement(model, runs=np.arange(300)))
    shuffled = np.arange(300)[::-1].copy()
    back = model.resolve(sample_engagement(model, runs=shuffled))
    if not same(one, of_rows(back, shuffled)):
        fail(
            model,
            "run 8 depends on its place in the batch: address draws by run number "
            "(engagement.uniforms does), not by row",
        )


def independence(model: CombatModel) -> None:
    """A run does not depend on the others of its batch."""
    together = model.resolve(sample_engagement(model, runs=np.arange(200)))
    for chosen in (np.array([17]), np.arange(0, 200, 7)):
        apart = model.resolve(sample_engagement(model, runs=chosen))
        if not same(of_rows(together, chosen), apart):
            fail(
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
    if not same(of_rows(half, even), of_rows(together, even)):
        fail(
            model,
            "a run fares otherwise when other runs have more men: one run depends on "
            "another (a sum, mean or maximum over axis 0?)",
        )


def company(model: CombatModel) -> None:
    """Units that other runs of the batch have here, and a run has not, change nothing in it."""
    stay, go = np.arange(0, CROWD, 2), np.arange(1, CROWD, 2)
    crowd, rows = sample_crowd(model, go)
    resolved = model.resolve(crowd)
    together = by_units(resolved, rows, stay)
    alone = by_units(model.resolve(of_units(crowd, rows, stay)), slice(None), slice(None))
    for name, lost in together.items():
        if not np.array_equal(lost, alone[name]):
            fail(
                model,
                f"{name} of a run differ when other runs of the batch have more units here: what "
                "has neither men nor weapons in a run must add nothing to it (a share of the "
                "number of columns? a sum that numpy adds in another order?)",
            )
    for name, lost in by_units(resolved, rows, go).items():
        force: Force = getattr(crowd, name.partition("_")[0])
        if name.endswith("_fraction") and force.fraction is not None:
            if not np.array_equal(lost, force.fraction[np.ix_(rows, go)]):
                fail(
                    model,
                    f"{name} changes for units that a run does not have here: leave what they "
                    "carry as it is, or it depends on who else is in the batch",
                )
        elif not name.endswith("_breaks") and lost.any():
            fail(model, f"{name}: units lose in runs that do not have them here")


def parameter_arrays(model: CombatModel) -> None:
    """Parameters are taken run by run."""
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
            if not same(of_rows(both, rows), of_rows(alone, rows)):
                fail(
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


CHECKS = (repeatable, addresses, independence, company, parameter_arrays)
