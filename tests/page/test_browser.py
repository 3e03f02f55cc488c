"""The page of a game in a real browser: by mouse and by keyboard, and nobody else looks in."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

import psutil
import pytest

from tests.report.browser import Browser, chromium
from tests.results.raid import TEXT, raid

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(chromium() is None, reason="needs Chromium: apt-get install chromium"),
]

EVIL = "<img src=x onerror='window.ran=1'><script>window.ran=1</script>"
PLACED = (
    TEXT.replace("{title: the ridge,", "{title: the ridge, at: [50.0, 156.0],")
    .replace("{title: Long Ford,", f'{{title: "Ford {EVIL}", at: [50.03, 156.05],')
    .replace("guards: {side: red,", f'guards: {{title: "Guards {EVIL}", side: red,')
    .replace("title: A raid", f'title: "A raid {EVIL}"')
)
GAME = "document.querySelector('.game').innerText"
OVER = "document.querySelector('.ending') !== null"


@contextmanager
def served(*words):
    """The addresses of a page that a command serves, and its process."""
    command = [sys.executable, "-m", "sim", *words, "--no-open", "--port", "0"]
    # NiceGUI serves nothing where it finds that it is tested
    plain = {name: value for name, value in os.environ.items() if "PYTEST" not in name}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=plain) as process:
        try:
            lines = []
            while not lines or "Ctrl-C" not in lines[-1]:
                lines.append(process.stderr.readline())
                assert lines[-1], lines
            yield [line.rpartition(" ")[2].strip() for line in lines[:-1]], process
        finally:
            process.terminate()
            process.communicate()


def reach(browser, address):
    """Open an address as soon as there is a page."""
    for _ in range(600):
        try:
            urllib.request.urlopen(address, timeout=5).close()
            break
        except urllib.error.URLError:
            time.sleep(0.05)
    browser.open(address)
    browser.wait_for("document.querySelector('.bar, .hand-over') !== null")


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    shown = Browser(chromium(), tmp_path_factory.mktemp("browser"))
    yield shown
    shown.close()


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    shown = Browser(chromium(), tmp_path_factory.mktemp("other"))
    yield shown
    shown.close()


def key(name):
    return f'[data-key="{name}"]'


def turn(browser):
    return browser.value("document.querySelector('.time span').textContent")


def press(browser, letter):
    """Press a key and wait until the page has drawn what comes of it."""
    before = browser.value("document.querySelector('.game').innerHTML")
    browser.press(letter, ord(letter.upper()))
    browser.wait_for(f"document.querySelector('.game').innerHTML !== {json.dumps(before)}")


@pytest.fixture
def battle(browser, tmp_path):
    raid(tmp_path, PLACED)
    with served("play", tmp_path / "raid.yaml", "--side", "red") as ((address,), _):
        reach(browser, address)
        browser.wait_for("document.querySelector('.map svg') !== null")
        yield browser


def test_a_battle_is_played_by_clicks_to_its_end(battle):
    assert EVIL in battle.value("document.querySelector('h1').textContent")
    battle.click(key("map:unit:guards") + " rect")
    battle.wait_for("document.querySelector('.orders button') !== null")
    assert "there 07:00" in battle.value("document.querySelector('.orders').innerText")
    assert battle.value("document.querySelectorAll('.map .ring').length") == 1
    battle.click(".orders button")
    battle.wait_for("document.querySelector('.given li') !== null")
    battle.click(key("do:End turn"))
    battle.wait_for("document.querySelector('.time span').textContent.includes('turn 2 of 24')")
    for _ in range(24):
        if battle.value(OVER):
            break
        before = turn(battle)
        battle.click(key("do:Until news"))
        battle.wait_for(f"document.querySelector('.time span').textContent !== {before!r}")
    assert "Your score" in battle.value(GAME)
    assert battle.value("window.ran === undefined")
    assert battle.complaints() == []


def test_a_battle_is_played_by_keys_saved_and_gone_on_with(battle, tmp_path):
    battle.take_files(tmp_path)
    press(battle, "j")
    press(battle, "1")
    press(battle, "e")
    battle.press("s", ord("S"))
    saved = tmp_path / "raid-turn-2.json"
    while not saved.exists():
        time.sleep(0.05)
    battle.press("Escape", 27)
    battle.wait_for("document.querySelector('.heading') === null")
    seen = battle.value(GAME)
    press(battle, "n")
    assert battle.value(GAME) != seen
    battle.press("l", ord("L"))
    battle.wait_for("document.querySelector('input[type=file]') !== null")
    battle.give_file(saved)
    battle.wait_for(f"{GAME} === {json.dumps(seen)}")
    reach(battle, battle.value("location.href"))
    battle.wait_for(f"{GAME} === {json.dumps(seen)}")
    battle.wait_for("document.querySelector('.q-dialog') === null")
    battle.press("r", ord("R"))
    battle.wait_for(f"document.querySelector('{key('the rest')}') !== null")
    battle.value(f"document.querySelector('{key('the rest')}').focus()")
    battle.press("Enter", 13)
    battle.wait_for(OVER)
    assert battle.complaints() == []


def test_two_browsers_do_not_see_each_others_side(browser, other):
    words = ("play", "toro", "--side", "japan", "--against", "me")
    with served(*words) as ((japan, soviet), process):
        reach(browser, japan)
        reach(other, soviet)
        assert "You command Japan" in browser.value(GAME)
        assert "You command Soviet Union" in other.value(GAME)
        press(browser, "j")
        press(browser, "1")
        press(browser, "e")
        assert "your turn is over" in turn(browser)
        sent = [one["response"]["payloadData"] for one in other.heard(FRAME)]
        told = " ".join([*sent, other.value("document.documentElement.outerHTML")])
        assert "naval infantry" in told
        assert "company of reservists" not in told
        press(other, "e")
        browser.wait_for("document.querySelector('.time span').textContent.includes('turn 2 ')")
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(japan.partition("?")[0])
        listening = {
            one.laddr.ip for one in psutil.Process(process.pid).net_connections() if not one.raddr
        }
        assert listening == {"127.0.0.1"}


FRAME = "Network.webSocketFrameReceived"


def test_a_phone_has_it_all_within_its_width(battle):
    size = {"width": 375, "height": 700, "deviceScaleFactor": 1, "mobile": True}
    battle.call("Emulation.setDeviceMetricsOverride", **size)
    try:
        battle.wait_for("document.querySelector('.map svg')?.viewBox.baseVal.width <= 380")
        assert battle.value("document.documentElement.scrollWidth") <= 375
        assert battle.value(
            "[...document.querySelectorAll('.commands.main button')]"
            ".every((one) => one.getBoundingClientRect().height >= 44)"
        )
    finally:
        battle.call("Emulation.clearDeviceMetricsOverride")


def test_an_interruption_ends_it(tmp_path):
    with served("play", "port_arthur") as (_, process):
        assert {one.laddr.ip for one in psutil.Process(process.pid).net_connections()} <= {
            "127.0.0.1"
        }
        os.kill(process.pid, 2)
        assert process.wait(60) == 130
