"""Small scenarios, composed by Hypothesis: an island, a coast with some places, and a plan.

`scenarios()` yields plain trees, as a scenario file would hold them, that are sound and short and
in which much happens. A tree is made of scenes (a landing, a barrage, ships in narrow waters), each
of which brings forces and orders for them; what the scenes share makes them meet.
"""

from tests.compose.scenario import scenarios

__all__ = ["scenarios"]
