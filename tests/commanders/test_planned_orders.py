"""Orders of the plan: when it is seen that what they wait for has come about."""

import numpy as np
import pytest

from tests.skirmish import played

APPROACH = {
    "kind": "march",
    "side": "red",
    "units": ["reserve"],
    "to": "village",
    "speed": {"choice": {"6 km/h": 1, "3 km/h": 1, "1 km/h": 1}},
    "start": {"at": "1945-08-15 04:00"},
}
"""Over after half an hour, one or three."""
TRUCE = {
    "kind": "cease_fire",
    "side": "red",
    "places": ["hill"],
    "start": {"at": "1945-08-15 05:30"},
}
"""Over as soon as it is ordered."""
RETURN = {**APPROACH, "to": "hill", "start": {"after": ["approach", "truce"]}}
OPERATIONS = {"approach": APPROACH, "truce": TRUCE, "return": RETURN}


def test_news_in_the_step_of_orders_is_for_the_next_turn_in_any_company():
    runs = np.arange(12)
    together = played(runs, operations=OPERATIONS, victory=[]).outcomes
    arrived, began = together["approach.completed_at"], together["return.started_at"]
    assert len(set(arrived.tolist())) == 3
    moments = {str(a): str(b) for a, b in zip(arrived, began, strict=True)}
    assert moments == {
        "1945-08-15T04:30": "1945-08-15T06:00",
        "1945-08-15T05:00": "1945-08-15T05:30",
        "1945-08-15T07:00": "1945-08-15T07:30",
    }


@pytest.mark.parametrize("run", range(4))
def test_what_a_plan_does_in_a_run_is_the_same_without_the_others(run):
    together = played(np.arange(12), operations=OPERATIONS, victory=[]).outcomes
    alone = played(np.array([run]), operations=OPERATIONS, victory=[]).outcomes
    for measure, values in together.items():
        np.testing.assert_array_equal(values[run : run + 1], alone[measure], measure)
