"""Conditions of a plan and of victory."""


def holds(condition, battle):
    """Whether all that a condition names is true now."""
    places = battle.places
    return (
        all(places[place].control == side for place, side in condition.control.items())
        and all(places[place].contested for place in condition.contact)
        and all(
            lost_share(losers(name, battle)) >= limit(name, share, battle)
            for name, share in condition.losses.items()
        )
        and (not condition.any or any(holds(part, battle) for part in condition.any))
    )


def topics(condition):
    """The news after which a condition may have become true."""
    found = {f"place:{place}" for place in (*condition.control, *condition.contact)}
    if condition.losses:
        found.add("losses")
    return found.union(*(topics(part) for part in condition.any))


def lost_share(units):
    """The share of the men of some units who are killed, wounded, missing or captured."""
    return lost_men(units) / max(sum(unit.initial for unit in units), 1)


def lost_men(units):
    """The men of some units who are killed, wounded, missing or captured."""
    return sum(
        unit.fates[fate] for unit in units for fate in ("killed", "wounded", "missing", "captured")
    )


def limit(name, share, battle):
    """The share of losses of a side or a unit, drawn under the name of its luck."""
    luck = battle.units[name].luck if name in battle.units else name
    return battle.inputs.number(share, f"losses.{luck}")


def losers(name, battle):
    """The units of a side, or the one unit of that name."""
    return battle.units_of(name) if name in battle.sides else [battle.units[name]]
