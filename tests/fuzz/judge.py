"""What comes of a file: it is refused with its line, or it plays and its books balance."""

import signal
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, Literal

import numpy as np

from sim.experiments.play import play
from sim.experiments.validation import checked
from sim.scenario import Document, ScenarioError, load
from sim.scenario.record import PROVENANCE
from tests.auditor import Auditor

Fate = Literal["refused", "same", "played", "warned", "placeless", "traceback", "failed", "hung"]
"""`same` means what another file meant that has been played. The last four are faults."""
FAULTS: tuple[Fate, ...] = ("placeless", "traceback", "failed", "hung")
SECONDS = 300.0
"""Of the processor: other work on the machine makes nothing hang, nor do kernels that compile."""
UNPLAYED = {*PROVENANCE, "title", "summary", "claims", "background", "left_out", "commanders"}
RUNS = np.arange(2)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a file, and where and why."""

    fate: Fate
    detail: str = ""
    line: int = 0
    """The first line that a refusal names."""


class TooSlow(BaseException):
    """Nothing catches it on its way, as it might an `Exception`."""


def judge(path: Path, sound: Document | None = None) -> Verdict:
    """Load, check and play a file; `sound` is a scenario that need not be played again."""
    document: Document | None = None
    try:
        with _limit(), warnings.catch_warnings():
            warnings.simplefilter("error")
            document = checked(load(path))
            if sound is not None and _played(document.tree) == _played(sound.tree):
                return Verdict("same")
            auditor = Auditor()
            play(document.definition, RUNS, 1, watch=auditor)
            assert auditor.turns
    except ScenarioError as error:
        return _refusal(error)
    except TooSlow:
        return Verdict("hung", "load" if document is None else "play")
    except Exception:
        return Verdict("traceback" if document is None else "failed", traceback.format_exc())
    return Verdict("warned" if document.warnings else "played")


def _refusal(error: ScenarioError) -> Verdict:
    told = error.problems
    if not told or not all(problem.line and problem.message for problem in told):
        return Verdict("placeless", str(error))
    return Verdict("refused", str(error), told[0].line)


def _played(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _played(inner) for key, inner in value.items() if key not in UNPLAYED}
    return [_played(inner) for inner in value] if isinstance(value, list) else value


@contextmanager
def _limit() -> Iterator[None]:
    def ring(number: int, frame: FrameType | None) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
