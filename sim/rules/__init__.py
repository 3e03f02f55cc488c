"""Rules of play, one a file; a rule is found by being there."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.combat.parameters import Parameters


def parameter_sets() -> dict[str, type["Parameters"]]:
    """The parameters of each rule that has any, by its section of a scenario's `combat`."""
    from sim.rules.rule import parameter_sets as found

    return found()
