"""Designs: points that tell as much as they can, for numbers, hours and choices."""

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from sim import Wargame
from sim.cli.app import app
from sim.experiments.design import design
from sim.experiments.farming.designs import design_points, nearly_orthogonal
from sim.experiments.farming.factors import Factor
from sim.experiments.points import read_points
from sim.experiments.sweep import sweep
from sim.results.errors import UserError
from sim.scenario import ScenarioError
from tests.results.raid import raid

MEN, HOUR, QUALITY = "units.guards.men", "operations.attack.start.at", "units.militia.quality"


@pytest.fixture
def document(tmp_path):
    return raid(tmp_path)


def parsed(document, *texts, role="decision"):
    return [Factor.parsed(document, text, role) for text in texts]


@pytest.mark.parametrize(("points", "columns", "most"), [(129, 22, 0.01), (33, 8, 0.04)])
def test_a_hypercube_is_made_orthogonal(points, columns, most):
    unit = nearly_orthogonal(points, columns, np.random.default_rng(1))
    found = np.corrcoef(unit, rowvar=False)
    assert np.abs(found - np.eye(columns)).max() < most
    for column in unit.T:
        assert sorted(np.floor(column * points)) == list(range(points))


def test_numbers_hours_and_choices(document):
    factors = parsed(
        document,
        f"{MEN}=60:180",
        f"{HOUR}=1945-08-16 06:00:1945-08-16 12:00",
        "combat.model=lanchester,attrition",
        "variant=none,weak",
        "places.hut.hills=true,false",
        "routes.0.distance=2000 m:6000 m",
    )
    made = design_points(document, factors, points=48)
    table = made.table
    assert table[MEN].between(60, 180).all()
    assert set(table[HOUR]) <= {f"1945-08-16 {hour:02}:00" for hour in range(6, 13)}
    assert table["routes.0.distance"].str.endswith(" m").all()
    for choice in ("combat.model", "variant", "places.hut.hills"):
        assert table[choice].value_counts().tolist() == [24, 24]
    assert made.max_correlation < 0.15
    assert 0 < made.discrepancy < 1
    again = design_points(document, factors, points=48)
    assert again.points == made.points
    assert design_points(document, factors, points=48, seed=2).points != made.points


def test_variants_and_hours_are_played_as_they_say(document):
    factors = parsed(document, "variant=none,weak", f"{HOUR}=1945-08-16 06:00:1945-08-16 09:00")
    made = design_points(document, factors, kind="factorial")
    found = sweep(document, 20, 3, points=list(made.points), measures=["red.killed"])
    game = Wargame(document)
    for number, point in enumerate(made.points):
        alone = game if point["variant"] == "none" else game.variant("weak")
        alone = alone.set({HOUR: point[HOUR]}).monte_carlo(20, seed=3)
        mine = found.batch.columns["red.killed"][found.batch.columns["point"] == number]
        assert mine.tolist() == alone.outcomes["red.killed"].tolist()


def test_a_nested_factor_is_set_only_where_it_has_a_meaning(document):
    factors = parsed(
        document,
        "combat.model=lanchester,attrition",
        f"{MEN}=60:180 if combat.model=attrition",
        "units.militia.quality=0.5:1",
    )
    made = design_points(document, factors, points=16)
    for point in made.points:
        assert (MEN in point) == (point["combat.model"] == "attrition")
    column = made.coded[:, 1]
    assert (column == 0).sum() == 8
    plan = design(document, made.points)
    assert len(plan.definitions) == 2
    with pytest.raises(UserError, match=r"no factor combat.model has the value qjm"):
        design_points(
            document,
            parsed(document, "combat.model=lanchester,attrition")
            + parsed(document, f"{MEN}=60:180 if combat.model=qjm"),
        )


def test_factorial_designs(document):
    factors = parsed(
        document, f"{MEN}=60:180", f"{QUALITY}=0.5:1", "combat.model=lanchester,attrition"
    )
    full = design_points(document, factors, kind="factorial", levels=3)
    assert len(full.points) == 3 * 3 * 2
    assert {point[MEN] for point in full.points} == {60, 120, 180}
    half = design_points(document, factors, kind="fractional")
    assert len(half.points) == 8
    x = half.coded
    main, pairs = x, np.stack([x[:, 0] * x[:, 1], x[:, 0] * x[:, 2], x[:, 1] * x[:, 2]], axis=1)
    assert np.abs(main.T @ pairs).max() == 0
    assert half.max_correlation == 0


def test_stacked_and_crossed_designs(document):
    factors = parsed(document, f"{MEN}=60:180", f"{QUALITY}=0.5:1")
    stacked = design_points(document, factors, points=17, stack=2)
    assert len(stacked.points) == 34
    noise = parsed(document, "combat.morale.frailty=0:1", role="noise")
    crossed = design_points(document, [*factors, *noise], points=5, noise_points=4)
    seen = pd.DataFrame(crossed.points).groupby([MEN, QUALITY])["combat.morale.frailty"]
    assert {tuple(one) for _, one in seen} == {tuple(crossed.table["combat.morale.frailty"][:4])}
    assert len(seen) == 5


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        (MEN, UserError, "takes PATH=LOW:HIGH"),
        (f"{MEN}=9:5", UserError, f"^--decision: {MEN}: low must be less than high"),
        (f"{MEN}=5", UserError, f"^--decision: {MEN}: a choice needs at least two values"),
        ("units.guards.mem=1:2", ScenarioError, "did you mean 'men'"),
        ("combat.model=lanchester,atrition", ScenarioError, "atrition"),
        ("variant=none,strong", ScenarioError, "unknown variant"),
        (f"{HOUR}=noon:night", UserError, f"^--decision: {HOUR}: noon: must be a date and time"),
        (f"{HOUR.removesuffix('.at')}=1:2", UserError, f"; name its hour, {HOUR}$"),
    ],
)
def test_wrong_factors_are_refused_in_words(document, text, error, message):
    with pytest.raises(error, match=message):
        parsed(document, text)


def test_the_command_writes_points_that_a_sweep_takes(document, tmp_path):
    file, out, picture = tmp_path / "raid.yaml", tmp_path / "points.csv", tmp_path / "pairs.png"
    words = ["design", file, "--decision", f"{MEN}=60:180", "--noise", f"{QUALITY}=0.5:1"]
    words += ["--points", 9, "--out", out, "--plot", picture]
    done = CliRunner().invoke(app, list(map(str, words)))
    assert done.exit_code == 0, done.stderr
    assert "9 points of 2 factors (nolh): the greatest correlation is " in done.stderr
    assert picture.stat().st_size > 5_000
    assert len(read_points(out)) == 9
    plain = CliRunner().invoke(app, list(map(str, words[:-4])))
    assert plain.stdout == out.read_text()


def test_every_path_that_is_none_is_told_at_once_by_its_option():
    words = ["--decision", "units.nobody.men=1:2", "--noise", "combat.modifiers.rifl=0.1:0.4"]
    words += ["--noise", "combat.morale.frailt=0.1:0.4", "--noise", "combat.modifiers.rifle=-1:1"]
    done = CliRunner().invoke(app, ["design", "toro", *words])
    assert done.exit_code == 2
    assert not done.stdout
    told = done.stderr.splitlines()
    noise = ["combat.modifiers.rifl", "combat.morale.frailt", "combat.modifiers.rifle"]
    assert {line.split()[1].rstrip(":") for line in told} == {"units.nobody.men", *noise}
    options = {line.split(":")[0]: "units" in line for line in told}
    assert options == {"--decision": True, "--noise": False}
    assert "did you mean 'rifle'?" in done.stderr


def test_a_factor_that_only_a_model_has_is_held_against_that_model():
    model = ["--decision", "combat.model=attrition,lanchester"]
    path = "combat.parameters.attacker_p"
    nested = [*model, "--noise", f"{path}=1:2 if combat.model=lanchester", "--points", "9"]
    done = CliRunner().invoke(app, ["design", "toro", *nested])
    assert done.exit_code == 0, done.stderr
    rows = [line.split(",") for line in done.stdout.splitlines()[1:]]
    assert {(model, bool(value)) for model, value in rows} == {
        ("attrition", False), ("lanchester", True),
    }  # fmt: skip
    alone = CliRunner().invoke(app, ["design", "toro", *model, "--noise", f"{path}=1:2"])
    assert alone.exit_code == 2
    assert alone.stderr.startswith(f"--noise: {path}: ")
