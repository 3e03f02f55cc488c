"""Puts each mutation into a copy of the repository, runs the quick tests and says who survives.

    python -m tests.mutants            all of them
    python -m tests.mutants civilians  those whose file or reason has the word in it

Kernels are interpreted, so that none can be older than the mutated source.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.mutants.mutations import MUTATIONS, SIM

ROOT = SIM.parent
PARTS = ("sim", "scenarios", "tests", "pyproject.toml")
TESTS = (
    "tests/reference/test_referee.py",
    "tests/reference/test_composed.py",
    "tests/rules/test_supply.py",
    "tests/operations/test_shuttle.py",
    "tests/operations/test_shipping.py",
)
"""What must notice, the first first."""
SKIPPED = shutil.ignore_patterns("__pycache__")


def copy(folder):
    """What the tests need of the repository."""
    for part in PARTS:
        source, target = ROOT / part, folder / part
        if source.is_dir():
            shutil.copytree(source, target, ignore=SKIPPED)
        else:
            shutil.copy(source, target)


def verdict(folder):
    """The first test that fails in a copy, or that no test does."""
    env = {**os.environ, "PYTHONPATH": str(folder), "BEACHHEAD_INTERPRET": "1"}
    options = ("-x", "-q", "-p", "no:cacheprovider", "--hypothesis-profile=hasty")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *TESTS],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode == 0:
        return None
    failed = re.search(r"^_+ (?:ERROR at setup of |ERROR collecting )?(.+?) _+$", run.stdout, re.M)
    if failed is None:
        raise RuntimeError(f"the tests could not run:\n{run.stdout}{run.stderr}")
    return failed[1]


def survives(mutation):
    """Try one mutation and print what comes of it."""
    begun = time.monotonic()
    with TemporaryDirectory(prefix="mutant-") as name:
        folder = Path(name)
        copy(folder)
        source = folder / "sim" / mutation.file
        source.write_text(mutation.applied(source.read_text()))
        killer = verdict(folder)
    fate = f"killed by {killer}" if killer else "SURVIVES"
    seconds = time.monotonic() - begun
    print(f"{mutation.file:27} {mutation.why:64} {fate} ({seconds:.0f} s)", flush=True)
    return killer is None


def main(words):
    """Try those that are asked for, all if none is."""
    chosen = [m for m in MUTATIONS if all(word in f"{m.file} {m.why}" for word in words)]
    alive = [mutation for mutation in chosen if survives(mutation)]
    print(f"{len(alive)} of {len(chosen)} mutants survive")
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
