"""The outlook of a battle, and where it turned."""

import numpy as np
import pytest
from typer.testing import CliRunner

from sim.cli.app import app
from sim.experiments.futures import futures
from sim.experiments.hidden import Unknown
from sim.experiments.kept import kept_futures
from sim.experiments.play import play
from sim.luck.branch import Branch
from sim.results.errors import UserError
from sim.scenario import load
from tests.experiments.rows import rows
from tests.results.raid import raid

COIN = {
    "name": "coin",
    "title": "A fort that is taken at once or not at all",
    "start": "1945-08-15 04:00",
    "end": "1945-08-15 07:30",
    "turn": "30 min",
    "sides": {"blue": {"title": "Blue"}, "red": {"title": "Red"}},
    "places": {
        "camp": {"held_by": "blue"},
        "fort": {"held_by": "red", "fortification": 0.95, "assumed": "strong"},
    },
    "routes": [{"between": ["camp", "fort"], "distance": "7.5 km", "assumed": "far"}],
    "units": {
        "raiders": {"side": "blue", "men": 300, "place": "camp", "assumed": "many"},
        "guards": {"side": "red", "men": 100, "place": "fort", "assumed": "few"},
    },
    "operations": {
        "coup": {
            "kind": "seizure",
            "side": "blue",
            "units": ["raiders"],
            "to": "fort",
            "success": 0.5,
            "start": {"at": "1945-08-15 04:30"},
            "assumed": "a coin",
        }
    },
    "victory": [{"side": "blue", "when": {"control": {"fort": "blue"}}}],
}
"""The one thing that chance decides is whether the guards are overpowered when raiders arrive.

Their way takes five turns, no more and no less: a rest of a turn would be a chance too.
"""


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    return raid(tmp_path_factory.mktemp("raid"))


def outlook(document, **options):
    return futures(document, 3, 1, **{"futures": 30, "every": 2, **options})


@pytest.fixture(scope="module")
def found(document):
    return outlook(document)


def test_at_turn_0_the_outlook_is_that_of_an_ordinary_batch(found, document):
    batch = play(document.definition, np.arange(4, 34), 1).outcomes
    for name in found.measures:
        np.testing.assert_array_equal(found.values[name][0], batch[name])
    won = (batch["winner"] == "blue").mean() if "blue" in document.definition.sides else None
    if won is not None:
        assert found.outlook("winner = blue")[0][0] == won


def test_in_the_end_the_outlook_is_what_happened(found, document):
    itself = play(document.definition, np.array([3]), 1).outcomes
    for name in found.measures:
        mean, error = found.outlook(name)
        assert mean[-1] == found.course[name][-1] == itself[name][0]
        assert error[-1] == 0
        assert (np.diff(found.course[name]) >= 0).all()


@pytest.mark.parametrize("manner", [{"chunk": 7}, {"chunk": 30}, {"workers": 2, "chunk": 11}])
def test_however_it_is_played_the_rows_are_the_same(found, document, manner, tmp_path):
    again = outlook(document, out=tmp_path / "out", **manner)
    assert again.as_json() == found.as_json()
    assert kept_futures(tmp_path / "out").as_json() == found.as_json()


def test_more_futures_can_be_added_to_a_folder(found, document, tmp_path):
    outlook(document, futures=10, out=tmp_path / "out")
    first = rows(tmp_path / "out")
    outlook(document, out=tmp_path / "out", resume=True)
    assert kept_futures(tmp_path / "out").as_json() == found.as_json()
    assert rows(tmp_path / "out")[: len(first)] == first
    with pytest.raises(UserError, match="past"):
        futures(document, 4, 1, futures=30, every=2, out=tmp_path / "out", resume=True)


def test_json_says_what_its_readers_expect(found):
    told = found.as_json()
    assert [*told] == ["scenario", "seed", "run", "turns", "turning_points"]
    first = told["turns"][0]
    assert [*first] == ["turn", "time", "measures", "chance"]
    for one in first["measures"].values():
        assert [*one] == ["mean", "se", "p5", "median", "p95"]
        assert one["p5"] <= one["median"] <= one["p95"]
    for one in first["chance"].values():
        assert [*one] == ["p", "se"]
    for one in told["turning_points"]:
        assert [*one] == ["turn", "time", "measure", "from", "to", "se", "events"]


def test_conditions_and_measures_can_be_asked_for(document):
    side = next(iter(document.definition.sides))
    told = outlook(document, measures=[f"{side}.killed"], chances=[f"{side}.killed > 3"])
    killed = told.values[f"{side}.killed"]
    np.testing.assert_array_equal(told.values[f"{side}.killed > 3"], killed > 3)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"measures": ["blue.kiled"]}, "blue.kiled"),
        ({"chances": ["blue.killed >"]}, "missing"),
        ({"every": 0}, "every"),
        ({"start": 10_000}, "first turn"),
        ({"futures": 1}, "futures"),
    ],
)
def test_what_cannot_be_asked_is_refused(document, wrong, words):
    with pytest.raises(UserError, match=words):
        outlook(document, **wrong)


def test_a_decisive_coin_is_found_at_its_turn_and_event():
    coin = load(COIN)
    told = [futures(coin, run, 1, futures=40, every=1) for run in range(100)]
    arrival = {one.turn for each in told for one in each.battle.record if one.kind == "contact"}
    assert len(arrival) == 1
    hits = 0
    for each in told:
        first = each.turning_points[0] if each.turning_points else None
        hits += (
            first is not None
            and {first.turn} == arrival
            and "contact" in {event.kind for event in first.events}
        )
    assert hits >= 99
    assert 30 < sum(each.battle.outcomes["winner"][0] == "blue" for each in told) < 70


def test_futures_with_hidden_figures_share_the_state_of_their_past():
    coin = load(COIN).set({"operations.coup.success": {"uniform": [0.1, 0.9]}})
    unknown = Unknown(coin.definition, 1)
    settled = unknown.settled_turns(np.array([3]))
    contact = next(
        one.turn for one in futures(coin, 3, 1, futures=2).battle.record if one.kind == "contact"
    )
    assert settled == {"operations.coup.success": [contact]}
    turns = np.repeat([0, contact, contact + 1], 50)
    hidden_to = {path: int(turn[0]) for path, turn in settled.items()}
    branch = Branch(turns, np.tile(np.arange(4, 54), 3), hidden_to)
    fitted = unknown.fitting(np.full(150, 3), branch)
    np.testing.assert_array_equal(fitted.figures, branch.runs)
    plain = futures(coin, 3, 1, futures=50, every=1)
    hidden = futures(coin, 3, 1, futures=50, every=1, hidden=True)
    np.testing.assert_array_equal(
        hidden.values["winner = blue"][0], plain.values["winner = blue"][0]
    )
    np.testing.assert_array_equal(
        hidden.values["winner = blue"][contact], hidden.values["winner = blue"][0]
    )


def test_the_command_says_what_was_hidden_and_how_long(tmp_path, document, monkeypatch):
    monkeypatch.chdir(tmp_path)
    name, run = next(iter(document.text)), CliRunner().invoke
    unsure = ["--set", "units.guards.men={uniform: [40, 80]}", "--hidden"]
    shown = run(app, ["futures", name, "--run", "3", "--futures", "10", "--every", "8", *unsure])
    assert shown.exit_code == 0, shown.output
    assert "Hidden until" in shown.output
    assert "units.guards.men" in shown.output


def test_the_command_shows_draws_and_keeps(tmp_path, document, monkeypatch):
    monkeypatch.chdir(tmp_path)
    name, run = next(iter(document.text)), CliRunner().invoke
    asked = ["futures", name, "--run", "3", "--futures", "30", "--every", "4"]
    shown = run(app, [*asked, "--out", "out", "--plot", "outlook.png"])
    assert shown.exit_code == 0, shown.output
    assert "Turning points" in shown.output
    assert (tmp_path / "outlook.png").stat().st_size > 10_000
    again = run(app, ["futures", "out"])
    assert again.output.splitlines()[0] == shown.output.splitlines()[0]
    drawn = run(app, ["plot", "outlook", "out"])
    assert drawn.exit_code == 0, drawn.output
    replayed = run(app, ["replay", "out", "--run", "2", "--point", "5"])
    assert replayed.exit_code == 0, replayed.output
    assert "This is not what" not in replayed.output
    assert run(app, ["futures", name]).exit_code == 2
    assert run(app, ["futures", "out", "--run", "1"]).exit_code == 2


def test_a_row_of_a_results_folder_has_futures_too(tmp_path, document, monkeypatch):
    monkeypatch.chdir(tmp_path)
    name, run = next(iter(document.text)), CliRunner().invoke
    assert (
        run(app, ["monte-carlo", name, "--runs", "5", "--seed", "9", "--out", "b"]).exit_code == 0
    )
    wanted = ["--run", "3", "--futures", "10", "--every", "9", "--json"]
    of_row = run(app, ["futures", "b", *wanted])
    of_scenario = run(app, ["futures", name, "--seed", "9", *wanted])
    assert of_row.exit_code == 0, of_row.output
    assert of_row.output == of_scenario.output


@pytest.mark.slow
def test_the_outlook_is_a_martingale():
    """On average nothing moves it: nothing leaks from the future into the past."""
    toro = load("toro").definition
    battles, turns = np.arange(400) * 1000, np.arange(toro.turns + 1)
    won, lost = [], []
    for some in np.array_split(battles, 4):
        runs, branches = np.repeat(some, len(turns)), np.tile(turns, len(some))
        outcomes = play(toro, runs, 1, branch=Branch(branches, runs + 1)).outcomes
        won.append((outcomes["winner"] == "soviet").reshape(-1, len(turns)))
        lost.append(outcomes["soviet.casualties"].reshape(-1, len(turns)))
    assert_martingale(np.concatenate(won).astype(float))
    assert_martingale(np.concatenate(lost).astype(float))


def assert_martingale(values):
    """The mean step from each turn to the next, over battles (battles, turns), is about zero."""
    moved = np.diff(values, axis=1)
    error = moved.std(axis=0, ddof=1) / len(values) ** 0.5
    sure = error > 0
    assert sure.any()
    assert (moved.mean(axis=0)[~sure] == 0).all()
    scores = moved.mean(axis=0)[sure] / error[sure]
    assert np.abs(scores).max() < 4
    assert (scores**2).mean() < 1.6


@pytest.mark.slow
def test_so_is_the_outlook_of_those_who_do_not_know_what_has_not_shown_itself():
    """One future of each of 400 battles of Toro from each turn, what is hidden drawn anew."""
    toro = load("toro").definition
    battles, turns = np.arange(400) * 1000, np.arange(toro.turns + 1)
    unknown, won, lost = Unknown(toro, 1), [], []
    for some in np.array_split(battles, 4):
        runs, branches = np.repeat(some, len(turns)), np.tile(turns, len(some))
        settled = {
            path: np.repeat(turn, len(turns)) for path, turn in unknown.settled_turns(some).items()
        }
        branch = unknown.fitting(runs, Branch(branches, runs + 1, settled))
        outcomes = play(toro, runs, 1, branch=branch).outcomes
        won.append((outcomes["winner"] == "soviet").reshape(-1, len(turns)))
        lost.append(outcomes["soviet.casualties"].reshape(-1, len(turns)))
    assert_martingale(np.concatenate(won).astype(float))
    assert_martingale(np.concatenate(lost).astype(float))
