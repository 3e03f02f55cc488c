"""Taking stock of a results folder that is to be gone on with: which parts are there and whole."""

import builtins
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from sim.results.errors import UserError
from sim.results.folder import TEMPORARY, Folder
from sim.results.intact import DAMAGE, Part, has_series, outcomes_in, series_in
from sim.results.label import Label
from sim.results.manifest import Manifest, part_name
from sim.results.ours import OURS
from sim.results.part_check import Unsound
from sim.results.parts import NAME as PART
from sim.results.parts import hash_of, label_of, opened
from sim.scenario.definition import Definition

PASSING = frozenset(
    name
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, OSError | MemoryError | SystemError)
)
"""Errors of the machine, which pass: the runs that they ended are played again."""


@dataclass
class Stock:
    """The parts of a batch that are there, and what a user should know of the others."""

    parts: list[Part] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def take_stock(
    folder: Folder, manifest: Manifest, there: Manifest, definition: Definition
) -> Stock:
    """List the parts of a batch that are whole, and delete what is damaged or half written.

    `there` is the manifest that is in the folder. Raises `UserError` for a part of another batch
    in the place of one of this.
    """
    stock, every = Stock(), folder.names()
    remove_half_written(folder, every)
    listed = {part_name("outcomes", part["first"]): part for part in there.parts}
    reached = 0
    for name in sorted({*listed, *(one for one in every if one.startswith("outcomes/part-"))}):
        part = _Candidate(folder, name, manifest, listed.get(name), definition).part(stock.notes)
        if part is not None and part["first"] >= reached:
            stock.parts.append(part)
            reached = part["first"] + part["runs"]
        else:  # damaged, or runs that another part has: an older, smaller chunk
            folder.remove(name)
            folder.remove(name.replace("outcomes", "series", 1))
    return stock


def remove_half_written(folder: Folder, names: Iterable[str]) -> None:
    """Delete what writers that were killed have left of their files."""
    for name in names:
        if OURS.fullmatch(name) and name.endswith(TEMPORARY):
            folder.remove(name)


@dataclass
class _Candidate:
    """A file of outcomes that may be a part of the batch."""

    folder: Folder
    name: str
    manifest: Manifest
    listed: Part | None
    definition: Definition

    def part(self, notes: list[str]) -> Part | None:
        """The part as it is to be listed; None if its runs must be played again."""
        path = self.folder.path(self.name)
        try:
            found, errors = self._examined()
        except FileNotFoundError:
            return None
        except DAMAGE as error:
            notes.append(f"{path} is damaged ({error}); its runs are played again")
            return None
        passing = [error for error in errors if error.partition(":")[0] in PASSING]
        if not passing:
            return found
        notes.append(
            f"{path} has runs that a fault of the machine ended ({passing[0]}); its runs are "
            "played again"
        )
        return None

    def _examined(self) -> tuple[Part, list[str]]:
        """The part and the errors of its failed rows.

        Raises one of `DAMAGE`, or `UserError` if the file is foreign.
        """
        content = self.folder.read(self.name)
        label = self._label(content)
        part = replace(label, outcomes=hash_of(content)).record
        series = b""
        if self.manifest.series_every and has_series(part):
            series = self.folder.read(part_name("series", label.first))
            part["series"] = hash_of(series)
        if self.listed is not None and any(part.get(key) != self.listed.get(key) for key in part):
            raise Unsound("it is not what was written")
        errors = self._errors(content, part)
        if series:
            series_in(series, self.manifest, part, self.definition)
        return part, errors

    def _label(self, content: bytes) -> Label:
        label, fault = None, "it is of another batch"
        try:
            label = label_of(opened(content)) if PART.fullmatch(self.name) else None
        except DAMAGE as error:
            fault = str(error)
        if label is not None and label.batch == self.manifest.fingerprint:
            return label
        if self.listed is None:
            path = self.folder.path(self.name)
            raise UserError(f"{path} is not of this batch; move it elsewhere first")
        raise Unsound(fault)

    def _errors(self, content: bytes, part: Part) -> list[str]:
        sides = {*self.definition.sides, "none"}
        batches = outcomes_in(content, self.manifest, part, sides)
        return [
            error
            for batch in batches
            if "error" in batch.schema.names
            for error in batch.column("error").drop_null().to_pylist()
        ]
