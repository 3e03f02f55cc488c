"""The outlook of the runs that a report tells."""

from sim.experiments.monte_carlo import monte_carlo
from sim.report.after_action.writing import write_report
from tests.results.raid import raid


def test_a_report_tells_the_outlook_of_its_runs_where_it_is_asked_for(tmp_path):
    batch = monte_carlo(raid(tmp_path), 12, 1)
    plain = write_report(batch, tmp_path / "plain.html", futures=0).read_text()
    told = write_report(batch, tmp_path / "told.md", futures=12).read_text()
    assert "Outlook and turning points" not in plain
    assert told.count("Outlook and turning points") in (1, 2, 3)
    assert "\n\nWhat each side believed" in told
    pictures = [*(tmp_path / "told_pictures").glob("outlook_*.svg")]
    assert len(pictures) == told.count("Outlook and turning points")
