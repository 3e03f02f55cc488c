"""The panel of orders: what is chosen, what can be ordered of it, and what was ordered."""

from collections.abc import Callable

from sim.commanders.legal import LegalOrder
from sim.commanders.situation import Situation
from sim.page import words
from sim.page.seat import Seat
from sim.page.tag import Tag, button

NUMBERED = 9
"""Orders that have a number key."""


def draw_panel(seat: Seat, redraw: Callable[[], None]) -> None:
    """Draw what is chosen with its orders."""
    with Tag("section", class_="panel", aria_label="Orders"):
        if seat.unit is not None:
            _draw_unit(seat, redraw)
        elif seat.place is not None:
            _draw_place(seat, redraw)
        else:
            Tag("h2", "Orders")
            Tag("p", "Choose a unit or a place, on the map or in the lists.", class_="note")
        _draw_orders(seat)


def _heading(title: str, seat: Seat, redraw: Callable[[], None]) -> None:
    def clear() -> None:
        seat.clear()
        redraw()

    with Tag("div", class_="heading"):
        Tag("h2", title)
        button("Close", clear, "clear", aria_label="Choose nothing (Esc)", class_="plain")


def _draw_unit(seat: Seat, redraw: Callable[[], None]) -> None:
    unit, now = seat.now.unit(seat.unit or ""), seat.now
    _heading(unit.title, seat, redraw)
    Tag("p", f"{words.strength(unit)}; {words.whereabouts(unit, now)}")
    if ailing := words.condition(unit):
        Tag("p", ailing)
    titles = {task.name: task.title or task.kind.replace("_", " ") for task in now.tasks}
    if unit.tasks:
        Tag("p", "Under way: " + ", ".join(titles.get(one, one) for one in unit.tasks))
    if seat.place is not None:
        Tag("p", f"Only orders to {words.place_title(seat.place, now)}", class_="note")
    elif seat.goals:
        Tag("p", "Rings on the map show where it can be sent.", class_="note")


def _draw_place(seat: Seat, redraw: Callable[[], None]) -> None:
    now = seat.now
    place = now.place(seat.place or "")
    _heading(place.title, seat, redraw)
    Tag("p", f"{words.ground(place)}; {words.held(place, seat.titles)}")
    Tag("p", words.belief(place))
    if place.shelled_hours_ago is not None:
        Tag("p", f"shelled {place.shelled_hours_ago:g} h ago")
    here = [unit for unit in now.units if unit.place == place.name and unit.able]
    for unit in here:

        def choose(name: str = unit.name) -> None:
            seat.choose("unit", name)
            redraw()

        button(f"{unit.title}: {words.strength(unit)}", choose, f"here:{unit.name}", class_="row")


def _draw_orders(seat: Seat) -> None:
    orders = seat.orders
    if not orders:
        if seat.unit is not None and seat.can_order:
            Tag("p", "There is nothing to order.", class_="note")
        return
    with Tag("ol", class_="orders"):
        for number, one in enumerate(orders, 1):
            _draw_order(seat, one, number)


def _draw_order(seat: Seat, one: LegalOrder, number: int) -> None:
    async def give() -> None:
        await seat.order(one)

    text = _short(one, seat)
    with Tag("li"), button("", give, f"order:{one.text}", disabled=not seat.can_order):
        Tag("kbd", str(number) if number <= NUMBERED else "")
        Tag("span", text)
        Tag("small", arrival(one, seat.now))


def _short(one: LegalOrder, seat: Seat) -> str:
    """An order in words, without the name of the unit that is chosen."""
    if seat.unit is not None:
        text = one.text.removeprefix(f"{seat.now.unit(seat.unit).title}: ")
        return text[:1].upper() + text[1:]
    return one.text


def arrival(one: LegalOrder, now: Situation) -> str:
    """When those who are ordered are there, and what bounds the order."""
    found = [f"there {words.hour(one.arrives, now.time)}"] if one.arrives else []
    if "men_an_hour" in one.limits:
        found.append(f"{one.limits['men_an_hour']:,.0f} men an hour")
    if "flying" in one.limits:
        found.append(f"{one.limits['flying']:.0%} of the sorties fly")
    return ", ".join(found)


def draw_given(seat: Seat) -> None:
    """Draw what was ordered in this turn."""
    given = seat.sitting.given[seat.side]
    with Tag("section", class_="given", aria_label="Ordered in this turn"):
        Tag("h2", "Ordered in this turn")
        if seat.sitting.follows[seat.side]:
            Tag("p", "The plan commands this side.", class_="note")
        if not given:
            Tag("p", "Nothing yet.", class_="note")
        with Tag("ul", aria_live="polite"):
            for text in given:
                Tag("li", text)


def draw_plan(seat: Seat) -> None:
    """Draw the operations of the plan that have not begun; those that are due come first."""
    plan = sorted(seat.now.plan, key=lambda one: not one.due)
    if not plan:
        return
    menu = {one.order: one for one in seat.menu if isinstance(one.order, str)}
    due = sum(one.due for one in plan)
    with Tag("details", class_="plan", open=bool(due)):
        Tag("summary", f"The plan: {due} due now, {len(plan) - due} to come")
        with Tag("ul"):
            for one in plan:
                with Tag("li", class_="due" if one.due else None):
                    _draw_operation(seat, menu.get(one.name), one.title or one.name, one.due)


def _draw_operation(seat: Seat, order: LegalOrder | None, title: str, due: bool) -> None:
    Tag("span", f"{'Due now: ' if due else ''}{title}")
    if order is not None:

        async def begin() -> None:
            await seat.order(order)

        said = f"Begin: {title}"
        button("Begin", begin, f"plan:{order.order}", aria_label=said, disabled=not seat.can_order)
