"""Transcripts: what agents chose, as JSON lines, to be played again as a battle.

The first line says what was played: the scenario, the run, the luck and who played. Each further
line is a step: by side, the number of the action, and its order for those who read it.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from sim.experiments.play import Played
from sim.results.codec import decode, document_from
from sim.results.errors import UserError
from sim.results.manifest import scenario_of
from sim.results.whole_file import write_whole
from sim.rl.arena import Arena
from sim.scenario import Document
from sim.wargame.run import Run

FORMAT = "beachhead transcript"


@dataclass(frozen=True)
class Transcript:
    """One battle as its agents played it."""

    document: Document
    sides: dict[str, str]
    luck: int
    run: int
    orders: int
    steps: list[dict[str, int]]
    """By side, the action that was carried out at each step."""

    @classmethod
    def of(cls, arena: Arena, row: int = 0) -> Self:
        """What the agents of an arena have chosen in one row so far.

        Raises `UserError` if an opponent is not known by a name.
        """
        if not all(isinstance(who, str) for who in arena.sides.values()):
            raise UserError("a commander of your own cannot be written down; name a function")
        sides = {side: str(who) for side, who in arena.sides.items()}
        steps = [{side: int(one[row]) for side, one in step.items()} for step in arena.chosen]
        wishes = arena.wishes
        return cls(arena.document, sides, wishes.luck, int(arena.runs[row]), wishes.orders, steps)

    def replay(self) -> Run:
        """The battle once more, with its turn record. Raises `UserError` if it was not over."""
        arena = self._arena()
        for step in self.steps:
            if arena.over.all():
                break  # other rows of the arena went on
            arena.step({side: np.array([action]) for side, action in step.items()})
        if not arena.over.all():
            raise UserError("the battle of the transcript is not over")
        record = arena.world.chronicle.record
        played = Played(arena.runs, arena.outcomes(), arena.recorder, record)
        return Run(self.document, self.luck, played)

    def _arena(self) -> Arena:
        wishes = {"luck": self.luck, "orders": self.orders}
        arena = Arena(self.document, self.sides, traced=True, **wishes)
        arena.reset(np.array([self.run]))
        return arena

    def text(self) -> str:
        """As JSON lines."""
        listed = {side: one.actions for side, one in self._arena().actions.items()}
        head = {"format": FORMAT, "scenario": scenario_of(self.document), "sides": self.sides,
                "luck": self.luck, "run": self.run, "orders": self.orders}  # fmt: skip
        lines: list[dict[str, Any]] = [head]
        for step in self.steps:
            said = {side: listed[side][action].order for side, action in step.items()}
            lines.append({"actions": step, "orders": said})
        return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)

    def save(self, path: str | Path, *, overwrite: bool = False) -> None:
        """Write it to a file. Raises `UserError` if the file is there."""
        if Path(path).exists() and not overwrite:
            raise UserError(f"{path} is there already; overwrite replaces it")
        write_whole(Path(path), self.text())

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """The transcript of a file. Raises `UserError` for what is none."""
        try:
            head, *lines = map(json.loads, Path(path).read_text("utf-8").splitlines())
            if head["format"] != FORMAT:
                raise ValueError(f"format: must be {FORMAT!r}")
            kept = head["scenario"]
            files = {one["name"]: one["text"] for one in kept["files"]}
            changes = decode(kept["changes"])
            document = document_from(decode(kept["tree"]), files, changes, str(path))
            steps = [{side: int(n) for side, n in line["actions"].items()} for line in lines]
            return cls(document, head["sides"], head["luck"], head["run"], head["orders"], steps)
        except OSError:
            raise UserError(f"there is no file {path}") from None
        except (ValueError, KeyError, TypeError) as error:
            raise UserError(f"{path} is no transcript: {error}") from None
