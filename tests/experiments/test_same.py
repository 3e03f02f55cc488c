"""What a batch may be gone on with: words may change, and nothing else."""

import pytest

from sim.experiments.monte_carlo import monte_carlo
from sim.experiments.what_if import what_if
from sim.results import engine_code
from sim.results.errors import UserError
from sim.results.store import Store
from tests.experiments.rows import rows
from tests.results.raid import TEXT, raid


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("place: ridge, assumed: a guess", "place: ridge, assumed: a hunch"),
        ("place: ridge, assumed: a guess", "place: ridge, source: book, where: page 3"),
        ("{value: red, source: book, where: page 1}", "{value: red, source: book, where: page 9}"),
        ("assumed: by the map}", "assumed: by the map, note: an old one}"),
        ("title: attack on the ford", "title: The attack"),
        ("title: A raid", "title: The raid"),
        ('colour: "#009E73"', 'colour: "#0000FF"'),
        ("{value: 5, source", "{value: 7, source"),
        ("men: 120,", "men: 120.0,"),
        ("distance: 5 km", "distance: 5000 m"),
        ("{side: red, men: 120, place: ridge,", "{side: red, men: {value: 120}, place: ridge,"),
        ("variants:", "# nothing\nvariants:"),
    ],
)
def test_new_words_keep_the_runs(tmp_path, before, after):
    out = tmp_path / "out"
    monte_carlo(raid(tmp_path), 20, 1, chunk=10, out=out)
    dates = [path.stat().st_mtime_ns for path in sorted(out.rglob("part-*"))]
    assert before in TEXT
    document = raid(tmp_path, TEXT.replace(before, after, 1))
    played = []
    monte_carlo(document, 30, 1, out=out, resume=True, progress=played.append)
    monte_carlo(document, 30, 1, out=out, resume=True)
    assert played == [30]
    assert dates == [
        p.stat().st_mtime_ns for p in sorted(out.rglob("part-*")) if "20" not in p.name
    ]
    assert Store.open(out).document.tree == document.tree
    monte_carlo(raid(tmp_path), 30, 1, out=tmp_path / "whole")
    assert rows(out) == rows(tmp_path / "whole")


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("men: 120,", "men: 121,", "units.guards.men is 120 there, 121 now"),
        (
            "5 km, assumed: by the map}",
            "6 km, assumed: by the map}",
            "routes.0.distance is 5 there",
        ),
        ("turn: 1 h", "turn: 30 min", "turn is 1 there, 0.5 now"),
        ("hills: true", "hills: false", "places.hut.hills is True there, False now"),
        (
            "variants:",
            "combat: {modifiers: {night_fire: {value: 0.1, assumed: x}}}\nvariants:",
            "combat.modifiers.night_fire is absent there, 0.1 now",
        ),
        ("kind: assault", "kind: counter_attack", "operations.attack"),
    ],
)
def test_all_else_is_refused_and_named(tmp_path, before, after, message):
    out = tmp_path / "out"
    monte_carlo(raid(tmp_path), 5, 1, out=out)
    assert before in TEXT
    document = raid(tmp_path, TEXT.replace(before, after, 1))
    with pytest.raises(UserError, match="holds another batch") as refused:
        monte_carlo(document, 10, 1, out=out, resume=True)
    assert message in str(refused.value)


def test_the_order_of_a_file_counts(tmp_path):
    """Within a step of the sequence of play, what stands first acts first."""
    out = tmp_path / "out"
    monte_carlo(raid(tmp_path), 5, 1, out=out)
    first = next(line for line in TEXT.splitlines(True) if "guards: {side" in line)
    second = next(line for line in TEXT.splitlines(True) if "militia: {side" in line)
    document = raid(tmp_path, TEXT.replace(first + second, second + first))
    with pytest.raises(UserError, match="the order of units is guards, militia there, militia, "):
        monte_carlo(document, 10, 1, out=out, resume=True)


def test_rules_that_have_changed_are_not_mixed_with_those_of_before(tmp_path, monkeypatch):
    out = tmp_path / "out"
    document = raid(tmp_path)
    monte_carlo(document, 5, 1, out=out)
    monkeypatch.setattr("sim.results.engine_code._own", lambda: "another engine")
    with pytest.raises(UserError, match="rules: the engine, or a model, has changed"):
        monte_carlo(document, 10, 1, out=out, resume=True)


def test_what_is_counted_as_rules_is_all_that_a_battle_is_made_of():
    """Everything that playing imports is among the files that decide."""
    import ast

    counted = set(engine_code.files_that_decide())
    root = engine_code.PACKAGE.parent
    waiting, seen = ["sim.experiments.play"], set()
    while waiting:
        name = waiting.pop()
        path = root.joinpath(*name.split("."))
        file = next(
            (f for f in (path.with_suffix(".py"), path / "__init__.py") if f.is_file()), None
        )
        if file is None or file in seen:
            continue
        seen.add(file)
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sim."):
                waiting += [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
    # how kernels are compiled, a battle stopped, or series sent, decides nothing
    spared = {"kernel.py", "kernel_boxing.py", "kernel_cache.py", "kernel_types.py"}
    spared |= {
        "machine_code.py",
        "interruption.py",
        "own_files.py",
        "results/narrow.py",
        "results/series.py",
    }
    missed = {f.relative_to(engine_code.PACKAGE).as_posix() for f in seen - counted} - spared
    assert not missed


def test_the_words_of_a_change_do_not_count_either(tmp_path):
    for words, runs in (("a guess", 5), ("a hunch", 8)):
        change = f"{{units.guards.men: {{value: 20, assumed: {words}}}}}"
        document = raid(tmp_path, TEXT.replace("{units.guards.men: 20}", change))
        found = what_if(document, document.variant("weak"), runs, out=tmp_path / "out", resume=True)
    assert found.runs == 8
