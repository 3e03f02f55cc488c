"""The after-action report: what it says, of whatever batch, and where it is written."""

import json
import re
from html.parser import HTMLParser
from itertools import pairwise

import matplotlib as mpl

mpl.use("Agg")

import numpy as np
import pytest
from typer.testing import CliRunner

from sim import RunsFailed, Wargame
from sim.cli.app import app
from sim.report.after_action.html import html
from sim.report.after_action.markdown import markdown
from sim.report.after_action.report import Report
from sim.results.batch import Memory
from sim.results.errors import UserError
from sim.wargame.results import Results
from sim.wargame.wargame import load
from tests.results.raid import TEXT, raid

MOST_BYTES = 5_000_000


class Page(HTMLParser):
    """Elements that are left open, headings, pictures without words, and the embedded data."""

    VOID = frozenset({"meta", "img", "input", "br", "link"})

    def __init__(self, text):
        super().__init__()
        self.open, self.headings, self.wordless, self.ids, self.links = [], [], [], [], []
        self.text, self.data = "", ""
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "img" and not found.get("alt"):
            self.wordless.append(found)
        if tag == "a":
            self.links.append(found["href"])
        if "id" in found:
            self.ids.append(found["id"])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in self.VOID:
            self.open.append((tag, found.get("id")))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        if self.open and self.open[-1] == ("script", "data"):
            self.data += data
        elif self.open and self.open[-1][0] not in ("script", "style"):
            self.text += data + " "


def shown(results, path):
    """The page of a report in a file."""
    return page_of(results.report(path).read_text())


def page_of(content):
    """The page, after what must hold whatever its batch is like."""
    assert len(content) < MOST_BYTES
    page = Page(content)
    assert not page.wordless
    assert page.headings[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(page.headings))
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    return page


@pytest.fixture
def document(tmp_path):
    return raid(tmp_path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    home = tmp_path_factory.mktemp("results")
    Wargame(raid(home)).monte_carlo(60, seed=3, out=home / "out")
    return home / "out"


@pytest.fixture(scope="module")
def page(folder, tmp_path_factory):
    return shown(Results.open(folder), tmp_path_factory.mktemp("page") / "report.html")


def test_it_says_what_was_played_and_how_to_repeat_it(page):
    for words in ("A raid", "river time", "Seed 3", "Runs 60", "numpy", "attrition", "beachhead"):
        assert words in re.sub(r"\s+", " ", page.text)
    assert re.search(r"beachhead monte-carlo \S*raid.yaml --runs 60 --seed 3", page.text)


def test_it_says_what_history_records_and_what_is_missed(page, folder):
    comparison = Results.open(folder).compare()
    assert comparison.sentence.replace(" %", "\N{NO-BREAK SPACE}%") in page.text
    for words in ("A diary: day 1", "A book: page 2", "Long Ford taken"):
        assert words in page.text


def test_it_tells_the_median_best_and_worst_run(page, folder):
    casualties = Results.open(folder).outcomes.set_index("run")["red.casualties"]
    data = json.loads(page.data)
    runs = {kind: one["run"] for one in data["runs"] for kind in one["kinds"]}
    assert list(runs) == ["median", "best", "worst"]
    assert casualties[runs["worst"]] == casualties.max()
    assert casualties[runs["best"]] == casualties.min()
    assert casualties[runs["median"]] == np.sort(casualties)[29]
    for number in set(runs.values()):
        assert f"Turn record of run {number}" in page.text


def test_the_data_are_those_of_the_runs(page, folder):
    data = json.loads(page.data)
    definition = Results.open(folder).document.definition
    worst = next(one for one in data["runs"] if "worst" in one["kinds"])
    row = Results.open(folder).outcomes.set_index("run").loc[worst["run"]]
    assert len(data["times"]) == definition.turns + 1 == len(worst["ashore"])
    assert data["times"][0] == "16 August 1945, 05:00"
    assert worst["losses"][0] == [0, 0]
    assert worst["losses"][-1] == [row["red.casualties"], row["blue.casualties"]]
    ford = [place["name"] for place in data["places"]].index("ford")
    assert worst["control"][0][ford] == 1
    assert worst["men"][0][ford] == [0, worst["ashore"][0][1]]
    assert data["sheet"] is None


@pytest.mark.slow
def test_the_same_batch_gives_the_same_report(folder, tmp_path):
    first, second = (
        Results.open(folder).report(tmp_path / name).read_bytes() for name in ("1.html", "2.html")
    )
    assert first == second


def test_another_measure_may_choose_the_runs(folder):
    report = Report.of(Results.open(folder), "blue.killed")
    killed = Results.open(folder).outcomes["blue.killed"]
    values = {one.kind: one.value for one in report.told.runs}
    assert values["worst"] == killed.max()
    for wrong in ("blue.kiled", "winner"):
        with pytest.raises(UserError, match="unknown measure"):
            Report.of(Results.open(folder), wrong)


@pytest.mark.slow
def test_what_each_side_believed_stands_beside_what_was_so():
    told = Report.of(load("toro").monte_carlo(runs=9, seed=2)).told.runs
    for one in told:
        sides = {each.side: each for each in one.believed}
        assert list(sides) == ["soviet", "japan"]
        rows = sides["soviet"].changes.rows
        assert [row[2] for row in rows[:7]] == ["?"] * 7  # no strength is known at first
        contact = [row for row in rows if row[3] == "contact"]
        assert contact
        assert all(row[2] == row[4] for row in contact)
        assert any(row[2] not in ("?", row[4]) for row in rows)


def test_one_run_is_told_once(document, tmp_path):
    page = shown(Wargame(document).monte_carlo(1), tmp_path / "report.html")
    assert page.text.count("Turn record of run") == 1
    assert "Median, best and worst run: run 0" in page.text


def test_without_series_there_are_no_strengths_and_all_else(document, tmp_path):
    results = Wargame(document).monte_carlo(20, series_every=0)
    report = Report.of(results)
    assert [one.name for one in report.typical_pictures] == ["exchange"]
    assert len(report.told.runs) == 3


@pytest.mark.slow
def test_many_claims_long_names_and_a_claim_far_outside(tmp_path):
    long = "a very long name " * 12
    claims = "\n".join(
        f"  {place}.{side}.{loss}: {{value: {value}, source: book, where: page {value}}}"
        for place in ("ridge", "ford", "hut")
        for side in ("red", "blue")
        for value, loss in enumerate(
            ("killed", "wounded", "missing", "captured", "casualties", "killed_and_wounded")
        )
    )
    text = TEXT.replace("claims:\n", f"claims:\n{claims}\n")
    text = text.replace("value: 5,", "value: 900000,").replace("title: Long Ford", f"title: {long}")
    text = text.replace("title: attack on the ford", f"title: {long}")
    report = Report.of(Wargame(raid(tmp_path, text)).monte_carlo(20))
    assert len(report.comparison.measures) == 40
    panels = [
        one.name
        for one in report.history_pictures
        if "outcomes" in one.name or "histograms" in one.name
    ]
    assert len(panels) == 5
    shares = [one for one in report.history_pictures if one.name.startswith("ecdfs")]
    assert [one.form for one in shares] == ["png"] * 5
    page = page_of(html(report))
    assert "900,000" in page.text
    assert long.strip() in page.text


@pytest.mark.slow
def test_no_losses_and_a_side_without_units(tmp_path):
    text = TEXT.replace(
        "  militia: {side: blue, men: {choice: {40: 0.5, 60: 0.5}}, place: ford, "
        "assumed: a guess}\n",
        "",
    )
    page = shown(Wargame(raid(tmp_path, text)).monte_carlo(5), tmp_path / "report.html")
    assert "Blue has no units" in page.text


@pytest.mark.slow
def test_runs_that_failed_are_listed(document, tmp_path):
    men = document.set({"units.guards.men": np.full(3, 100)})
    with pytest.warns(RunsFailed, match="2 runs failed; the first is run 3: "):
        results = Wargame(men).monte_carlo(5)
    assert len(results.failures) == 2
    report = Report.of(results)
    assert report.facts["Failed runs"] == "2"
    assert [error[:6] for error, _ in report.failures] == ["Run 3:", "Run 4:"]
    assert report.command is None  # an array has no place on a command line
    page = shown(results, tmp_path / "report.html")
    assert "play it from Python" in page.text


def test_nothing_is_told_that_does_not_come_out_the_same(document):
    batch = Wargame(document).monte_carlo(20)
    other = {**batch.columns, "red.killed": batch.columns["red.killed"] + 1}
    results = Results(document, 1, Memory(other, batch.source.recorded))
    report = Report.of(results)
    assert "come out differently" in report.told.note
    assert report.playback is None


def test_a_batch_with_commanders_says_that_they_cannot_be_asked_again(document, tmp_path):
    game, out = Wargame(document), tmp_path / "out"
    game.monte_carlo(5, out=out, commanders={"red": lambda view: []})
    report = Report.of(Results.open(out))
    assert "commanders of your own" in report.told.note
    assert report.runs == []


def test_text_of_a_scenario_is_only_text(tmp_path):
    evil = "</script><script>alert(1)</script><b onclick='x'>"
    text = TEXT.replace("title: A raid", f'title: "{evil}"')
    text = text.replace("title: Long Ford", f'title: "{evil}"')
    text = text.replace("title: A book}", f'title: "{evil}", address: "javascript:alert(1)"}}')
    report = Report.of(Wargame(raid(tmp_path, text)).monte_carlo(5))
    page = Page(html(report))
    assert not [link for link in page.links if "javascript" in link]
    assert page.text.count("alert(1)") > 3
    written = markdown(report, "pictures")
    assert "alert" in written
    assert not re.search("<(script|b)", written)


@pytest.mark.slow
def test_markdown_has_its_pictures_beside_it(folder, tmp_path):
    path = Results.open(folder).report(tmp_path / "a report.md")
    text = path.read_text()
    named = re.findall(r"!\[[^\]]+\]\(a%20report_pictures/([^)]+)\)", text)
    assert set(named) == {one.name for one in (tmp_path / "a report_pictures").iterdir()}
    assert {"strengths.svg", "timeline.svg"} <= set(named)
    for lines in re.findall(r"(?:^\|.*\n)+", text, re.M):
        widths = {len(re.findall(r"(?<!\\)\|", line)) for line in lines.splitlines()}
        assert len(widths) <= 2  # rows of a turn record may end before the figures
    assert text.startswith("# A raid: after-action report\n")


def call(*words):
    return CliRunner().invoke(app, ["report", *map(str, words)])


@pytest.mark.slow
def test_the_command_writes_into_the_folder_and_anew_if_asked_to(folder, monkeypatch):
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    assert call(folder).exit_code == 0
    kept = call(folder, "--open")
    assert kept.exit_code == 2
    assert "report.html exists already; --overwrite replaces it" in kept.stderr
    done = call(folder, "--open", "--overwrite")
    assert done.exit_code == 0, done.stderr
    path = folder / "report.html"
    assert f"Report: {path}" in done.stderr
    assert opened == [path.as_uri()]
    assert "There is no web browser" in done.stderr  # what was called has returned nothing
    assert call(folder, "--format", "md").exit_code == 0
    again = ["monte-carlo", str(folder.parent / "raid.yaml"), "--runs", "5", "--overwrite"]
    assert CliRunner().invoke(app, [*again, "--out", str(folder)]).exit_code == 0
    assert not (folder / "report.html").exists()
    assert not (folder / "report_pictures").exists()


@pytest.mark.slow
def test_the_command_refuses_what_cannot_be(folder, tmp_path):
    kept = tmp_path / "kept.html"
    kept.write_text("mine")
    sweep = tmp_path / "sweep"
    Wargame(raid(tmp_path)).sweep(3, vary={"units.guards.men": [50, 60]}, out=sweep)
    cases = [
        ([tmp_path / "nowhere"], "holds no results"),
        ([folder, "--out", kept], "exists already; --overwrite replaces it"),
        ([folder, "--out", tmp_path / "report.txt"], "must end in .html or .md"),
        ([folder, "--out", tmp_path], "is a folder; name a file"),
        ([folder, "--out", tmp_path / "no" / "report.html"], "there is no folder"),
        ([folder, "--format", "md", "--out", tmp_path / "r.html"], "does not end in .md"),
        ([folder, "--out", folder / "mine.html"], "keep --overwrite from replacing them"),
        ([folder, "--by", "red.kiled"], "did you mean 'red.killed'"),
        ([sweep], "2 points of a sweep or what-if"),
    ]
    for words, message in cases:
        done = call(*words)
        assert done.exit_code == 2, done.output
        assert message in done.stderr
    assert kept.read_text() == "mine"
    assert call(folder, "--out", kept, "--overwrite").exit_code == 0
    assert kept.read_text().startswith("<!DOCTYPE html>")
