"""The file of a farm, beside the points that were played: factors, look, and what was added."""

import json
from collections.abc import Mapping
from typing import Any

from sim.experiments.farming.designs import PointDesign
from sim.experiments.farming.factors import Factor
from sim.experiments.farming.farm import Farm
from sim.experiments.farming.forecast import Check
from sim.experiments.farming.look import Look
from sim.experiments.farming.thresholds import Root
from sim.experiments.kept import Address
from sim.experiments.sweep import Sweep
from sim.results.errors import UserError
from sim.results.folder import folder_at

NAME = "farm.json"
FORMAT = "beachhead farm"


def keep(farm: Farm, address: Address) -> None:
    """Write what was varied, looked at and added into a results folder. Raises `UserError`."""
    folder = folder_at(address)
    content = {
        "format": FORMAT,
        "design": farm.design.kind,
        "factors": [one.as_json() for one in farm.factors],
        "look": farm.look.as_json(),
        "runs": farm.sweep.runs,
        "refined": [
            {"measure": measure, "level": level, **root.as_json()}
            for (measure, _, level), root in farm.refined.items()
        ],
        "checks": {name: one.as_json() for name, one in farm.checks.items()},
    }
    try:
        folder.write(NAME, (json.dumps(content, indent=1) + "\n").encode())
    except OSError as error:
        raise UserError(f"{folder} cannot be written: {error.strerror or error}") from None


def kept(found: Sweep, address: Address) -> Farm | None:
    """The farm in the folder of a sweep; None if there is none. Raises `UserError`."""
    folder = folder_at(address)
    if NAME not in folder.names():
        return None
    try:
        return _read(found, json.loads(folder.read(NAME).decode()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(f"{folder.path(NAME)} is not sound: {error}") from None


def _read(found: Sweep, content: Mapping[str, Any]) -> Farm:
    document = found.document
    factors = tuple(Factor.read(document, one) for one in content["factors"])
    made = PointDesign(document, factors, tuple(found.points), str(content["design"]))
    definition = document.definition
    look = Look.read(definition, content["look"]) if "look" in content else Look.of(definition)
    farm = Farm(found, made, look)
    if content.get("runs") == found.runs:  # more runs have other roots
        for one in content["refined"]:
            root = Root.read(one)
            farm.refined[str(one["measure"]), root.path, float(one["level"])] = root
        farm.checks.update({name: Check.read(one) for name, one in content["checks"].items()})
    return farm
