"""Units are split and joined: nobody is lost, and nobody else's luck changes."""

import pytest

import sim
from tests.table.fuzz import audit, initial


@pytest.fixture
def here():
    return sim.load("toro").table(seed=5, japan="me")


def split(here, **more):
    return here.order("japan", {"split": "regular_company", "men": 60, **more})


def test_a_unit_is_split_marches_apart_and_is_joined_again(here):
    before = initial(here)
    split(here, into="raiders")
    here.advance()
    one, other = (here.view("japan").unit(name) for name in ("regular_company", "raiders"))
    assert (one.men, other.men) == (90, 60)
    assert (one.place, one.posture) == (other.place, other.posture)
    here.order("japan", {"march": ["raiders"], "to": "esutoru_village"})
    here.advance(4)
    assert here.view("japan").unit("raiders").place == "esutoru_village"
    with_it = {"join": ["raiders"], "into": "company_125th"}
    assert with_it in [order.order for order in here.legal_orders("japan")]
    men = here.view("japan").unit("company_125th").men
    here.order("japan", with_it)
    here.advance()
    assert here.view("japan").unit("company_125th").men == men + 60
    audit(here, before)
    here.to_the_end()
    audit(here, before)


def test_who_is_far_away_does_not_join(here):
    here.order("japan", {"join": ["militia"], "into": "regular_company"})
    here.advance()
    assert here.view("japan").unit("regular_company").men == 150
    told = [one.text for one in here.view("japan").events]
    assert any("does not join" in text for text in told)
    assert not any("does not join" in one.text for one in here.view("soviet").events)


def test_nobody_else_has_other_luck(here):
    plain = here.fork()
    split(here)
    for table in (here, plain):
        table.advance(30)
    for unit in plain.view("japan").units:
        if unit.name != "regular_company":
            assert here.view("japan").unit(unit.name) == unit
    assert here.view("soviet").places == plain.view("soviet").places


def test_a_split_is_saved_loaded_and_taken_back(here, tmp_path):
    here.advance(3)
    before = here.view("japan")
    split(here)
    assert "regular_company_2" in [one.name for one in here.view("japan").units]
    here.undo()
    assert here.view("japan") == before
    split(here)
    here.advance(2)
    here.save(tmp_path / "save.json")
    again = sim.Table.load(tmp_path / "save.json")
    assert again.view("japan") == here.view("japan")
    here.back_to(2)
    assert here.view("japan") == here.fork().view("japan")
    assert again.to_the_end() == again.fork().to_the_end()


def test_splits_are_taken_back_one_by_one_and_the_battle_goes_on(here):
    here.advance(3)
    march = {"march": ["militia"], "to": "yama_sigai"}
    split(here, into="raiders")
    here.order("japan", march)
    split(here, into="guards")
    here.undo()
    assert [one.order for one in here.pending("japan")][1:] == [march]
    here.undo()
    here.undo()
    assert here.pending("japan") == []
    here.order("japan", march)
    here.advance(2)
    again = here.fork()
    assert here.view("japan") == again.view("japan")
    assert here.view("japan").unit("militia").posture == "on the march"
    here.undo(anyway=True)
    assert here.view("japan") == here.fork().view("japan")
    assert here.to_the_end() == here.fork().to_the_end()


@pytest.mark.parametrize(
    ("order", "message"),
    [
        ({"split": "regular_compny", "men": 10}, "did you mean 'regular_company'"),
        ({"split": "regular_company", "men": 150}, "men: must be from 1 to 149, not 150"),
        ({"split": "regular_company", "men": 1.5}, "men: must be from 1 to 149"),
        ({"split": "regular_company", "men": 9, "into": "militia"}, "'militia' is taken"),
        ({"split": "regular_company", "men": 9, "into": "a b"}, "into: must be a name"),
        ({"split": "regular_company", "men": 9, "in": "a"}, "unknown key 'in'"),
        ({"join": ["militia"], "into": "militia"}, "cannot join itself"),
        ({"join": ["militia"], "into": "first_echelon"}, "is of soviet, not of japan"),
        ({"join": ["militia"], "into": "milita"}, "unknown unit.*'militia'"),
        ({"join": ["militia"]}, "into"),
    ],
)
def test_what_cannot_be_regrouped_is_said(here, order, message):
    before = here.view("japan"), here.text()
    with pytest.raises(sim.OrderError, match=message):
        here.order("japan", order)
    assert (here.view("japan"), here.text()) == before
