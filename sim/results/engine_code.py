"""The rules by which rows were played: a hash of the code that decides.

The rows of two engines must not stand in one batch, even if both call themselves 0.1.0.
"""

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from sys import modules

PACKAGE = Path(__file__).resolve().parents[1]
DECIDES = (
    "battle.py",
    "elementary.py",
    "combat",
    "commanders",
    "luck",
    "operations",
    "plan",
    "rules",
    "scenario",
    "world",
    "experiments/composed.py",
    "experiments/foresight.py",
    "experiments/guesses.py",
    "experiments/play.py",
    "results/condition.py",
    "results/errors.py",
    "results/outcomes.py",
    "results/recorder.py",
)
"""Files and rooms of the package that an outcome follows from."""


def rules_of(kinds: tuple[type, ...]) -> str:
    """A hash of the engine's code, and of the files of such classes as come from elsewhere."""
    return sha256("".join([_own(), *sorted(set(_elsewhere(kinds)))]).encode()).hexdigest()


def files_that_decide() -> Iterator[Path]:
    """The files of the package that an outcome follows from, in order."""
    for name in DECIDES:
        found = PACKAGE / name
        yield from sorted(found.rglob("*.py")) if found.is_dir() else [found]


@cache
def _own() -> str:
    whole = sha256()
    for path in files_that_decide():
        whole.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0")
        whole.update(path.read_bytes())
    return whole.hexdigest()


def _elsewhere(kinds: tuple[type, ...]) -> Iterator[str]:
    for kind in kinds:
        file = getattr(modules.get(kind.__module__), "__file__", None)
        if kind.__module__.split(".")[0] == PACKAGE.name:
            continue
        # a class of a notebook has no file; its name is all there is
        content = Path(file).read_bytes() if file else kind.__qualname__.encode()
        yield sha256(content).hexdigest()
