"""Runs the fuzzer and counts what came of the files: python -m tests.fuzz --files 10000."""

import argparse
import shutil
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from tests.fuzz.cases import Case, run
from tests.fuzz.judge import FAULTS


def main() -> int:
    """Judge as many files as asked; keep those with faults. The exit code is 1 if there are any."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0, help="number of the first file")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", type=Path, default=Path("out/fuzz"))
    asked = parser.parse_args()
    shutil.rmtree(asked.out, ignore_errors=True)
    asked.out.mkdir(parents=True)
    one = partial(judged, seed=asked.seed, home=asked.out)
    cases = []
    with ProcessPoolExecutor(asked.workers) as pool:
        for case in pool.map(one, range(asked.first, asked.first + asked.files), chunksize=5):
            cases.append(case)
            if case.verdict.fate in FAULTS:
                print(f"case {case.number} ({case.way} {case.of}): {case.verdict.fate}")
                print(case.verdict.detail, flush=True)
    tell(cases)
    return int(any(case.verdict.fate in FAULTS for case in cases))


def judged(number: int, seed: int, home: Path) -> Case:
    """A case; what is left of it is its file, if it is a fault."""
    case = run(number, seed, home)
    if case.verdict.fate not in FAULTS:
        path = home / f"case_{number}.yaml"
        path.unlink(missing_ok=True)
        shutil.rmtree(path.with_suffix(""), ignore_errors=True)
    return case


def tell(cases: list[Case]) -> None:
    """The counts, and how far from the damage the refusals point."""
    for way in sorted({case.way for case in cases}):
        fates = Counter(case.verdict.fate for case in cases if case.way == way)
        told = ", ".join(f"{count} {fate}" for fate, count in fates.most_common())
        print(f"{way}: {fates.total()} files: {told}")
    refused = [case for case in cases if case.line and case.verdict.fate == "refused"]
    gaps = [case.verdict.line - case.line for case in refused]
    near = [sum(gap == distance for gap in gaps) for distance in (0, 1)]
    print(f"refused: {len(gaps)}; on the damaged line {near[0]}, on the next {near[1]}")
    far = [case.number for case, gap in zip(refused, gaps, strict=True) if gap not in (0, 1)]
    print(f"elsewhere {len(far)}: {far}")


if __name__ == "__main__":
    sys.exit(main())
