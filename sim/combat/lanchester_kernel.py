"""Integration of the Lanchester equations of `sim.combat.lanchester` within a turn.

Runs go on side by side, some at a time: the losses of a unit are found for all of them before those
of the next, so that a processor takes several at once.
"""

from typing import NamedTuple

import numpy as np

from sim.combat.contract import PERSONNEL
from sim.combat.fronts import Fronts, Toll, When
from sim.elementary import exp, power
from sim.kernel import borrower, njit
from sim.luck.philox import uniform_pair
from sim.luck.variates import binomial

_MAX_STEPS = 4000
"""Steps of a turn at most, however fast a side melts at its end."""
_ROUNDING = 1e-9
"""A fraction of a man so close to the next whole one is whole."""
_TOGETHER = 128
"""So many runs go on side by side: what they need stays close to the processor."""


class Law(NamedTuple):
    """How the strengths of both sides count in the losses of one."""

    rate: float
    """b of the enemy's fire, an hour; 0 takes the fire of his units."""
    p: float
    """Power of the side's own strength."""
    q: float
    """Power of the enemy's strength."""


class Conduct(NamedTuple):
    """The parameters that both sides share, under their own names."""

    intensity: float
    reference: float
    cover: float
    fatigue: float
    stochastic: float
    step: float


class Rules(NamedTuple):
    """The parameters of all pairs; each table has K rows, or one if all share them."""

    attacker: np.ndarray
    """(K or 1, 3) columns of `Law`, of the attacker's losses."""
    defender: np.ndarray
    """The same of the defender's."""
    conduct: np.ndarray
    """(K or 1, 6) columns of `Conduct`."""


class Side(NamedTuple):
    """A side of a front, and its lines in the columns: its units, then its weapon entries."""

    side: int
    first: int
    weapons: int
    end: int


class Part(NamedTuple):
    """Some pairs of a front, which go on side by side."""

    front: int
    begin: int
    end: int


class Course(NamedTuple):
    """What is left of both sides, S units and weapon entries, in k runs."""

    men: np.ndarray
    """(S, k) men of a unit when the turn begins, at least 1."""
    exposure: np.ndarray
    """(S, k)"""
    begun: np.ndarray
    """(S, k) what was there when the turn began."""
    state: np.ndarray
    """(S, k)"""
    stage: np.ndarray
    """(S, k) the state within a step."""
    slopes: np.ndarray
    """(4, S, k) losses an hour."""
    done: np.ndarray
    """(k,) hours of the turn that are over."""
    step: np.ndarray
    """(k,) hours of the present step, 0 where the turn is over."""
    when: np.ndarray
    """(k,) hours of the engagement at the stage."""
    fading: np.ndarray
    """(k,) what is left of fire by then."""
    work: np.ndarray
    """(5, k)"""


@njit(cache=True)
def resolve(fronts: Fronts, when: When, rules: Rules) -> Toll:
    """Losses of a turn at all fronts; fractions of men, if they are kept, become what they are."""
    toll = Toll(np.zeros_like(fronts.men), np.zeros_like(fronts.weapons))
    for front in range(fronts.attackers.shape[0]):
        attacker = fronts.attackers[front]
        red = _side(fronts, front, attacker, 0)
        sides = red, _side(fronts, front, 1 - attacker, red.end)
        for begin in range(fronts.ends[front], fronts.ends[front + 1], _TOGETHER):
            part = Part(front, begin, min(begin + _TOGETHER, fronts.ends[front + 1]))
            course = _course(sides[1].end, part.end - begin)
            for side in sides:
                _gather(fronts, part, side, course)
            course.state[:] = course.begun
            _integrate(course, fronts, part, sides, rules, when.hours)
            for side in sides:
                _book_men(fronts, part, side, course, rules.conduct, when, toll.men)
                _book_weapons(fronts, part, side, course, rules.conduct, when, toll.weapons)
    return toll


@njit(cache=True, inline="always")
def _side(fronts: Fronts, front: int, side: int, first: int) -> Side:
    weapons = first + fronts.units[front, side]
    return Side(side, first, weapons, weapons + fronts.entries[front, side])


@njit(cache=True)
def _course(size: int, runs: int) -> Course:
    """Room for so many lines and runs."""
    lines, work = np.empty((9, size, runs)), np.empty((9, runs))
    men, exposure, begun, state, stage = lines[0], lines[1], lines[2], lines[3], lines[4]
    return Course(
        men, exposure, begun, state, stage, lines[5:], work[0], work[1], work[2], work[3], work[4:]
    )


@njit(cache=True, inline="always")
def _law(table: np.ndarray, pair: int) -> Law:
    i = pair if table.shape[0] > 1 else 0
    return Law(table[i, 0], table[i, 1], table[i, 2])


@njit(cache=True, inline="always")
def _conduct(table: np.ndarray, pair: int) -> Conduct:
    i = pair if table.shape[0] > 1 else 0
    return Conduct(table[i, 0], table[i, 1], table[i, 2], table[i, 3], table[i, 4], table[i, 5])


@borrower
def _gather(fronts: Fronts, part: Part, side: Side, course: Course) -> None:
    """Men, less the fractions lost already, and weapons of one side."""
    one, kept = side.side, fronts.fraction.shape[1] > 0
    for u in range(side.weapons - side.first):
        line, there = side.first + u, fronts.men[one, u, part.begin : part.end]
        men, begun = course.men[line], course.begun[line]
        exposed, exposure = course.exposure[line], fronts.exposure[one, u, part.begin : part.end]
        for k in range(there.shape[0]):
            men[k], begun[k], exposed[k] = max(there[k], 1), there[k], exposure[k]
        if kept:
            gone = fronts.fraction[one, u, part.begin : part.end]
            for k in range(there.shape[0]):
                begun[k] = max(begun[k] - gone[k], 0.0)
    for w in range(side.end - side.weapons):
        line, unit = side.weapons + w, fronts.weapon_unit[part.front, one, w]
        there, begun = fronts.weapons[one, w, part.begin : part.end], course.begun[line]
        exposed, exposure = course.exposure[line], fronts.exposure[one, unit, part.begin : part.end]
        for k in range(there.shape[0]):
            begun[k], exposed[k] = there[k], exposure[k]


@borrower
def _integrate(
    course: Course,
    fronts: Fronts,
    part: Part,
    sides: tuple[Side, Side],
    rules: Rules,
    hours: float,
) -> None:
    """Classical Runge-Kutta steps of at most the share `step` of a unit."""
    lasted, done, when = fronts.lasted[part.begin : part.end], course.done, course.when
    done[:] = 0.0
    going = True
    while going:
        for k in range(when.shape[0]):
            when[k] = lasted[k] * hours + done[k]
        _slopes(course.state, course.slopes[0], course, fronts, part, sides, rules)
        if not _choose_steps(course, rules.conduct, part.begin, hours):
            break
        for i in range(3):
            _go_on(course, lasted, hours, i)
            _slopes(course.stage, course.slopes[i + 1], course, fronts, part, sides, rules)
        going = _advance(course, hours)


@borrower
def _choose_steps(course: Course, table: np.ndarray, begin: int, hours: float) -> bool:
    """Steps until the fastest unit, or the fire, has lost the share; whether there are any."""
    fastest, done, steps = course.work[0], course.done, course.step
    fastest[:] = 0.0
    for i in range(course.state.shape[0]):
        state, slopes = course.state[i], course.slopes[0, i]
        for k in range(state.shape[0]):
            if state[k] > 0.0:
                fastest[k] = max(fastest[k], slopes[k] / state[k])
    going = False
    for k in range(done.shape[0]):
        conduct, steps[k] = _conduct(table, begin + k), 0.0
        if done[k] < hours and fastest[k] > 0.0:
            step = max(conduct.step / max(fastest[k], conduct.fatigue), hours / _MAX_STEPS)
            steps[k] = min(step, hours - done[k])
        if steps[k] > 0.0:
            going = True
        else:
            done[k] = hours  # nobody loses anything any more
    return going


@borrower
def _go_on(course: Course, lasted: np.ndarray, hours: float, i: int) -> None:
    """Go half a step by the first slopes and by the second, and a whole one by the third."""
    share = 1.0 if i == 2 else 0.5
    step, when, done = course.step, course.when, course.done
    for k in range(step.shape[0]):
        when[k] = lasted[k] * hours + done[k] + share * step[k]
    for line in range(course.state.shape[0]):
        state, stage, slopes = course.state[line], course.stage[line], course.slopes[i, line]
        for k in range(step.shape[0]):
            stage[k] = max(state[k] - share * step[k] * slopes[k], 0.0)


@borrower
def _advance(course: Course, hours: float) -> bool:
    """Take the step by the mean of all slopes; whether the turn goes on somewhere."""
    step, done = course.step, course.done
    for line in range(course.state.shape[0]):
        state, slopes = course.state[line], course.slopes[:, line]
        first, second, third, fourth = slopes[0], slopes[1], slopes[2], slopes[3]
        for k in range(step.shape[0]):
            mean = (first[k] + 2.0 * second[k] + 2.0 * third[k] + fourth[k]) / 6.0
            left = max(state[k] - step[k] * mean, 0.0)
            state[k] = left if step[k] > 0.0 else state[k]
    going = False
    for k in range(step.shape[0]):
        if step[k] > 0.0:
            last = hours - done[k] - step[k] < 1e-12 * hours
            done[k] = hours if last else done[k] + step[k]
            going |= done[k] < hours
    return going


@borrower
def _slopes(
    state: np.ndarray,
    out: np.ndarray,
    course: Course,
    fronts: Fronts,
    part: Part,
    sides: tuple[Side, Side],
    rules: Rules,
) -> None:
    """Losses an hour, (S, k), of every unit and weapon entry of which so much is left, (S, k)."""
    red, blue = sides
    for k in range(course.when.shape[0]):
        conduct, fading = _conduct(rules.conduct, part.begin + k), 1.0
        if conduct.fatigue > 0.0:
            fading = exp(-conduct.fatigue * course.when[k])
        course.fading[k] = conduct.intensity * fading
    for own, enemy, law in ((red, blue, rules.attacker), (blue, red, rules.defender)):
        _pull(state, course, fronts, part, (own, enemy), law, rules.conduct)
        pull = course.work[0]
        for u in range(own.first, own.weapons):
            line, left, exposure = out[u], state[u], course.exposure[u]
            for k in range(left.shape[0]):
                line[k] = pull[k] * left[k] * exposure[k]
        if own.end > own.weapons:
            _suffer_weapons(state, out, course, fronts, part, (own, enemy))


@borrower
def _pull(
    state: np.ndarray,
    course: Course,
    fronts: Fronts,
    part: Part,
    sides: tuple[Side, Side],
    laws: np.ndarray,
    conducts: np.ndarray,
) -> None:
    """Write the losses an hour of a man in the open of the first side under the other's fire."""
    own, enemy = sides
    work = course.work
    pull, total, exposed, strength, aimed = work[0], work[1], work[2], work[3], work[4]
    _add_up(state, own, total)
    _add_up(state, enemy, strength)
    exposed[:] = 0.0
    for u in range(own.first, own.weapons):
        left, exposure = state[u], course.exposure[u]
        for k in range(left.shape[0]):
            exposed[k] += left[k] * exposure[k]
    if laws.shape[0] > 1 or not laws[0, 0] > 0.0:
        _aim(state, course, fronts, part, enemy, PERSONNEL, aimed)
    for k in range(pull.shape[0]):
        law, conduct = _law(laws, part.begin + k), _conduct(conducts, part.begin + k)
        pull[k] = 0.0
        if total[k] > 0.0 and exposed[k] > 0.0 and strength[k] > 0.0:
            if law.rate > 0.0:
                force = law.rate * power(total[k], law.p) * power(strength[k], law.q)
            else:
                force = aimed[k]
                if law.p != 0.0 or law.q != 1.0:
                    force *= power(total[k] / conduct.reference, law.p)
                    force *= power(strength[k] / conduct.reference, law.q - 1.0)
            cover = 1.0
            if conduct.cover > 0.0:
                cover = power(exposed[k] / total[k], conduct.cover)
            pull[k] = force * (course.fading[k] * cover / exposed[k])


@borrower
def _add_up(state: np.ndarray, side: Side, total: np.ndarray) -> None:
    """Write the men of a side, (k,)."""
    total[:] = 0.0
    for u in range(side.first, side.weapons):
        left = state[u]
        for k in range(left.shape[0]):
            total[k] += left[k]


@borrower
def _aim(
    state: np.ndarray,
    course: Course,
    fronts: Fronts,
    part: Part,
    side: Side,
    category: int,
    aimed: np.ndarray,
) -> None:
    """Write the losses an hour, (k,), that what is left of a side inflicts on one category."""
    aimed[:] = 0.0
    for u in range(side.weapons - side.first):
        fire = fronts.fire[side.side, u, category, part.begin : part.end]
        left, men = state[side.first + u], course.men[side.first + u]
        for k in range(left.shape[0]):
            aimed[k] += fire[k] * left[k] / men[k]


@borrower
def _suffer_weapons(
    state: np.ndarray,
    out: np.ndarray,
    course: Course,
    fronts: Fronts,
    part: Part,
    sides: tuple[Side, Side],
) -> None:
    """Losses an hour of the weapons of the first side, by the fire at their category."""
    own, enemy = sides
    targets, aimed, fading = course.work[3], course.work[4], course.fading
    categories = fronts.weapon_category[part.front, own.side]
    out[own.weapons : own.end] = 0.0
    for category in range(fronts.fire.shape[2]):
        if not _targets(state, own, categories, category, targets):
            continue
        _aim(state, course, fronts, part, enemy, category, aimed)
        for w in range(own.end - own.weapons):
            line, left = out[own.weapons + w], state[own.weapons + w]
            exposure = course.exposure[own.weapons + w]
            for k in range(left.shape[0] if categories[w] == category else 0):
                if targets[k] > 0.0:
                    line[k] = fading[k] * aimed[k] * exposure[k] * left[k] / targets[k]


@borrower
def _targets(
    state: np.ndarray, side: Side, categories: np.ndarray, category: int, targets: np.ndarray
) -> bool:
    """Write how many weapons of one category a side has, (k,); whether there are any."""
    targets[:] = 0.0
    some = False
    for w in range(side.end - side.weapons):
        left = state[side.weapons + w]
        for k in range(left.shape[0] if categories[w] == category else 0):
            targets[k] += left[k]
            some |= targets[k] > 0.0
    return some


@borrower
def _book_men(
    fronts: Fronts,
    part: Part,
    side: Side,
    course: Course,
    table: np.ndarray,
    when: When,
    toll: np.ndarray,
) -> None:
    """Turn the losses of men into whole ones, and keep the rest or leave it to chance."""
    one, begin, kept = side.side, part.begin, fronts.fraction.shape[1] > 0
    for u in range(side.weapons - side.first):
        address = fronts.addresses[part.front, one, u]
        begun, left = course.begun[side.first + u], course.state[side.first + u]
        for k in range(begun.shape[0]):
            pair, stochastic = begin + k, _conduct(table, begin + k).stochastic > 0.5
            men, lost = fronts.men[one, u, pair], begun[k] - left[k]
            if kept and not stochastic:
                due = fronts.fraction[one, u, pair] + lost
                toll[one, u, pair] = min(int(due + _ROUNDING), men)
                # a unit that is elsewhere in this run keeps what it carries
                gone = men > 0 and toll[one, u, pair] >= men
                rest = 0.0 if gone else max(due - toll[one, u, pair], 0.0)
                fronts.fraction[one, u, pair] = rest
            elif lost > 0.0:
                uniform = _uniform(fronts, pair, when, address)
                toll[one, u, pair] = _whole(men, begun[k], lost, stochastic, uniform)


@borrower
def _book_weapons(
    fronts: Fronts,
    part: Part,
    side: Side,
    course: Course,
    table: np.ndarray,
    when: When,
    toll: np.ndarray,
) -> None:
    """Turn the losses of weapons into whole ones."""
    one = side.side
    for w in range(side.end - side.weapons):
        address = fronts.weapon_addresses[part.front, one, w]
        begun, left = course.begun[side.weapons + w], course.state[side.weapons + w]
        for k in range(begun.shape[0]):
            pair, lost = part.begin + k, begun[k] - left[k]
            if lost > 0.0:
                stochastic = _conduct(table, pair).stochastic > 0.5
                uniform, ready = _uniform(fronts, pair, when, address), fronts.weapons[one, w, pair]
                toll[one, w, pair] = _whole(ready, begun[k], lost, stochastic, uniform)


@njit(cache=True, inline="always")
def _uniform(fronts: Fronts, pair: int, when: When, address: np.uint64) -> float:
    uniform, _ = uniform_pair(when.seed, fronts.runs[pair], np.uint64(when.turn), address)
    return uniform


@njit(cache=True, inline="always")
def _whole(count: int, begun: float, lost: float, stochastic: bool, uniform: float) -> int:
    """Whole losses with the mean `lost`."""
    if stochastic:
        return binomial(count, lost / begun, uniform)
    return int(min(lost + 1.0 - uniform, count))
