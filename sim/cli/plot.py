"""The command `plot`: pictures of what a folder holds."""

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic_core import PydanticCustomError

from sim.cli.failures import tell
from sim.cli.picture_file import check_ending, check_new, quiet_matplotlib, save_picture
from sim.cli.subjects import (
    MAKERS,
    POINTS,
    Battle,
    Found,
    found_in,
    opened,
    plots_folder,
    several_folders,
)
from sim.plots.registry import Picture, pictures
from sim.results.errors import UserError
from sim.results.ours import check_beside
from sim.results.whole_file import whole_folder
from sim.scenario.moment import read_time
from sim.scenario.problems import nearest, show


def draw_picture(
    name: str | None,
    addresses: Sequence[str],
    *,
    out: Path | None,
    overwrite: bool,
    hours: Sequence[str],
    run: int | None,
    point: int,
    measures: Sequence[str],
) -> None:
    """Draw one picture of what is in a folder, or of one of its battles, into a file."""
    forms = _forms(name)
    if not addresses:
        raise UserError(f"name a results folder: beachhead plot {name} DIR")
    if point and run is None:
        raise UserError("--point names one battle only together with --run")
    asked = [_hour(text) for text in hours]
    _refuse_too_many("hour", len(hours), forms)
    _refuse_too_many("measure", len(measures), forms)
    battle = None if run is None else Battle(run, point)
    form, wishes = _form(forms, addresses, battle, (asked, measures))
    path = out or _usual_file(form, addresses, battle, (asked, measures))
    if "file" not in form.parameters:
        check_ending(path)
    check_beside(path)
    check_new(path, overwrite=overwrite)
    subject = opened(form.of, addresses, battle, measures)
    quiet_matplotlib()
    with whole_folder(path.parent):
        _write(form, subject, wishes, path)


def _write(form: Picture, subject: Any, wishes: dict[str, Any], path: Path) -> None:
    if "file" in form.parameters:
        form.draw(subject, file=path, **wishes)
        tell(f"Picture: {path}")
    else:
        drawn = form.draw(subject, **wishes)
        save_picture((drawn[0] if isinstance(drawn, list) else drawn).ax, path)


def _forms(name: str | None) -> list[Picture]:
    """The forms of a kind of picture. Raises `UserError` with the list of kinds."""
    kinds: dict[str, list[Picture]] = {}
    for one in pictures():
        if one.command:
            kinds.setdefault(one.command, []).append(one)
    if name in kinds:
        return kinds[name]
    wrong = "name a kind of picture"
    heading = wrong if name is None else f"unknown kind {show(name)}{nearest(name, kinds)}"
    width = max(map(len, kinds))
    listed = "\n".join(f"  {one:{width}}  {forms[0].title}" for one, forms in kinds.items())
    raise UserError(f"{heading}\n{listed}")


def _refuse_too_many(option: str, given: int, forms: Sequence[Picture]) -> None:
    most, name = max(form.most(option) for form in forms), forms[0].command
    if given and not most:
        raise UserError(f"{name} does not depend on --{option}")
    if given > most:
        raise UserError(f"{name} takes one --{option}, not {given}")


def _hour(text: str) -> datetime:
    try:
        return read_time(text)
    except PydanticCustomError as error:
        raise UserError(f"--hour {text}: {error.message()}") from None


def _form(
    forms: Sequence[Picture],
    addresses: Sequence[str],
    battle: Battle | None,
    asked: tuple[Sequence[datetime], Sequence[str]],
) -> tuple[Picture, dict[str, Any]]:
    """The form that draws what the folders hold as it is asked for, and its arguments.

    Raises `UserError` if the folders hold something else.
    """
    name, drawn = forms[0].command, {form.of for form in forms}
    if len(addresses) > 1 and "batches" not in drawn:
        raise UserError(f"{name} draws one folder, not {len(addresses)}")
    if battle is not None and not drawn & {"batch", "batches"}:
        raise UserError(f"{name} does not depend on --run")
    found = found_in(addresses[0])
    holds = found.subject
    if len(addresses) > 1:
        holds = "batches"
    elif battle is not None and holds in POINTS:
        holds = "batch"
    if "batches" in drawn:
        several_folders(addresses, battle)
    wider = {"batch": "batches", "sweep": "farm"}
    for subject in (holds, wider.get(holds, holds)):
        for form in forms:
            wishes = form.asked(*asked)
            if form.of == subject and wishes is not None:
                return form, wishes
    raise UserError(_mismatch(forms, addresses[0], found))


def _usual_file(
    form: Picture,
    addresses: Sequence[str],
    battle: Battle | None,
    asked: tuple[Sequence[datetime], Sequence[str]],
) -> Path:
    """Where a picture goes that no name was given for: what was asked for is in its name."""
    if len(addresses) > 1:
        raise UserError("name a file for the picture of several folders: --out FILE")
    hours, measures = asked
    words = [form.command]
    if battle is not None:
        words += [f"point_{battle.point}"] * bool(battle.point) + [f"run_{battle.run}"]
    words += [*measures, *(f"{hour:%Y-%m-%d_%H%M}" for hour in hours)]
    name = re.sub(r"[^\w.-]", "", "_".join(words))
    return plots_folder(addresses[0]) / f"{name}{form.suffix}"


def _mismatch(forms: Sequence[Picture], address: str, found: Found) -> str:
    name, of = forms[0].command, forms[0].of
    wider = {"batch": {"batches"}, "sweep": {"farm"}}
    wholes = {found.subject} | wider.get(found.subject, set())
    fit = dict.fromkeys(one.command for one in pictures() if one.of in wholes and one.command)
    lines = [
        f"{address} holds {found.words}, which {name} does not draw",
        f"  it can be drawn as: {', '.join(fit)}",
        f"  a folder for {name}: {MAKERS[of]}",
    ]
    if of == "batch" and found.subject in POINTS:
        lines.insert(2, f"  one of its battles: beachhead plot {name} {address} --run K --point P")
    return "\n".join(lines)
