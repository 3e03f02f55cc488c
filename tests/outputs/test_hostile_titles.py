"""A user's text is text: in terminals, pictures, HTML, Markdown, JSON and file names."""

import json
import re
from html.parser import HTMLParser

import matplotlib as mpl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import Wargame
from sim.plots.registry import pictures_of
from sim.report.after_action.markdown import markdown
from sim.report.after_action.report import Report
from sim.report.letters import visible
from tests.outputs.hostile import TITLES, hostile

mpl.use("Agg")

SHOWN = ("blue", "red", "shore")
"""Titles that every form of a result has."""


@pytest.fixture(scope="module")
def wargame(tmp_path_factory):
    return Wargame(hostile(tmp_path_factory.mktemp("hostile")))


@pytest.fixture(scope="module")
def results(wargame):
    return wargame.monte_carlo(40)


@pytest.fixture(scope="module")
def report(results):
    return Report.of(results)


@pytest.fixture(autouse=True)
def closed():
    yield
    import matplotlib.pyplot as plt

    plt.close("all")


class Reader(HTMLParser):
    """The text of a page, and the elements that are in it."""

    def __init__(self, page):
        super().__init__()
        self.texts, self.elements = [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.elements.append(tag)
        self.texts += [value for name, value in attributes if name == "alt"]

    def handle_data(self, data):
        self.texts.append(data)

    @property
    def text(self):
        return unbroken(" ".join(self.texts))


def unbroken(text):
    return " ".join(text.split())


def drawn_texts(drawn):
    first = drawn[0] if isinstance(drawn, list) else drawn
    figure = first.ax.get_figure(root=True)
    figure.draw_without_rendering()
    return [text for text in figure.findobj(mpl.text.Text) if text.get_text()]


@pytest.mark.parametrize(
    "name", [n for n in pictures_of("batch") if n not in ("histogram", "ecdf", "animation")]
)
def test_pictures_read_no_title_as_mathematics(results, name):
    drawn = pictures_of("batch")[name].draw(results)
    texts = drawn_texts(drawn)
    assert not any(text.get_parse_math() for text in texts if "$" in text.get_text())
    words = unbroken(" ".join(text.get_text() for text in texts))
    assert any(TITLES[title] in words for title in SHOWN)


def test_axes_that_were_given_read_no_title_as_mathematics(results):
    _, ax = mpl.pyplot.subplots()
    drawn = results.plot.histogram("red.killed", ax=ax)
    assert TITLES["red"] in ax.get_title(loc="left")
    assert not any(text.get_parse_math() for text in drawn_texts(drawn))


@pytest.mark.filterwarnings("ignore:Glyph .* missing")  # the font of pictures has no octopus
def test_experiments_show_titles_as_they_are(wargame):
    sweep = wargame.sweep(5, vary={"units.guards.men": [20, 80]})
    what_if = wargame.what_if({"units.guards.men": 20}, 5)
    for shown in (str(sweep), str(what_if)):
        assert TITLES["battle"] in shown
        assert all(word in shown for word in TITLES["red"].split())  # a narrow column breaks it
    for drawn in (sweep.plot.responses(), sweep.plot.tornadoes(), what_if.plot.differences()):
        assert TITLES["red"] in unbroken(" ".join(text.get_text() for text in drawn_texts(drawn)))


def test_terminals_show_titles_as_they_are(wargame, results):
    battle = str(wargame.run())
    for shown in (battle, str(results), str(results.compare())):
        for title in ("blue", "red", "battle"):
            assert TITLES[title] in unbroken(shown)
    assert TITLES["clock"] in unbroken(battle)
    assert "Shore [/east]" in battle


def test_html_has_no_element_of_a_title(report, wargame, results, tmp_path):
    results.report(tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text("utf-8")
    read = Reader(page)
    for name in (
        "battle",
        *SHOWN,
        "village",
        "hill",
        "marines",
        "guards",
        "assault",
        "book",
        "gun",
    ):
        assert TITLES[name] in read.text, name
    assert read.elements.count("script") == 2
    assert "b" not in Reader(results._repr_html_()).elements
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)[1]
    assert [side["title"] for side in json.loads(data)["sides"]] == [TITLES["blue"], TITLES["red"]]
    for shown in (wargame, wargame.run(), results, results.compare()):
        found = Reader(shown._repr_html_())
        assert TITLES["blue"] in found.text
        assert not {"script", "b", "main"} & set(found.elements)


def test_markdown_has_no_meaning_of_a_title(report):
    text = markdown(report, "pictures")
    escaped = TITLES["blue"].replace("[", r"\[").replace("]", r"\]")
    assert escaped in text
    assert "<script" not in text
    assert "<b>" not in text
    assert not re.search(r"(?<!\\)\$", text)
    assert r"\_Assault\_ \~\~now\~\~" in text


def test_events_and_rows_hold_titles_as_they_are(wargame, tmp_path):
    from sim.cli.run import Manner, play_one

    play_one(wargame.document, 1, 0, Manner(tmp_path / "out", overwrite=False, as_json=True))
    lines = (tmp_path / "out" / "events.jsonl").read_text("utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    assert any(TITLES["landing"] in text for text in texts)
    rows = (tmp_path / "out" / "strengths.csv").read_text("utf-8").splitlines()
    assert all(re.fullmatch(r"[-0-9T:]+,(blue|red),\d+,\d+", row) for row in rows[1:])


def compact(text):
    return "".join(text.split())


@pytest.mark.filterwarnings("ignore:Glyph .* missing")
@settings(max_examples=12)
@given(
    st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=30).filter(
        str.strip
    )
)
def test_any_title_is_shown_as_it_is(tmp_path_factory, title):
    folder = tmp_path_factory.mktemp("any")
    wargame = Wargame(hostile(folder, {name: f"{name}: {title}" for name in TITLES}))
    wanted = compact(unbroken(wargame.definition.sides["blue"].title))
    results = wargame.monte_carlo(4)
    assert wanted in compact(str(results))
    assert wanted in compact(Reader(results._repr_html_()).text)
    assert "red: " in str(wargame.run())
    drawn_texts(results.plot.histogram("red.killed"))
    mpl.pyplot.close("all")


def test_nothing_that_steers_a_terminal_is_shown():
    assert visible("a\x1b[31mred\x1b]0;title\x07\x9b2J\u202eb\r\x00") == "a[31mred]0;title2Jb"
    assert visible("Brücke 100 % ✓\n\tä") == "Brücke 100 % ✓\n\tä"


def test_no_command_passes_on_what_steers_a_terminal(tmp_path):
    from typer.testing import CliRunner

    from sim.cli.app import app

    path = tmp_path / "steering.yaml"
    hostile(tmp_path)
    text = (tmp_path / "hostile.yaml").read_text("utf-8")
    steering = text.replace(repr(TITLES["blue"]), '"Blue \\e[31m\\e]0;x\\a"')
    assert steering != text
    wrong = steering.replace("men: 80", 'men: "\\e[31m8"')
    for content in (steering, wrong):
        path.write_text(content, encoding="utf-8")
        for command in (["check"], ["run"], ["monte-carlo", "--runs", "3"]):
            done = CliRunner().invoke(app, [command[0], str(path), *command[1:]])
            assert done.exit_code in (0, 2), done.stderr
            assert not {"\x1b", "\x07"} & {*done.stdout, *done.stderr}
