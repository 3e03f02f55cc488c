"""The commands that show pages."""

import pytest
from typer.testing import CliRunner

from sim.cli.app import app


@pytest.mark.parametrize(
    ("words", "otherwise"),
    [(("play", "toro"), "`--text` plays in the terminal"), (("explore", "out"), "beachhead plot")],
)
def test_without_the_extra_a_sentence_says_how_to_get_it(monkeypatch, words, otherwise):
    monkeypatch.setattr("sim.cli.pages.find_spec", lambda name: None)
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 2
    assert "pip install 'beachhead[play]'" in done.stderr
    assert otherwise in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_what_is_wrong_is_told_before_anything_is_served():
    for words in (("play", "toro", "--side", "nobody"), ("explore", "no/such/folder")):
        done = CliRunner().invoke(app, words)
        assert done.exit_code == 2
        assert "http" not in done.stderr
