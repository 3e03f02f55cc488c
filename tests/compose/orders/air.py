"""Orders for operations in the air."""

from tests.compose.draft import LAND, STRAIT


def _raids(draft, squadrons):
    return {"units": squadrons, "duration": draft.hours(4, 20)} | draft.options(
        every=lambda: draft.hours(1, 3),
        intensity=lambda: {squadrons[0]: draft.figure(0.5, 1)},
        night=lambda: True,
    )


def strike(draft, squadrons):
    """Raids on land, or on ships that lie in the strait."""
    targets = [*draft.focus, draft.pick(*LAND, STRAIT)]
    return {**_raids(draft, squadrons), "targets": list(dict.fromkeys(targets))}


def anti_shipping(draft, squadrons, ships):
    """Raids at sea."""
    return {**_raids(draft, squadrons), "to": STRAIT} | draft.options(
        targets=lambda: draft.some(dict.fromkeys(ships)),
        detection=lambda: draft.figure(0.3, 1),
        rescue=lambda: draft.hours(0, 8),
    )
