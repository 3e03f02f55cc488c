"""What `check_operation` says of each kind of operation, good and bad."""

from typing import Literal

import numpy as np
import pytest

import sim
from sim.combat import ContractError
from sim.kernel import njit
from sim.scenario import kinds
from sim.scenario.kinds import built_in_kinds
from sim.world.sequence import Step
from sim.world.state import Fate
from tests.data.outside.sniping import Sniping, SnipingSpec


@pytest.fixture(autouse=True)
def forgotten():
    """What a test registers is unknown to the next."""
    yield
    for name in ("broken", "idle"):
        kinds._KINDS.pop(name, None)


@pytest.mark.parametrize("kind", [*built_in_kinds(), "sniping"])
def test_a_good_kind_passes(kind):
    sim.check_operation(kind)


def test_what_it_is_told_counts():
    sim.check_operation("march", to="village", speed="1 km/h")
    with pytest.raises(ContractError, match="all units are at 'camp' already, so that nobody goes"):
        sim.check_operation("march", to="camp")
    with pytest.raises(ContractError, match="march: to: unknown place 'moon'"):
        sim.check_operation("march", to="moon")


def broken(base=SnipingSpec, **changes):
    """Sniping with a bug."""

    class Spec(base):
        kind: Literal["broken"] = "broken"

    names = {"__orig_bases__": (kinds_of(Spec),), "__module__": __name__}
    type("Broken", (Sniping,), names | changes)
    return Spec


def kinds_of(spec):
    from sim.operations import Operation

    return Operation[spec]


def writes_state(self, rows):
    self.world.state.men[rows, self.units[0], Fate.PRESENT] -= 1


def takes_too_many(self, unit, rows):
    from sim.rules.casualties import Casualties

    lost = np.full(len(rows), 500)
    fates = Fate.PRESENT, Fate.KILLED
    self.rules[Casualties].transfer(rows, unit, *fates, lost, self._place)


def wins_them_over(self, rows):
    from sim.rules.casualties import Casualties

    units = self.world.forces.unit
    number = np.ones(len(rows), np.int64)
    self.rules[Casualties].regroup(rows, units["guards"], units["rifles"], number)


def shoot(number):
    """A toll of so many men, of those who are there."""

    def hit(self, unit, rows):
        from sim.rules.casualties import Casualties

        men = self.world.state.men[rows, unit, Fate.PRESENT].astype(np.int64)
        lost = np.minimum(number(self, rows, men), men)
        fates = Fate.PRESENT, Fate.WOUNDED
        self.rules[Casualties].transfer(rows, unit, *fates, lost, self._place)

    return hit


def forgets_to_complete(self, rows):
    self.begun = True


def waits_for_the_first_run(self, rows):
    self._shots.add(rows, int(self.world.turn + self._turns[0]))


SHOTS = []
HOURS = {"uniform": ["1 h", "9 h"]}


def counts_battles(self, rows, men):
    SHOTS.append(len(rows))
    return np.full(len(rows), len(SHOTS) // 50)


def changes_sides(self, rows):
    self.world.forces.unit_side[:] = 0
    self.complete(rows)


def goes_on_for_ever(self, rows):
    def process():
        for turn in range(self.world.turn + 1, self.world.clock.turns):
            yield self.world.schedule.until(turn, Step.GUNFIRE)
            for unit in self.world.forces.units_of_side(1 - self.side).tolist():
                shoot(lambda self, rows, men: np.ones_like(men))(self, unit, rows)

    self.world.schedule.env.process(process())
    self.complete(rows)


@njit()
def mixed(number):
    seed = 1
    for _ in range(number + 3):
        seed = seed * 6364136223846793005 + 1442695040888963407
    return (seed >> 17) % 5


def overflows(self, rows, men):
    return np.array([abs(mixed(int(one))) for one in men], np.int64)


def own_luck(self, rows, men):
    return np.random.default_rng().integers(0, 5, len(rows))


def luck_by_row(self, rows, men):
    return np.random.default_rng(3).integers(0, 5, 10_000)[rows]


def as_the_largest(self, rows, men):
    return np.full(len(rows), men.max(initial=0) // 40)


def asks_for_what_is_not_there(self, rows):
    self.world.forces.unit["nobody"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"begin": writes_state}, r"\.py:\d+ writes to an array of the state that belongs to a"),
        ({"_hit": takes_too_many}, "of some fate in turn .*cap what is taken"),
        ({"begin": wins_them_over}, "men are made or lost in turn .*to a unit of their side"),
        ({"begin": forgets_to_complete}, "run 0 neither completes it nor says why not"),
        ({"begin": waits_for_the_first_run}, "take figures by row"),
        ({"begin": changes_sides}, r"it changes world\.forces\.unit_side"),
        ({"begin": goes_on_for_ever}, "it acts in runs that are over"),
        ({"begin": asks_for_what_is_not_there}, r"\.py:\d+ raises KeyError: 'nobody'"),
        ({"_hit": shoot(own_luck)}, "the second time.*instead of self.world.draws"),
        ({"_hit": shoot(counts_battles)}, "the second time: it keeps state between battles"),
        ({"_hit": shoot(luck_by_row)}, "run 8 depends on its place in the batch"),
        ({"_hit": shoot(as_the_largest)}, "a run fares otherwise in a smaller batch"),
        ({"_hit": shoot(overflows)}, r"compiled kernels \(mixed\) give other numbers"),
    ],
)
def test_a_broken_kind_is_told_what_the_bug_is(changes, message):
    with pytest.raises(ContractError, match=f"broken: .*{message}"):
        sim.check_operation(broken(**changes), to="hill", toll=0.2, duration=HOURS)


class Elsewhere(SnipingSpec):
    kind: Literal["broken"] = "broken"

    def leaves(self):
        return {"rifles": "moon"}


class Nobody(SnipingSpec):
    kind: Literal["broken"] = "broken"

    def brings(self):
        return ["ghosts"]


class PlainGoal(SnipingSpec):
    kind: Literal["broken"] = "broken"

    def goal(self):
        return "the hill"


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        (Elsewhere, r"leaves\(\) puts 'rifles' at 'moon', which is no place"),
        (Nobody, r"brings\(\) names 'ghosts', which is no unit"),
        (PlainGoal, r"goal\(\) must be a list of names or words"),
    ],
)
def test_what_a_kind_says_of_itself_is_checked(spec, message):
    with pytest.raises(ContractError, match=f"broken: {message}"):
        sim.check_operation(broken(spec))


def test_a_kind_that_nothing_plays():
    class Idle(SnipingSpec):
        kind: Literal["idle"] = "idle"

    with pytest.raises(ContractError, match=r"nothing plays the kind 'idle': define a class X\(Op"):
        sim.check_operation(Idle)


def test_an_unknown_kind_and_a_class_without_one():
    with pytest.raises(KeyError, match="no kind of operation 'landin'; did you mean landing"):
        sim.check_operation("landin")
    with pytest.raises(ContractError, match="give it a field `kind"):
        sim.check_operation(kinds.OperationSpec)
