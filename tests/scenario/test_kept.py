"""Bundled scenarios are recalled as they were read last, for as long as nothing has changed."""

import shutil

import pytest

from sim import own_files
from sim.scenario import ScenarioError, kept, library, load


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Copies of the bundled scenarios, of which nothing is kept."""
    scenarios = shutil.copytree(library.folder(), tmp_path / "scenarios")
    (tmp_path / "kept").mkdir()
    monkeypatch.setattr(library, "folder", lambda: scenarios)
    monkeypatch.setattr(own_files, "folder", lambda name: tmp_path / "kept")
    return scenarios


@pytest.fixture
def unread(monkeypatch):
    """Nothing can be read from here on."""

    def stop():
        def refuse(*_, **__):
            raise AssertionError("a scenario is read that could be recalled")

        monkeypatch.setattr("sim.scenario.includes.compose", refuse)

    return stop


def change(file, before, after):
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), "utf-8")


@pytest.mark.parametrize("name", ["toro", "evacuation"])
def test_what_is_recalled_is_what_was_read(home, unread, name):
    first = load(name)
    unread()
    second = load(name)
    assert second is not first
    for part in ("definition", "tree", "text", "changes", "warnings"):
        assert getattr(second, part) == getattr(first, part)
    for path in ("start", ("units", next(iter(first.definition.units)))):
        assert second.problem(path, "no") == first.problem(path, "no")
    assert second.definition.model_fields_set == first.definition.model_fields_set


def test_what_is_recalled_can_be_changed_and_refused(home):
    load("toro")
    weak = load("toro").set({"score.losses": 5})
    assert weak.definition.score.losses.value == 5
    with pytest.raises(ScenarioError, match="must be a number from 0"):
        load("toro").set({"score.losses": -5})


@pytest.mark.parametrize(
    ("file", "part"), [("toro.yaml", "title"), ("common/toro_1945.yaml", "units")]
)
def test_a_file_that_has_changed_is_read(home, file, part):
    before = load("toro")
    change(home / file, "\n", "\n# a remark\n")
    after = load("toro")
    assert after.text != before.text
    assert after.problem(part, "no").line == before.problem(part, "no").line + 1
    change(home / file, "\n", "\n\tno YAML\n")
    with pytest.raises(ScenarioError, match="tab"):
        load("toro")


def test_code_that_has_changed_reads_for_itself(home, unread, monkeypatch):
    load("toro")
    monkeypatch.setattr(kept, "_reader", lambda: b"other code")
    unread()
    with pytest.raises(AssertionError, match="is read"):
        load("toro")


def test_a_file_that_is_not_whole_is_no_file(home, tmp_path):
    title = load("toro").definition.title
    file = tmp_path / "kept" / "toro"
    content = file.read_bytes()
    for wrong in (content[:-1], b"", content[:50] + b"x" + content[51:]):
        file.write_bytes(wrong)
        assert load("toro").definition.title == title
        assert file.read_bytes() == content


def test_a_full_disk_costs_time_alone(home, monkeypatch):
    def full(*_):
        raise OSError("no space")

    monkeypatch.setattr(own_files, "keep", full)
    assert load("toro").name == "toro"


def test_files_of_the_user_are_read_each_time(home, tmp_path):
    shutil.copy(home / "toro.yaml", tmp_path / "mine.yaml")
    load(tmp_path / "mine.yaml")
    assert not [*(tmp_path / "kept").iterdir()]
