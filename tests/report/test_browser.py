"""The report in a real browser: no error, no request, and a slider that moves the battle."""

import pytest

from sim import Wargame
from sim.wargame.results import Results
from tests.plots.landing import CROWDED, landing
from tests.report.browser import Browser, chromium
from tests.results.raid import TEXT, raid

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(chromium() is None, reason="needs Chromium: apt-get install chromium"),
]

PLACED = TEXT.replace("{title: the ridge,", "{title: the ridge, at: [50.0, 156.0],").replace(
    "{title: Long Ford,", "{title: Long Ford, at: [50.03, 156.05],"
)
STATE = """JSON.stringify([
  document.getElementById("hour").textContent,
  document.getElementById("now").textContent,
  document.getElementById("places").textContent,
  [...document.querySelectorAll("#map circle, #map rect, #charts path")].map(
    (one) => one.getAttribute("cx") + one.getAttribute("x") + one.getAttribute("d"))])"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    home = tmp_path_factory.mktemp("report")
    Wargame(raid(home, PLACED)).monte_carlo(60, seed=1, out=home / "out")
    Results.open(home / "out").report(home / "report.html")
    return home


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    shown = Browser(chromium(), tmp_path_factory.mktemp("browser"))
    yield shown
    shown.close()


@pytest.fixture
def page(browser, folder):
    browser.open(folder / "report.html")
    return browser


def move(page, turn):
    page.value(f"turn.value = {turn}; turn.dispatchEvent(new Event('input', {{bubbles: true}}));")


def test_it_opens_without_an_error_and_asks_for_nothing(page, folder):
    assert page.value("document.readyState") == "complete"
    assert page.complaints() == []
    assert page.requests() == [(folder / "report.html").as_uri()]
    assert page.value("[...document.images].every((one) => one.complete && one.naturalWidth > 0)")


def test_nothing_could_be_asked_for(page):
    page.value("fetch('http://localhost:9/').catch(() => { window.refused = true; }); 1")
    page.wait_for("window.refused === true")
    page.value(
        "document.body.append(Object.assign(new Image(), {src: 'http://localhost:9/a.png'}))"
    )
    script = "Object.assign(document.createElement('script'), {textContent: 'window.ran = 1'})"
    page.value(f"document.body.append({script})")
    assert page.value("window.ran === undefined")
    assert sum("Content Security Policy" in str(one) for one in page.complaints()) >= 3


def test_the_slider_moves_the_map_and_the_strengths(page):
    before = page.value(STATE)
    last = int(page.value("turn.max"))
    assert last == 24
    move(page, last)
    assert page.value("document.getElementById('hour').textContent") == "17 August 1945, 05:00"
    assert page.value(STATE) != before
    move(page, 0)
    assert page.value(STATE) == before


def test_the_keyboard_moves_the_slider_and_says_the_hour(page):
    page.value("turn.focus()")
    for _ in range(3):
        page.press("ArrowRight", 39)
    assert page.value("turn.value") == "3"
    assert page.value("turn.getAttribute('aria-valuetext')") == "16 August 1945, 08:00, river time"


def test_the_figures_are_those_of_the_run(page, folder):
    results = Results.open(folder / "out")
    killed = results.outcomes["red.casualties"]
    for kind, wanted in (("worst", killed.max()), ("best", killed.min())):
        page.value(f"document.querySelector('button[data-kinds~={kind}]').click()")
        move(page, page.value("turn.max"))
        lost = page.value("document.querySelector('#now tr td:last-child').textContent")
        assert int(lost) == wanted
        pressed = page.value("document.querySelector('button[aria-pressed=true]').dataset.kinds")
        assert kind in pressed


def test_the_events_are_those_of_the_turn(page):
    number = page.value("JSON.parse(data.textContent).runs[0].run")
    rows = f"[...document.querySelectorAll(`table[data-run='{number}'] tr[data-step]`)]"
    step = page.value(f"{rows}[0].dataset.step")
    move(page, step)
    told = page.value("[...events.children].map((one) => one.textContent).join('|')")
    turn = f"{rows}.filter((one) => one.dataset.step === '{step}')"
    recorded = page.value(f"{turn}.map((one) => one.children[2].textContent)")
    assert recorded
    assert all(words in told for words in recorded)


def test_the_outlook_moves_with_the_slider(page, folder):
    page.value("document.querySelector('button[data-kinds~=worst]').click()")
    run = "JSON.parse(data.textContent).runs.find((one) => one.kinds.includes('worst'))"
    outlook = page.value(f"{run}.outlook")
    position = len(outlook["turns"]) // 2
    move(page, outlook["turns"][position])
    told = page.value("[...expected.children].map((row) => row.children[2].textContent)")
    means = [line["mean"][position] for line in outlook["lines"]]
    assert [float(one.rstrip(" %").replace(",", "")) for one in told] == means
    drawn = "[...document.querySelectorAll('#lines .cursor')].map((one) => one.getAttribute('d'))"
    before = page.value(drawn)
    move(page, 0)
    assert page.value(drawn) != before
    assert len(before) == len(outlook["lines"])
    assert page.value("points.childElementCount") == max(len(outlook["points"]), 1)
    for number, point in enumerate(outlook["points"]):
        page.value(f"points.children[{number}].querySelector('button').click()")
        assert page.value("turn.value") == str(point["turn"])


def test_it_plays_and_pauses(page):
    page.value("play.click()")
    assert page.value("play.textContent") == "Pause"
    page.wait_for("Number(turn.value) >= 2")
    page.value("play.click()")
    assert page.value("play.textContent") == "Play"
    stopped = page.value("turn.value")
    page.value("new Promise((done) => setTimeout(done, 400))")
    assert page.value("turn.value") == stopped
    page.value("turn.value = 23; turn.dispatchEvent(new Event('input')); play.click()")
    page.wait_for("play.textContent === 'Play'")
    assert page.value("turn.value") == "24"


def test_it_can_be_printed(page, tmp_path):
    assert page.print_to(tmp_path / "report.pdf").startswith(b"%PDF")
    assert page.value("[...document.querySelectorAll('details')].every((one) => one.open)")


def test_a_strangers_scenario_runs_nothing(browser, tmp_path):
    evil = "</script><script>window.ran=1</script><img src=x onerror='window.ran=1'>"
    text = PLACED.replace("title: A raid", f'title: "{evil}"')
    text = text.replace("title: Long Ford", f'title: "Ford {evil}"')
    text = text.replace("title: A book}", f'title: "{evil}", address: "javascript:window.ran=1"}}')
    results = Wargame(raid(tmp_path, text)).monte_carlo(3)
    browser.open(results.report(tmp_path / "report.html"))
    move(browser, 24)
    assert browser.complaints() == []
    assert browser.value("window.ran === undefined")
    assert browser.value("document.querySelector('h1').textContent") == evil
    assert browser.value("document.querySelectorAll('a[href^=javascript]').length") == 0


def test_the_map_has_the_ways_and_movements_that_its_caption_promises(browser, tmp_path):
    Wargame(landing(tmp_path)).monte_carlo(3, out=tmp_path / "out")
    browser.open(Results.open(tmp_path / "out").report(tmp_path / "report.html"))
    caption = browser.value("document.querySelector('#map .note').textContent")
    assert "Thin solid lines are ways by land." in caption
    assert "dashed by sea" in caption
    dashes = browser.value(
        "[...document.querySelectorAll('#map .movement')]"
        ".map((one) => one.getAttribute('stroke-dasharray')).join('|')"
    )
    assert sorted(dashes.split("|")) == ["7 4", "none", "none", "none"]
    hills = "[...document.querySelectorAll('#places tr')].at(-1).textContent"
    assert browser.value(hills).startswith("In the hills")


def test_close_places_are_drawn_by_themselves_and_follow_the_slider(browser, tmp_path):
    results = Wargame(landing(tmp_path, CROWDED)).monte_carlo(4)
    browser.open(results.report(tmp_path / "report.html"))
    assert browser.complaints() == []
    assert browser.value("document.querySelectorAll('#map figure').length") == 1
    assert browser.value("document.querySelector('#map figcaption').textContent") == "A"
    marks = "document.querySelector('#map figure svg').innerHTML"
    move(browser, 0)
    before = browser.value(marks)
    move(browser, 24)
    assert browser.value(marks) != before
    texts = "[...document.querySelectorAll('#map > svg text')].map((one) => one.textContent)"
    assert "A" in browser.value(texts)
