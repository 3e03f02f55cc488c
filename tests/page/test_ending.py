"""What is told of a game that is over."""

import pytest

import sim
from sim.page.account import account_of, account_table, sentence
from sim.page.debriefing import report_of
from tests.page.people import sitting
from tests.results.raid import raid


def attacked(home, turn):
    """A battle that is over, in which the attack was ordered at this turn."""
    raid(home)
    here = sitting(home / "raid.yaml", "red").table
    here.advance(turn)
    here.order("red", "attack")
    here.advance(24 - turn)
    return here


@pytest.mark.slow
def test_the_report_tells_the_battle_as_it_was_played(tmp_path):
    found = report_of(attacked(tmp_path, 0))
    assert "<h2>The battle</h2>" in found
    assert "People commanded; the saved game repeats the battle." in found
    assert "What each side believed" in found
    assert "Median, best and worst run" not in found


def test_there_is_no_report_before_the_end():
    with pytest.raises(sim.UserError, match="not over"):
        report_of(sitting("port_arthur").table)


@pytest.mark.slow
def test_luck_and_decision_explain_the_outcome_together(tmp_path):
    found = account_of(attacked(tmp_path, 23), "red")
    assert found.decisions + found.dice == pytest.approx(found.outcome - found.expected)
    assert found.decisions < -0.5  # by the plan it would not have come too late
    assert account_table(found).rows
    assert "All orders together" in sentence(found)
