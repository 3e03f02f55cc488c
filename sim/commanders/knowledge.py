"""Knowledge: what of the plan's triggers a side can see for itself.

A plan may let an operation wait for what only the enemy knows, such as how many men he has lost. It
begins then when history is played; but whoever plays a side, a person or an opponent, is not told
that its time has come, for that would tell him what he cannot see. A side sees the time, what its
own operations and troops have come to, where it is in contact, and who holds a place: it loses or
takes it itself.
"""

from sim.scenario.definition import Definition
from sim.scenario.trigger import Condition, Trigger


def can_see(side: str, trigger: Trigger, definition: Definition) -> bool:
    """Whether a side can see that a trigger has come."""
    own = {name for name, one in definition.operations.items() if one.side == side}
    seen = trigger.when is None or _sees(side, trigger.when, definition)
    return seen and own.issuperset(trigger.after)


def _sees(side: str, condition: Condition, definition: Definition) -> bool:
    own = {side, *definition.units_of(side)}
    return own.issuperset(condition.losses) and all(
        _sees(side, one, definition) for one in condition.any
    )
