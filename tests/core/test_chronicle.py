"""The words of the turn record."""

import numpy as np
import pytest

from sim.experiments.play import play
from tests.skirmish import skirmish


def told(title, men):
    march = {
        "kind": "march", "side": "red", "units": ["reserve"], "to": "village",
        "start": {"at": "1945-08-15 05:00"},
    }  # fmt: skip
    changes = {"units__reserve__title": title, "units__reserve__men": men}
    definition = skirmish(operations={"march": march}, **changes)
    return [o.text for o in play(definition, np.arange(1), 1, traced=True).record]


@pytest.mark.parametrize(
    ("title", "told_of_it"),
    [
        ("company on the hill", ["sets out", "arrives with 100 men"]),
        ("companies on the hill", ["set out", "arrive with 100 men"]),
        ("the rest of the companies", ["sets out", "arrives with 100 men"]),
        ("gun company and a platoon", ["set out", "arrive with 100 men"]),
    ],
)
def test_verbs_agree_with_the_title_of_a_unit(title, told_of_it):
    assert told(title, 100) == [f"{title} {words}" for words in told_of_it]


def test_one_man_is_no_men():
    assert told("sentry", 1)[-1] == "sentry arrives with 1 man"
