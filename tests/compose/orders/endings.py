"""Orders for what ends the fighting, and for what goes wrong with orders."""

from datetime import timedelta

from tests.compose.draft import LAND, STRAIT


def cease_fire(draft):
    """At some places or everywhere."""
    return draft.options(
        places=lambda: [*draft.focus, draft.pick(*LAND, STRAIT)],
        breach=lambda: draft.figure(0, 0.9),
    )


def parley(draft, garrison):
    """With a garrison."""
    return {"garrison": garrison, "place": draft.place()} | draft.options(
        duration=lambda: draft.hours(0, 3),
        every=lambda: draft.hours(1, 3),
        until=lambda: draft.moment(0.5),
        news=lambda: str(draft.start - timedelta(hours=draft.pick(48, -3))),
        disarmed_from=draft.moment,
        disarmament=lambda: draft.hours(0, 6),
    )


def breakdown(draft, side):
    """Orders of a side come late for some time."""
    own = [name for name, order in draft.operations.items() if order["side"] == side]
    return {"duration": draft.hours(1, 10), "delay": draft.hours(0, 4)} | draft.options(
        orders=lambda: draft.some(own)
    )
