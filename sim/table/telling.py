"""Telling: a situation in plain lines, for people, screen readers and language models."""

from collections.abc import Iterator, Mapping

from sim.commanders.situation import PlaceState, RouteState, Situation, Task, UnitState


def tell(now: Situation) -> str:
    """A situation as plain text, a fact a line."""
    return "\n".join(_lines(now)) + "\n"


def _lines(now: Situation) -> Iterator[str]:
    yield f"{now.scenario}"
    yield f"You command {now.side} against {now.enemy}."
    light = "night" if now.night else "day"
    yield f"Turn {now.turn} of {now.turns}: {now.time}, {light}; it ends {now.ends}."
    yield f"The sky lets {now.sky:.0%} of the sorties fly."
    yield from aims(now)
    if now.over:
        yield "The battle is over."
    events = [f"{one.time[11:]} {_event(one.place, one.text)}" for one in now.events]
    yield from _part("Since your last orders", events or ["nothing is reported"])
    yield from _part("Your units", [unit_line(unit, now) for unit in now.units])
    yield from _part("Places", [place_line(place, now) for place in now.places])
    yield from _part("Ways", [_way(route) for route in now.routes])
    yield from _part("Under way", [_task(task) for task in now.tasks] or ["nothing"])
    due = [f"{one.name}: {one.title or one.kind}" for one in now.plan if one.due]
    yield from _part("The plan would begin now", due or ["nothing"])


def aims(now: Situation, titles: Mapping[str, str] = {}) -> Iterator[str]:
    """What a side has to hold to win, and what the enemy has; `titles` are those of places."""
    rest = [one for one in now.aims if one not in (*now.needs, *now.defends)]
    for places, words in (
        (now.needs, "To win, hold at the end"),
        ([one for one in now.defends if one not in now.needs], "The enemy, to win, has to take"),
        (rest, "The victory hangs on"),
    ):
        if places:
            yield f"{words}: {', '.join(titles.get(one, one) for one in places)}."


def _part(heading: str, lines: list[str]) -> Iterator[str]:
    yield ""
    yield f"{heading}:"
    yield from (f"  {line}" for line in lines)


def _event(place: str, text: str) -> str:
    return f"{place}: {text}" if place else text


def _way(route: RouteState) -> str:
    start, end = route.between
    how = "by sea" if route.hours is None else f"{route.kind}, {route.hours:g} h on foot"
    return f"{start} - {end}: {route.km:g} km, {how}"


def unit_line(unit: UnitState, now: Situation) -> str:
    """A unit in a line: its name, strength, condition, and where it is or goes."""
    strength = [f"{unit.men:,} of {unit.initial:,} men"] if unit.initial else []
    strength += [f"{number:,} x {name.replace('_', ' ')}" for name, number in unit.weapons.items()]
    return f"{unit.name}: {', '.join([*strength, *_condition(unit), _where(unit)])}"


def _condition(unit: UnitState) -> list[str]:
    found = ["in disorder"] if unit.disorder else []
    found += [f"{unit.suppression:.0%} suppressed"] if unit.suppression >= 0.05 else []
    found += [] if unit.supply is None else [f"supply {unit.supply:.0%}"]
    found += [f"{unit.fatigue:.0%} worn"] if unit.fatigue else []
    return found


def _where(unit: UnitState) -> str:
    if unit.posture == "on the march":
        return f"marches from {unit.place} to {unit.to}, there at {unit.arrives}"
    place = f" at {unit.place}" if unit.place else ""
    return f"{unit.posture}{place}"


def place_line(place: PlaceState, now: Situation) -> str:
    """A place in a line: who holds it, who is there, and what is believed of the enemy."""
    found = [place.terrain]
    found += [f"works {place.fortification:.0%}"] if place.fortification else []
    found.append(f"held by {place.held_by}" if place.held_by else "held by nobody")
    found += [f"own {place.own:,} men"] if place.own else []
    found.append(_believed(place))
    if place.shelled_hours_ago is not None:
        found.append(f"shelled {place.shelled_hours_ago:g} h ago")
    return f"{place.name}: {', '.join(found)}"


def _believed(place: PlaceState) -> str:
    if place.contact:
        return f"in contact with {place.enemy:,} enemies"
    if place.enemy is None:
        return "enemy strength unknown"
    age = f"{place.hours_ago:g} h ago" if place.hours_ago else "now"
    if place.enemy_low == place.enemy_high:
        number = f"{place.enemy:,}" if place.enemy else "no"
    else:
        number = f"about {place.enemy:,} ({place.enemy_low:,} to {place.enemy_high:,})"
    return f"{number} enemies seen {age} ({place.seen_by})"


def _task(task: Task) -> str:
    return (
        f"{task.name}: {task.title or task.kind.replace('_', ' ')}, {', '.join(task.units)}, "
        f"to {', '.join(task.goal)}, since {task.since}"
    )
