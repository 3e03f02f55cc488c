"""Imports run one way: from room to room upwards in the list, and in no circle."""

import ast
import json
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import sim

PACKAGE = Path(sim.__file__).parent
ROOMS = (
    "interruption", "own_files", "kernel_boxing", "machine_code", "kernel_types", "kernel_cache",
    "kernel", "elementary", "scenario", "plan", "luck", "combat", "world", "rules", "operations",
    "commanders", "battle", "results", "experiments", "history", "duels", "plots", "report",
    "opponents", "table", "wargame", "rl", "page", "cli", "__main__", "__init__",
)  # fmt: skip
"""Folders and files of the package; each may import itself and what stands before it."""


def module_of(path):
    parts = ("sim", *path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 2 else parts)


FILES = {module_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def imports(path):
    """The modules of the package that a file imports, wherever in it, for annotations as well."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "sim":
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                found.add(whole if whole in FILES else node.module)
        elif isinstance(node, ast.Import):
            found.update(a.name for a in node.names if a.name.split(".")[0] == "sim")
    return found - {"sim"}


def room(module):
    return module.split(".")[1]


def test_every_room_is_in_the_list():
    assert {room(module) for module in FILES} == set(ROOMS)


@pytest.mark.parametrize("name", ROOMS)
def test_a_room_imports_what_stands_before_it(name):
    upward = [
        f"{module} imports {one}"
        for module, path in FILES.items()
        if room(module) == name
        for one in imports(path)
        if ROOMS.index(room(one)) > ROOMS.index(name)
    ]
    assert not upward


def test_no_module_needs_one_that_needs_it():
    graph = {module: imports(path) & FILES.keys() for module, path in FILES.items()}
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))
    assert len(order) == len(FILES)


NOT_TO_BEGIN = {"numba", "pandas", "xarray", "pyarrow", "scipy", "matplotlib", "rich", "jinja2"}
"""What takes long to load, and what nobody waits for before the first battle."""
NOT_TO_LOAD = NOT_TO_BEGIN | {"yaml", "sim.scenario.checks", "sim.scenario.validate"}
"""A bundled scenario is recalled as it was read last."""
NOT_TO_SHOW = NOT_TO_BEGIN - {"rich"} | {"sim.commanders.view", "sim.commanders.desk"}
"""Nobody commands."""
STEPS = {
    "import sim": NOT_TO_BEGIN | {"numpy", "pydantic", "yaml"},
    "toro = sim.load('toro')": NOT_TO_LOAD,
    "toro.definition.title": NOT_TO_BEGIN,
    "toro.run(seed=1).outcome": NOT_TO_SHOW,
    "toro.monte_carlo(runs=100).summaries": NOT_TO_SHOW,
}


def test_a_script_waits_for_what_it_needs_alone():
    sim.load("toro").monte_carlo(runs=100)  # its scenario and kernels are kept from now on
    told = ["import json, sys", "found = []"]
    for step in STEPS:
        told += [step, "found.append([*sys.modules])"]
    code = "\n".join([*told, "print(json.dumps(found))"])
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    for (step, unwanted), loaded in zip(STEPS.items(), json.loads(done.stdout), strict=True):
        assert not unwanted & {*loaded}, step
