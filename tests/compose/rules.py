"""Rules: what a scenario changes of the shared parameters, far from the defaults."""

from tests.compose.choices import assumed

_TABLES = {
    "modifiers": {
        "friendly_fire": 0.8,
        "anti_aircraft": 0.05,
        "surprise_hours": 5,
        "afloat_exposure": 4,
        "suppression_hours": 3,
        "disorder_hours": 4,
        "rifle": 0.6,
        "night_detection": 0.2,
        "scouted_rocks": 0,
        "attack_fire": 1.5,
    },
    "morale": {
        "crew_lost": 1,
        "frailty": 0.5,
        "defender_break": 0.6,
        "attacker_break": 0.6,
        "odds_weight": 1.5,
        "destroyed_share": 0.8,
        "craft_drowned": 0.9,
        "rout_captured": 0.4,
    },
    "parley": {"reluctance": 0, "isolation": 4, "news": 4, "odds": 2},
    "civilians": {"fighting": 0.1, "shelling": 0.01, "flight": 0.1},
    "anti_shipping": {"bomb_killed": 0.5},
    "mines": {"lane": 0.01, "sunk": 0.9, "killed": 0.5, "rescue": 1},
    "siege": {
        "trench_fire": 0.5,
        "sickness": 0.3,
        "stores_days": 0.2,
        "hunger": 3,
        "sick_killed": 0.5,
        "sap_exposure": 0.9,
    },
}
_SUPPLY = {
    "load_hours": (2, 8),
    "ration_hours": (6, 40),
    "restock_hours": (3, 20),
    "reach": (1, 5, 60),
    "low": (0.5, 1),
}
_FATIGUE = {"tiring_hours": (2, 10), "rest_hours": (2, 12), "fire": (0.5, 1), "resolve": (0.5, 1)}


def combat(draft):
    """The section of the scenario."""
    changed = {
        table: {name: assumed(value) for name, value in values.items() if draft.perhaps(3)}
        for table, values in _TABLES.items()
    }
    for name, table in (("supply", _SUPPLY), ("fatigue", _FATIGUE)):
        if draft.perhaps():
            changed[name] = {field: assumed(draft.pick(*few)) for field, few in table.items()}
    if draft.perhaps(4):
        changed["parameters"] = {"intensity": assumed(draft.pick(0.5, 3))}
    return changed
