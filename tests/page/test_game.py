"""The page of a game, without a browser."""

import json

import pytest

import sim
from tests.page.people import person_at, scene, sitting

GUARD = "Special Guard Company 301, less a platoon"
MARCH = f"order:{GUARD}: march to Yama-Sigai heights"


@scene
async def test_a_newcomer_sees_the_map_moves_a_company_and_ends_a_turn():
    here = sitting()
    async with person_at(here) as person:
        assert "You command Japan against Soviet Union." in person.sees
        await person.waits_for("map:toro_port")
        await person.click("map:unit:special_guard")
        assert "40 of 40 men; in the field at Esutoru port" in person.sees
        assert "there 19:00" in person.sees
        await person.click(MARCH)
        assert here.given["japan"] == [f"{GUARD}: march to Yama-Sigai heights"]
        await person.click("do:End turn")
        assert here.turn == 1
        assert "on the march from Esutoru port to Yama-Sigai heights, there at 19:00" in person.sees


@scene
async def test_the_keyboard_does_what_clicks_do():
    here = sitting()
    async with person_at(here) as person:
        await person.press("j")
        first = here.menus["japan"]
        assert first
        await person.press("1")
        assert len(here.given["japan"]) == 1
        await person.press("u")
        assert here.given["japan"] == []
        await person.press("e")
        assert here.turn == 1
        await person.press("n")
        assert here.seen["japan"][-1].is_news or any(one.due for one in here.now("japan").plan)
        await person.press("h")
        assert "How to play" in person.sees
        turn = here.turn
        await person.press("e")
        assert here.turn == turn  # keys are for the dialog


@scene
async def test_a_battle_is_played_to_its_end_and_told():
    here = sitting("port_arthur", "japan")
    async with person_at(here) as person:
        await person.click("do:Play the rest")
        await person.click("the rest")
        assert here.over
        assert "Your score:" in person.sees
        assert person.find("do:End turn").props["disabled"]
        outcome = sim.load("port_arthur").run(seed=1).outcome
        assert here.table.outcome == outcome


@scene
async def test_a_question_stays_when_the_page_is_drawn_anew():
    here = sitting()
    async with person_at(here) as person:
        await person.click("do:Play the rest")
        for watcher in here.watchers:
            watcher()
        await person.rest()
        assert "not yet" in person.keys


@scene
async def test_what_was_learnt_is_taken_back_only_if_it_is_wished():
    here = sitting()
    async with person_at(here) as person:
        while not here.seen["japan"][-1].is_news:
            await person.press("n")
        turn = here.turn
        await person.press("u")
        assert "There was news" in person.sees
        assert here.turn == turn
        await person.click("anyway")
        assert here.turn == turn - 1
        assert len(here.seen["japan"]) == turn


@scene
async def test_a_saved_game_is_gone_on_with():
    here = sitting()
    async with person_at(here) as person:
        await person.press("j")
        await person.press("1")
        await person.press("n")
        await person.press("s")
        saved = person.saved
        await person.press("escape")
        await person.waits_for("map:toro_port")
        seen, turn = person.sees, here.turn
        await person.press("n")
        assert here.turn > turn
        assert await here.load(saved, "saved.json", "japan") == ""
        await person.waits_for("map:toro_port")
        assert here.turn == turn
        assert person.sees == seen


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"format": "other"}, "is no saved table"),
        ({"sides": {"japan": "me", "soviet": "os:abort"}}, "names the function os:abort"),
        ({"sides": {"japan": "plan", "soviet": "plan"}}, "nobody plays"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused(change, words):
    @scene
    async def test():
        here = sitting()
        async with person_at(here) as person:
            table = here.table
            content = json.loads(table.text()) | change
            with pytest.raises(sim.UserError, match=words):
                await here.load(json.dumps(content), "evil.json", "japan")
            await person.rest()
            assert here.table is table

    test()


@scene
async def test_one_chair_is_handed_over_hidden():
    here = sitting(soviet="me")
    async with person_at(here) as person:
        assert person.keys == ["open"]
        assert "Toro port" not in person.sees
        await person.click("open")
        assert "You command Japan" in person.sees
        await person.press("j")
        await person.press("1")
        await person.press("e")
        assert person.keys == ["open"]
        assert "Soviet Union plays now" in person.sees
        await person.press("e")  # no key does anything before the screen is opened
        assert here.turn == 0
        await person.click("open")
        assert "You command Soviet Union" in person.sees
        assert here.given["japan"][0] not in person.sees
        await person.press("u")  # what the other has ordered cannot be taken back
        assert len(here.given["japan"]) == 1
        await person.press("e")
        assert here.turn == 1
        assert "Japan plays now" in person.sees
