"""The table: what it plays is what a run plays, and its orders are checked like a file."""

import json
import subprocess
import sys
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim

QUICK = ("otomari", "toro", "kurils")


def table(name="otomari", **given):
    return sim.load(name).table(**given)


@pytest.mark.parametrize(
    "name",
    [one if one in QUICK else pytest.param(one, marks=pytest.mark.slow) for one in sim.bundled()],
)
def test_the_plan_on_both_sides_is_a_run(name):
    wargame = sim.load(name)
    run = wargame.run(seed=3, run=5)
    first, second = wargame.definition.sides
    played = wargame.table(seed=3, run=5)
    assert played.to_the_end() == run.outcome
    persons = wargame.table(seed=3, run=5, **{first: "me", second: "me"})
    assert persons.to_the_end() == run.outcome


MOVES = st.lists(
    st.sampled_from(["order", "advance", "undo", "fork", "reload", "plan"]), max_size=6
)


PICKS = st.lists(st.integers(0, 10**6), min_size=8, max_size=8)


@settings(max_examples=5)
@given(moves=MOVES, picks=PICKS)
def test_save_load_undo_and_fork_in_any_order(tmp_path_factory, moves, picks):
    play_in_any_order("otomari", tmp_path_factory.mktemp("table") / "save.json", moves, picks)


EVERY_MOVE = ("order", "advance", "fork", "order", "advance", "undo", "reload", "plan")


@pytest.mark.slow
@pytest.mark.parametrize("name", [one for one in sim.bundled() if one != "otomari"])
def test_save_load_undo_and_fork_of_every_scenario(tmp_path, name):
    play_in_any_order(name, tmp_path / "save.json", EVERY_MOVE, range(11, 19))


def play_in_any_order(name, path, moves, picks):
    person, other = sim.load(name).definition.sides
    here = table(name, seed=2, **{person: "me", other: "random"})
    for move, pick in zip(moves, picks, strict=False):
        if move == "order" and (menu := here.legal_orders(person)):
            here.order(person, menu[pick % len(menu)].order)
        elif move == "advance":
            here.advance(pick % 20)
        elif move == "undo" and (here.turn or here.pending(person)):
            here.undo(anyway=True)
        elif move == "fork":
            here = here.fork(None if pick % 2 else pick % (here.turn + 1))
        elif move == "plan":
            here.follow_plan(person)
        elif move == "reload":
            here.save(path, overwrite=True)
            here = sim.Table.load(path)
    here.save(path, overwrite=True)
    again = sim.Table.load(path)
    for side in (person, other):
        assert again.view(side) == here.view(side)
    assert again.fork().to_the_end() == here.to_the_end()


@pytest.mark.parametrize(
    ("order", "message"),
    [
        (
            "first_landin",
            "unknown operation of soviet .*did you mean 'first_landing'",
        ),
        ("counterattack", "unknown operation"),
        ({"march": ["first_echelo"], "to": "toro_port"}, "unknown unit.*'first_echelon'"),
        ({"march": ["first_echelon"], "to": "toro_prt"}, "unknown place.*'toro_port'"),
        ({"march": ["fighters"], "to": "toro_port"}, "must be infantry"),
        ({"march": 7, "to": "toro_port"}, "march: must be a name or a list of names, not 7"),
        ({"marsh": ["first_echelon"]}, "unknown verb 'marsh'.*did you mean 'march'"),
        ({"cancel": "first_landing"}, "operation 'first_landing' is not under way"),
        ({"cancel": "first_echelon"}, "unit 'first_echelon' has no task"),
        ({"hold": ["guards"]}, "unknown unit of soviet 'guards'"),
        ({"kind": "landin"}, "unknown kind of operation 'landin'.*'landing'"),
        ({"kind": "landing", "units": ["first_echelon"]}, "required key"),
        ({"launch": "landing", "when": 1}, "unknown key 'when'"),
        (None, "not nothing"),
        ({"march": ["a"], "to": {1, 2}}, "plain data"),
    ],
)
def test_a_wrong_order_is_refused_and_changes_nothing(order, message):
    here = table("toro", soviet="me")
    before = here.view("soviet"), here.log, here.text()
    with pytest.raises(sim.OrderError, match=message):
        here.order("soviet", order)
    assert (here.view("soviet"), here.log, here.text()) == before


def test_who_does_not_play_gives_no_orders():
    here = table(japan="me")
    with pytest.raises(sim.OrderError, match="soviet is played by plan"):
        here.order("soviet", "passage")
    with pytest.raises(sim.UserError, match=r"unknown side 'japann'.*'japan'"):
        here.view("japann")
    with pytest.raises(sim.UserError, match="unknown opponent 'stuff'"):
        table(japan="stuff")


def test_a_march_arrives_when_the_menu_says_and_turns_round_when_called_back():
    here = table("toro", japan="me")
    menu = here.legal_orders("japan")
    chosen = next(o for o in menu if o.kind == "march" and o.units == ["special_guard"])
    here.order("japan", chosen.order)
    here.advance()
    marching = here.view("japan").unit("special_guard")
    assert marching.posture == "on the march"
    assert marching.arrives == chosen.arrives
    home, there = marching.place, marching.to
    back = here.fork()
    while here.view("japan").time < chosen.arrives:
        here.advance()
    here.advance()
    assert here.view("japan").unit("special_guard").place == there
    back.cancel("japan", "special_guard")
    back.advance(3)
    assert back.view("japan").unit("special_guard").place == home
    assert not back.view("japan").unit("special_guard").tasks


def test_to_hold_is_to_turn_round():
    here = table("toro", japan="me")
    home = here.view("japan").unit("special_guard").place
    here.order("japan", {"march": ["special_guard"], "to": "toro_village"})
    here.advance()
    here.hold("japan", "special_guard")
    here.advance(3)
    assert here.view("japan").unit("special_guard").place == home


def test_the_battle_ends_at_once_only_when_the_plan_would_end_it():
    here = table("toro", soviet="me")
    assert not [one for one in here.legal_orders("soviet") if one.kind == "halt"]
    for order in ("halt", {"kind": "halt"}):
        with pytest.raises(sim.OrderError, match="ends the battle, and the plan would not do so"):
            here.order("soviet", order)
    here.follow_plan("soviet")
    while not here.over:
        [offered] = [one for one in here.legal_orders("soviet") if one.kind == "halt"] or [None]
        due = any(one.due for one in here.view("soviet").plan if one.name == "halt")
        assert (offered is not None) == due
        here.advance()


@pytest.mark.parametrize("kind", ["march", "withdrawal", "assault"])
def test_ships_do_not_go_by_land(kind):
    here = table("toro", soviet="me")
    order = {"kind": kind, "units": ["guard_ship"], "to": "toro_port"}
    with pytest.raises(sim.OrderError, match=r"must be .*infantry.* but is ships"):
        here.order("soviet", order)


def test_no_doubt_tells_what_the_enemy_plans():
    here = table("toro", soviet="me")
    gunfire = {
        "kind": "gunfire",
        "units": ["guard_ship"],
        "target": "sovetskaya_gavan",
        "duration": "1 h",
    }
    assert not here.order("soviet", gunfire)


def test_the_plan_proposes_nothing_that_only_the_enemy_knows():
    change = {"operations.first_landing.start": {"when": {"losses": {"japan": 0}},
                                                 "assumed": "a test"}}  # fmt: skip
    here = sim.load("toro").set(change).table(soviet="me")
    landing = next(one for one in here.view("soviet").plan if one.name == "first_landing")
    assert not landing.due
    here.follow_plan("soviet")
    here.advance()
    assert not [one for one in here.view("soviet").plan if one.name == "first_landing"]


def test_to_go_back_many_times_is_to_play_it_anew():
    here = table("toro", seed=5, japan="me")
    here.order("japan", {"march": ["special_guard"], "to": "toro_village"})
    for turn in range(70):
        if turn == 30:
            here.order("japan", {"march": ["company_125th"], "to": "esutoru_port"})
        here.advance()
    for back in (69, 60, 51, 47, 46, 20, 1):
        here.back_to(back)
        assert here.view("japan") == here.fork().view("japan")
    assert here.to_the_end() == here.fork().to_the_end()


def test_what_is_wrong_with_a_commander_is_told_and_the_battle_goes_on():
    wrong = {1: None, 2: 7, 4: ["x"]}

    def command(view):
        nobody = {"kind": "march", "units": ["nobody"], "to": "otomari_port"}
        orders = {0: [view.launch("typo")], 3: [view.order(nobody)]} | wrong
        return orders.get(view.turn, iter(()))

    here = table(soviet="me", japan=command)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", sim.OrderWarning)
        here.advance(6)
        here.undo(anyway=True)
        here.advance()
    texts = [str(one.message).removeprefix("orders of japan: ") for one in told]
    assert [text[:22] for text in texts] == [
        "refused: unknown opera", "a commander returns a ", "a commander returns a ",
        "refused: units.0: unkn", "'x' is no order; view.",
    ]  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert here.to_the_end()["winner"] in ("soviet", "japan", "none")


def test_nobody_waits_at_a_table_for_compiled_kernels():
    words = (
        "import sys, sim; here = sim.load('toro').table(japan='me'); here.advance(20)\n"
        "for turn in range(19, 4, -1): here.back_to(turn)\n"
        "assert 'numba' not in sys.modules, 'numba'"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", words], check=True)


def test_undo_takes_back_an_order_and_stops_at_news():
    here = table("toro", japan="me")
    here.order("japan", {"march": ["special_guard"], "to": "toro_village"})
    here.undo()
    assert not here.pending("japan")
    here.advance(2)
    here.undo()
    assert here.turn == 1
    while not here.view("japan").events:
        here.advance()
    turn = here.turn
    with pytest.raises(sim.UserError, match="undo stops here, for there is news"):
        here.undo()
    here.undo(anyway=True)
    assert here.turn == turn - 1


def test_a_side_takes_back_its_own_orders_alone():
    here = table("toro", japan="me", soviet="me")
    here.order("japan", {"march": ["special_guard"], "to": "toro_village"})
    here.order("soviet", "first_landing")
    here.undo("japan")
    assert not here.pending("japan")
    assert [one.order for one in here.pending("soviet")] == ["first_landing"]
    here.advance()
    here.order("soviet", "scouts")
    with pytest.raises(sim.UserError, match="soviet has given orders in this turn"):
        here.undo("japan", anyway=True)
    here.undo()
    here.undo("japan", anyway=True)
    assert here.turn == 0


def test_a_battle_that_is_not_over_has_no_outcome():
    here = table(japan="me")
    with pytest.raises(sim.UserError, match="the battle is not over"):
        here.outcome  # noqa: B018
    here.to_the_end()
    assert here.over
    assert here.outcome["winner"] in ("soviet", "japan", "none")
    with pytest.raises(sim.OrderError, match="the battle is over"):
        here.order("japan", {"hold": []})


def test_a_sealed_file_does_not_tell_the_dice(tmp_path):
    path = tmp_path / "sealed.json"
    here = table(seed=987654321, japan="me", sealed=True)
    here.advance(5)
    here.save(path)
    assert "987654321" not in path.read_text("utf-8")
    with pytest.raises(sim.UserError, match="sealed"):
        sim.Table.load(path)
    with pytest.raises(sim.UserError, match="sealed until"):
        here.seed  # noqa: B018
    other = table(seed=987654322, japan="me", sealed=True)
    with pytest.raises(sim.UserError, match="not that of"):
        sim.Table.load(path, secret=other.secret)
    again = sim.Table.load(path, secret=here.secret)
    assert again.to_the_end() == here.to_the_end()
    assert again.seed == 987654321


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: c.pop("format"), "no saved table"),
        (lambda c: c.update(format_version=9), "format version 9; 1 is understood"),
        (lambda c: c.update(turn="now"), "turn must be a valid integer, not 'now'"),
        (
            lambda c: c["scenario"]["tree"].update(title="another"),
            "is not what was written",
        ),
        (
            lambda c: c.update(log=[["now", "japan", "x"]]),
            "log is not sound: turn must be a valid",
        ),
        (lambda c: c.pop("seed"), "neither seed and run nor a commitment"),
        (lambda c: c.update(seed=2**64), "seed must be less than or equal to 18446744073709551615"),
        (lambda c: c.update(run=None), "neither seed and run"),
        (lambda c: c["sides"].update(soviet=7), "sides.soviet must be a valid string, not 7"),
        (lambda c: c["sides"].update(soviet="os:abort"), "names the function os:abort"),
        (lambda c: c.update(log=[[0, "", {"dice": -1}]]), "run: must be a whole number from 0"),
        (lambda c: c.update(log=[[0, "japan", {"undo": "order"}]]), "no order to take back"),
        (lambda c: c["scenario"]["tree"].update(title="\ud800"), "surrogates not allowed"),
    ],
)
def test_a_damaged_file_is_refused_in_words(tmp_path, change, message):
    content = json.loads(table(japan="me").text())
    change(content)
    path = tmp_path / "save.json"
    path.write_text(json.dumps(content), "utf-8")
    with pytest.raises(sim.UserError, match=message):
        sim.Table.load(path)


def test_another_version_is_told(tmp_path):
    content = json.loads(table(japan="me").text())
    content["versions"]["numpy"] = "1.0"
    content["rules"] = "0"
    path = tmp_path / "save.json"
    path.write_text(json.dumps(content), "utf-8")
    with pytest.warns(sim.TableWarning, match=r"engine, or a model, has changed.*numpy was 1\.0"):
        sim.Table.load(path)


def test_a_file_is_not_overwritten_unless_told(tmp_path):
    path = tmp_path / "save.json"
    here = table(japan="me")
    here.save(path)
    with pytest.raises(sim.UserError, match="is there already"):
        here.save(path)
    here.save(path, overwrite=True)
