"""Failures: runs that could not be played, as data."""

import json
import shlex
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from sim.interruption import asked, is_behind
from sim.results.codec import encode
from sim.scenario import Document, bundled

MOST_SINGLED_OUT = 32
"""Failures of one chunk that are traced to single runs; beyond, groups of runs share an error."""

Result = TypeVar("Result")


@dataclass(frozen=True)
class Failure:
    """A run that failed."""

    run: int
    point: int
    error: str
    """Type and message of the exception."""
    traceback: str
    command: str = ""
    """The command that repeats the run, if there is one."""

    @property
    def name(self) -> str:
        """The file of its traceback in a results folder."""
        point = f"-point-{self.point}" if self.point else ""
        return f"failures/run-{self.run:08d}{point}.txt"

    @property
    def text(self) -> str:
        """What that file says."""
        return f"Run {self.run} failed: {self.error}\nRepeat it: {self.command}\n\n{self.traceback}"

    def repeated_by(self, command: str) -> "Failure":
        """The failure with the command that repeats it."""
        return replace(self, command=command)


def sift(
    play: Callable[[np.ndarray], Result], rows: np.ndarray
) -> tuple[list[Result], list[tuple[np.ndarray, Exception]]]:
    """What `play` makes of the rows that it can play, in pieces, and which rows fail and why.

    Rows are played together; when that fails they are halved until the rows that fail are found.
    What is no fault of a run is raised: an OSError such as that of a full disk, a MemoryError when
    a single row is too much, and an interruption, in whatever guise.
    """
    results: list[Result] = []
    failed: list[tuple[np.ndarray, Exception]] = []
    waiting = [rows]
    while waiting:
        piece = waiting.pop()
        try:
            results.append(play(piece))
        except OSError:
            raise
        except Exception as error:
            if asked() or is_behind(error):
                raise KeyboardInterrupt from error
            if isinstance(error, MemoryError) and len(piece) == 1:
                raise
            if len(piece) == 1 or len(failed) >= MOST_SINGLED_OUT:
                failed.append((piece, error))
            else:
                middle = len(piece) // 2
                waiting += [piece[middle:], piece[:middle]]
    return results, failed


def described(error: Exception) -> tuple[str, str]:
    """An exception in one line, and its traceback."""
    line = f"{type(error).__name__}: {error}".splitlines()[0]
    return line, "".join(traceback.format_exception(error))


def replay_command(folder: str, run: int, point: int = 0) -> str:
    """The command that repeats a run of a results folder."""
    command = f"beachhead replay {shlex.quote(folder)} --run {run}"
    return f"{command} --point {point}" if point else command


def run_command(document: Document, seed: int, run: int) -> str:
    """The command that plays one run of a scenario."""
    return _command("run", document, f"--seed {seed} --run {run}")


def futures_command(
    document: Document, seed: int, run: int, turn: int, future: int, *, hidden: bool = False
) -> str:
    """The command that plays futures of a battle from a turn on, the one asked for among them."""
    options = f"--seed {seed} --run {run} --from {turn} --futures {future + 1}"
    options += " --hidden" if hidden else ""
    return _command("futures", document, options)


def batch_command(document: Document, seed: int, runs: int) -> str:
    """The command that plays a batch of a scenario."""
    return _command("monte-carlo", document, f"--runs {runs} --seed {seed}")


def _command(verb: str, document: Document, options: str) -> str:
    name = document.name if document.name in bundled() else next(iter(document.text), document.name)
    posteriors = [v["note"] for v in document.changes.values() if _is_posterior(v)]
    files = (f"--parameters {shlex.quote(one)}" for one in dict.fromkeys(posteriors))
    plain = {key: v for key, v in document.changes.items() if not _is_posterior(v)}
    changes = (f"--set {shlex.quote(f'{key}={_yaml(v)}')}" for key, v in plain.items())
    return " ".join([f"beachhead {verb}", shlex.quote(name), options, *files, *changes])


def _is_posterior(value: object) -> bool:
    """Whether a value is a parameter's draws from a posterior in a file, which its note names."""
    return isinstance(value, dict) and "draws" in value and "note" in value


def _yaml(value: object) -> str:
    """A value as YAML, of which JSON is a part."""
    plain = encode(value)
    return plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)
