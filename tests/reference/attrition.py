"""Attrition: what two companies do to each other in one turn.

Each man is hit with probability 1 - exp(-e H): e how exposed this man is, H the sum over the turn
of the rate at which a man in the open is hit. With A men against D, of whose fire F is aimed at
men, that rate is

    F / A  (A / D)^(1 - w)  (1 + t)^-g

an hour, t hours after the engagement began; the ratio counts as no more than ten to one. F is the
fire of those who are left. Vehicles, guns, craft and aircraft are hit by the fire aimed at their
category, without the ratio. All fire ends when a side breaks: then only so many of the losses stand
as had come until then.
"""

import math

from tests.reference.luck import fallen

_KNOWN_ODDS = 5
_FINE = 0.1
_MOST_STEPS = 100


def exchange(battle, place, companies, lasted):
    """Men and weapons that two companies lose, each a dict by unit or weapons."""
    span = battle.attrition["intensity"] * _hours_of_fire(battle, lasted)
    hazards, hours = _integrate(companies, span, battle.attrition["weight"])
    return [
        _suffer(battle, place, own, enemy, hazard, under_fire)
        for own, enemy, hazard, under_fire in zip(
            companies, reversed(companies), hazards, hours, strict=True
        )
    ]


def _hours_of_fire(battle, lasted):
    """The integral of the slackening over the turn."""
    power, hours = battle.attrition["slackening"], battle.clock.hours
    if power == 0:
        return hours
    first, last = 1 + lasted, 1 + lasted + hours
    if power == 1:
        return math.log(last / first)
    return (last ** (1 - power) - first ** (1 - power)) / (1 - power)


def _integrate(companies, span, weight):
    """Hazards of a man in the open on each side, and hours that the fire at each comes to."""
    men = [company.number("personnel") for company in companies]
    fire = [enemy.fire["personnel"] for enemy in reversed(companies)]
    if 0 in men:
        hazards = [f * span / m if m else 0.0 for f, m in zip(fire, men, strict=True)]
        return hazards, [span, span]
    exposure = [_mean_exposure(company, m) for company, m in zip(companies, men, strict=True)]
    by_each = [fire[0] / men[1], fire[1] / men[0]]
    here = list(map(float, men))

    def rates(now):
        favour = min(max(now[0] / now[1], 1 / _KNOWN_ODDS), _KNOWN_ODDS) ** (1 - weight)
        return by_each[0] * now[1] / now[0] * favour, by_each[1] * now[0] / now[1] / favour

    worst = span * max(e * rate for e, rate in zip(exposure, rates(here), strict=True))
    steps = min(1 + int(worst / _FINE), _MOST_STEPS)
    step = span / steps
    hazards, hours = [0.0, 0.0], [0.0, 0.0]
    for _ in range(steps):
        begun = rates(here)
        middle = [
            max(n * (1 - 0.5 * step * e * r), 0.5 * n)
            for n, e, r in zip(here, exposure, begun, strict=True)
        ]
        mean = rates(middle)
        for side in (0, 1):
            hazards[side] += step * mean[side]
            hours[side] += step * middle[1 - side] / men[1 - side]
            lost = step * exposure[side] * mean[side] * middle[side]
            here[side] = max(here[side] - lost, 0.25 * here[side])
    return hazards, hours


def _mean_exposure(company, men):
    return sum(number * company.exposure(unit) for unit, number in company.men.items()) / men


def _suffer(battle, place, company, enemy, hazard, hours):
    """(men, weapons) that a company loses in a turn of such a hazard and so many hours of fire."""

    def lost(number, hazard, unit, item):
        uniform = battle.luck.uniform(f"combat/{place.name}", item, battle.turn)
        return fallen(number, hazard * company.exposure(unit), uniform)

    men = {
        unit: lost(number, hazard, unit, unit.luck)
        for unit, number in company.men.items()
        if number > 0
    }
    weapons = {
        weapons: lost(
            weapons.present,
            hours * enemy.fire[weapons.kind.category] / company.number(weapons.kind.category),
            unit,
            weapons.luck,
        )
        for unit, weapons in company.weapons
        if enemy.fire[weapons.kind.category] > 0
    }
    return men, weapons


def until(part, uniform, losses):
    """The part of some losses, a dict, that had come when so much of the turn was over."""
    total, before, kept = 0, 0, {}
    for item, number in losses.items():
        total += number
        now = int(total * part + uniform)
        kept[item] = now - before
        before = now
    return kept
