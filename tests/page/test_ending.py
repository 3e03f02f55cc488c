"""What is told of a game that is over."""

import pytest

import sim
from sim.page.account import account_of, account_table, sentence
from sim.page.debriefing import report_of
from tests.page.people import sitting
from tests.results.raid import raid


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    home = tmp_path_factory.mktemp("raid")
    raid(home)
    here = sitting(home / "raid.yaml", "red").table
    here.order("red", "attack")
    here.advance(24)
    return here


@pytest.mark.slow
def test_the_report_tells_the_battle_as_it_was_played(table):
    found = report_of(table)
    assert "<h2>The battle</h2>" in found
    assert "People commanded; the saved game repeats the battle." in found
    assert "What each side believed" in found
    assert "Median, best and worst run" not in found


def test_there_is_no_report_before_the_end():
    with pytest.raises(sim.UserError, match="not over"):
        report_of(sitting("port_arthur").table)


@pytest.mark.slow
def test_luck_and_decision_explain_the_outcome_together(table):
    found = account_of(table, "red")
    assert found.decisions + found.dice == pytest.approx(found.outcome - found.expected)
    assert found.decisions != 0.0  # the attack began an hour before that of the plan
    assert account_table(found).rows
    assert "All orders together" in sentence(found)
