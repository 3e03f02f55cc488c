"""Play by mail: orders are hidden until both are in, and whoever cheats is found out."""

import json

import pytest

import sim
from sim.table.mail import Letter, Player
from sim.table.table import PERSON

MARCH = {"march": ["special_guard"], "to": "yama_sigai"}


@pytest.fixture
def mail(tmp_path):
    table = sim.load("toro").table(seed=5, soviet=PERSON, japan=PERSON)
    Letter(table, "japan", "", None, {}).write(tmp_path / "mail.json")
    return tmp_path


def write(folder, side, *orders):
    path = folder / "mail.json"
    player = Player(Letter.read(path), side, folder / f"{side}.json")
    player.write([*orders], path)
    return player


def tamper(folder, change):
    path = folder / "mail.json"
    content = json.loads(path.read_text("utf-8"))
    change(content)
    path.write_text(json.dumps(content), "utf-8")


def other_order(table):
    content = json.loads(table)
    content["log"][1][2] = "gunfire"
    return json.dumps(content)


def other_dice(table):
    content = json.loads(table)
    dice = next(entry for entry in content["log"] if not entry[1])
    dice[2]["dice"] += 1
    return json.dumps(content)


def test_a_game_by_mail_is_the_game_at_a_table(mail):
    write(mail, "japan", MARCH)
    assert "yama_sigai" not in json.loads((mail / "mail.json").read_text("utf-8"))["commitment"]
    assert Letter.read(mail / "mail.json").table.log == []
    write(mail, "soviet", "scouts")
    write(mail, "japan")
    write(mail, "soviet")
    by_mail = write(mail, "japan").letter.table
    here = sim.load("toro").table(seed=5, soviet=PERSON, japan=PERSON)
    here.order("japan", MARCH)
    here.order("soviet", "scouts")
    dice = [entry.order["dice"] for entry in by_mail.log if not entry.side]
    assert len(dice) == len(set(dice)) == 2
    for number in dice:
        here.renew_luck(number)
        here.advance()
    assert by_mail.turn == 2
    assert by_mail.view("japan") == here.view("japan")
    assert by_mail.view("soviet") == here.view("soviet")


def test_new_units_that_both_name_alike_are_told_apart(tmp_path):
    table = sim.load("koton").table(seed=5, soviet=PERSON, japan=PERSON)
    Letter(table, "japan", "", None, {}).write(tmp_path / "mail.json")
    write(tmp_path, "japan", {"split": "handa_platoon", "men": 30, "into": "raiders"})
    split = {"split": "vanguard", "men": 40, "into": "raiders"}
    write(tmp_path, "soviet", split, {"join": ["vanguard"], "into": "raiders"})
    assert write(tmp_path, "japan").told == []
    assert write(tmp_path, "soviet").told == [
        "your raiders is called raiders_2: japan named a unit raiders in the same turn"
    ]
    played = Letter.read(tmp_path / "mail.json").table
    joined = {"join": ["vanguard"], "into": "raiders_2"}
    assert [one.order for one in played.log if one.side == "soviet"][1:] == [joined]
    assert played.view("japan").unit("raiders").men == 30
    assert played.view("soviet").unit("raiders_2").men == 300
    assert write(tmp_path, "japan").letter.table.turn == 2


def test_a_split_without_a_name_goes_by_mail(mail):
    write(mail, "japan", {"split": "regular_company", "men": 60})
    write(mail, "soviet")
    write(mail, "japan")
    table = write(mail, "soviet").letter.table
    assert table.view("japan").unit("regular_company_2").men == 60


def test_each_writes_in_his_turn(mail):
    with pytest.raises(sim.UserError, match="japan writes next, not soviet"):
        write(mail, "soviet", "scouts")
    write(mail, "japan", MARCH)
    with pytest.raises(sim.UserError, match="soviet writes next, not japan"):
        write(mail, "japan")


def test_a_refused_order_sends_nothing(mail):
    before = (mail / "mail.json").read_text("utf-8")
    with pytest.raises(sim.OrderError, match="unknown place"):
        write(mail, "japan", {"march": ["special_guard"], "to": "moon"})
    assert (mail / "mail.json").read_text("utf-8") == before


def test_the_opener_cannot_change_what_he_committed_himself_to(mail):
    write(mail, "japan", MARCH)
    write(mail, "soviet", "scouts")
    kept = json.loads((mail / "japan.json").read_text("utf-8"))
    (mail / "japan.json").write_text(json.dumps(kept | {"orders": []}), "utf-8")
    with pytest.raises(sim.UserError, match="the commitment in the letter is not that of"):
        write(mail, "japan")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: c["shown"].update(orders=[]), "has shown other orders"),
        (lambda c: c.update(table=other_dice(c["table"])), "other dice than those of both"),
        (lambda c: c.update(table=other_order(c["table"])), "other orders of"),
        (lambda c: c.update(table=c["table"].replace('"seed": 5', '"seed": 6')), "another past"),
    ],
)
def test_tampering_is_noticed(mail, change, message):
    write(mail, "japan", MARCH)
    write(mail, "soviet", "scouts")
    write(mail, "japan")
    tamper(mail, change)
    with pytest.raises(sim.UserError, match=message):
        write(mail, "soviet")


@pytest.mark.parametrize(
    ("key", "value"),
    [("shown", {"orders": [], "salt": ""}), ("commitment", "0" * 64), ("opener", "soviet")],
)
@pytest.mark.parametrize("side", ["japan", "soviet"])
def test_who_only_looks_notices_that_a_word_was_changed(mail, side, key, value):
    write(mail, "japan", MARCH)
    write(mail, "soviet", "scouts")
    write(mail, "japan")
    write(mail, "soviet")
    path = mail / "mail.json"
    Player(Letter.read(path), side, mail / f"{side}.json")
    tamper(mail, lambda content: content.update({key: value}))
    with pytest.raises(sim.UserError, match=f"another '{key}' than"):
        Player(Letter.read(path), side, mail / f"{side}.json")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: c.update(table=7), "table must be a valid string, not 7"),
        (lambda c: c.update(answer={"orders": "x", "dice": "1"}), "answer.orders must be a valid"),
        (lambda c: c.update(shown=[]), "shown must be a mapping"),
        (lambda c: c.update(opener="mars"), "no game of two people"),
        (lambda c: c.update(commitment="\ud800"), "surrogates not allowed"),
        (lambda c: c.update(table=c["table"].replace('"me"', '"os:abort"')), "function os:abort"),
        (lambda c: c.update(table=c["table"].replace('"me"', '"hold"')), "no game of two people"),
        (lambda c: c["answer"].update(orders=["tea"]), "order of soviet that is refused: unknown"),
    ],
)
def test_a_letter_that_is_not_sound_is_refused_in_words(mail, change, message):
    write(mail, "japan", MARCH)
    write(mail, "soviet", "scouts")
    tamper(mail, change)
    with pytest.raises(sim.UserError, match=message):
        write(mail, "japan")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"side": 7}', "[" * 9999])
def test_a_private_file_that_is_none_is_refused_in_words(mail, text):
    write(mail, "japan", MARCH)
    (mail / "japan.json").write_text(text, "utf-8")
    with pytest.raises(sim.UserError, match=r"japan.json is (no private file|not sound)"):
        Player(Letter.read(mail / "mail.json"), "japan", mail / "japan.json")


def test_who_only_looks_notices_that_his_answer_was_changed(mail):
    write(mail, "japan", MARCH)
    write(mail, "soviet", "scouts")
    tamper(mail, lambda content: content["answer"].update(orders=[]))
    with pytest.raises(sim.UserError, match="another 'answer' than"):
        Player(Letter.read(mail / "mail.json"), "soviet", mail / "soviet.json")
