"""One case of the fuzzer: a number that says what file is written, and what comes of it."""

import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

import yaml

from sim.scenario import Document, ScenarioError, bundled, load
from sim.scenario.kinds import built_in_kinds, kind_named
from sim.scenario.library import folder
from tests.fuzz.compose import PLACES, ground, operation
from tests.fuzz.damage import damage
from tests.fuzz.judge import Verdict, judge
from tests.fuzz.mutate import mutate

MANY_OPERATIONS = 7
SIDES = ["red", "blue"]
SECTIONS = {"places": list(PLACES), "weapons": ["rifle", "tank", "gun", "boat", "plane"]}


@dataclass(frozen=True, slots=True)
class Case:
    """What was made, and what came of it."""

    number: int
    way: str
    """How it was made: damaged, mutated or composed."""
    of: str
    """The scenario that it was made from."""
    line: int
    """The damaged line; 0 if there is no one line."""
    verdict: Verdict


def run(number: int, seed: int, home: Path) -> Case:
    """Make the file of a number in a folder, and judge it. A file with a fault is kept there."""
    random = Random(f"{seed} {number}")
    path = home / f"case_{number}.yaml"
    way = random.choices(("damaged", "mutated", "composed"), (6, 3, 3))[0]
    of, line, sound = {"damaged": _damaged, "mutated": _mutated, "composed": _composed}[way](
        path, random
    )
    return Case(number, way, of, line, judge(path, sound))


@cache
def _sound(path: Path) -> Document:
    return load(path)


def _any_bundled(random: Random) -> Path:
    """One of them; the long ones, which take their time, less often."""
    paths = sorted(bundled().values())
    return random.choices(paths, [1 / path.stat().st_size for path in paths])[0]


def _damaged(path: Path, random: Random) -> tuple[str, int, Document]:
    """A scenario with damage, either in its own text or in that of a file that it includes."""
    chosen = _any_bundled(random)
    sound = _sound(chosen)
    file = Path(random.choice(sorted(sound.text)))
    text, line = damage(file.read_text(encoding="utf-8"), random)
    if file == chosen:
        _write(path, text)
        return file.name, line, sound
    home = path.with_suffix("")
    _write(home / file.relative_to(folder()), text)
    shutil.copy(chosen, home / chosen.name)
    _write(path, f"include: [{home.name}/{chosen.name}]\n")
    return file.name, line, sound


def _mutated(path: Path, random: Random) -> tuple[str, int, Document]:
    chosen = _any_bundled(random)
    sound = _sound(chosen)
    tree = mutate(sound.tree, random)
    _write(path, yaml.safe_dump(tree, sort_keys=False, allow_unicode=True))
    return chosen.name, 0, sound


def _composed(path: Path, random: Random) -> tuple[str, int, None]:
    """Operations are added one by one, and those that are refused are left out again."""
    text = ground(random)
    units = [line.split(":")[0].strip() for line in text.split("\n") if line[2:7] == "unit_"]
    names = {**SECTIONS, "units": units, "operations": [], "sides": SIDES, "sources": []}
    text += "operations:\n"
    for kind in random.choices(built_in_kinds(), k=4 * MANY_OPERATIONS):
        spec = kind_named(kind)
        assert spec is not None
        name = f"{kind}_{len(names['operations'])}"
        longer = f"{text}  {name}: {operation(spec, names, random)}\n"
        _write(path, longer)
        try:
            load(path)
        except ScenarioError:
            continue
        text = longer
        names["operations"].append(name)
        if len(names["operations"]) == MANY_OPERATIONS:
            break
    if not names["operations"]:
        text = text.replace("operations:\n", "")
    _write(path, text)
    return "composed", 0, None


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
