"""The factors of a farm, kept beside the points that were played."""

import json
from collections.abc import Sequence

from sim.experiments.design import Point
from sim.experiments.farming.designs import PointDesign
from sim.experiments.farming.factors import Factor
from sim.experiments.kept import Address
from sim.results.errors import UserError
from sim.results.folder import folder_at
from sim.scenario import Document

NAME = "farm.json"
FORMAT = "beachhead farm"


def keep_design(design: PointDesign, address: Address) -> None:
    """Write what was varied into a results folder. Raises `UserError`."""
    folder = folder_at(address)
    content = {
        "format": FORMAT,
        "design": design.kind,
        "factors": [one.as_json() for one in design.factors],
    }
    try:
        folder.write(NAME, (json.dumps(content, indent=1) + "\n").encode())
    except OSError as error:
        raise UserError(f"{folder} cannot be written: {error.strerror or error}") from None


def kept_design(
    document: Document, points: Sequence[Point], address: Address
) -> PointDesign | None:
    """The design in a results folder; None if there is none. Raises `UserError`."""
    folder = folder_at(address)
    if NAME not in folder.names():
        return None
    try:
        content = json.loads(folder.read(NAME).decode())
        factors = [Factor.read(document, one) for one in content["factors"]]
        return PointDesign(document, tuple(factors), tuple(points), str(content["design"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(f"{folder.path(NAME)} is not sound: {error}") from None
