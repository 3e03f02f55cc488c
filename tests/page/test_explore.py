"""The page of a results folder, without a browser."""

import asyncio

import pytest
from nicegui import ui
from nicegui.testing import user_simulation

import sim
from sim import Wargame
from sim.page.explorer import Explorer
from sim.page.exploring import explorer_root
from sim.page.tag import Tag
from tests.page.people import scene
from tests.results.raid import TEXT, raid

PLACED = TEXT.replace("{title: the ridge,", "{title: the ridge, at: [50.0, 156.0],").replace(
    "{title: Long Ford,", "{title: Long Ford, at: [50.03, 156.05],"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    home = tmp_path_factory.mktemp("raid")
    Wargame(raid(home, PLACED)).monte_carlo(40, seed=1, out=home / "out")
    return home / "out"


@pytest.fixture(scope="module")
def sweep(tmp_path_factory):
    home = tmp_path_factory.mktemp("sweep")
    Wargame(raid(home)).sweep(10, vary={"units.guards.men": [20, 200]}, out=home / "out")
    return home / "out"


def texts(user):
    return "\n".join(one.text for one in user.client.elements.values() if isinstance(one, Tag))


async def drawn(user, count):
    """The pictures, when they are there."""
    for _ in range(600):
        found = [one for one in user.client.elements.values() if one.tag == "img"]
        if len(found) == count and all("src" in one.props for one in found):
            return found
        await asyncio.sleep(0.05)
    raise AssertionError("the pictures were never drawn")


def test_measures_filters_and_the_map_of_a_batch(folder):
    @scene
    async def look():
        explorer = Explorer(str(folder))
        async with user_simulation(explorer_root(explorer)) as user:
            await user.open("/")
            pictures = await drawn(user, 2)
            assert all(one.props["src"].startswith("data:image/png") for one in pictures)
            assert "40 rows" in texts(user)
            assert "Run 19" in texts(user)
            user.find(ui.input).type("red.killed > 5")
            user.find(ui.input).trigger("keydown.enter")
            fits = int((explorer.rows("")["red.killed"] > 5).sum())
            assert f"{fits} of 40 rows fit" in texts(user)
            await drawn(user, 2)
            user.find(ui.input).type(" and nonsense")
            user.find(ui.input).trigger("keydown.enter")
            assert "the filter" in texts(user)

    look()


def test_an_error_is_explained_only_where_one_is_shown(folder):
    explorer = Explorer(str(folder))
    rows = explorer.rows("")
    assert "±" not in str(explorer.summary(rows, "winner"))
    assert explorer.summary(rows, "red.killed")[-1] == "± is one standard error of the mean."
    one = {name: column[:1] for name, column in rows.items()}
    assert "±" not in str(explorer.summary(one, "red.killed")[-1])


def test_parameters_of_a_sweep_stand_against_outcomes(sweep):
    @scene
    async def look():
        async with user_simulation(explorer_root(Explorer(str(sweep)))) as user:
            await user.open("/")
            await drawn(user, 2)
            assert "By units.guards.men" in texts(user)
            assert "Run 0, point 1" in texts(user)

    look()


@pytest.mark.slow
def test_a_run_is_told_as_a_report(folder):
    found = Explorer(str(folder)).report(7, 0)
    assert "run 7" in found
    assert "Turn record" in found
    with pytest.raises(sim.UserError):
        Explorer(str(folder)).report(40, 0)


def test_a_folder_without_results_is_refused(tmp_path):
    with pytest.raises(sim.UserError):
        Explorer(str(tmp_path))
