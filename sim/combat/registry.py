"""Combat models by name: those that come with the package, and those of other packages.

A module of this package with a class `X(CombatModel)`, or `X(FrontModel)`, is the model of the
module's name.

A package makes its models known by entry points of the group `beachhead.combat_models`, the name
of the model to the class:

    [project.entry-points."beachhead.combat_models"]
    coin = "my_package.coin:Coin"

Modules are imported when their model is asked for, not before. A name of the package itself
cannot be taken over. In a notebook `register` does the same for one process.
"""

import re
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from sim.combat.contract import CombatModel

GROUP = "beachhead.combat_models"

_MODEL = re.compile(r"^class (\w+)\((?:Combat|Front)Model\):", re.MULTILINE)

_REGISTERED: dict[str, type[CombatModel]] = {}


def register(model: type) -> type[CombatModel]:
    """Make a model known by its name in this process, in place of one registered before.

    Worker processes know it only by an entry point. Returns the model, so that it can stand above
    the class. Raises TypeError for what is no combat model, ValueError for a name that is taken.
    """
    if not issubclass(model, CombatModel):
        raise TypeError(f"{model!r} is not a CombatModel class")
    if model.name in _built_in() or model.name in _installed():
        raise ValueError(f"the name {model.name!r} is taken; choose another for your model")
    _REGISTERED[model.name] = model
    return model


def is_model(name: str) -> bool:
    """Whether there is a model of that name; other packages are not searched for our own."""
    return name in _built_in() or name in model_names()


def model_names() -> list[str]:
    """Names that a scenario may use."""
    return sorted({*_built_in(), *_installed(), *_REGISTERED})


def model_named(name: str) -> type[CombatModel]:
    """The class of a model.

    Raises KeyError that names the nearest models if there is none of that name, and TypeError if
    what a package registered is no combat model.
    """
    if name in _built_in():
        module = import_module(f"{__package__}.{name}")
        built_in: type[CombatModel] = getattr(module, _built_in()[name])
        return built_in
    if name in _REGISTERED:
        return _REGISTERED[name]
    installed = _installed()
    if name not in installed:
        near = get_close_matches(name, model_names()) or model_names()
        raise KeyError(f"no combat model {name!r}; did you mean {' or '.join(near)}?")
    found = installed[name].load()
    if not (isinstance(found, type) and issubclass(found, CombatModel)):
        raise TypeError(
            f"the entry point {name!r} of {GROUP} is {found!r}, not a CombatModel class"
        )
    return found


@cache
def _built_in() -> dict[str, str]:
    """The classes of the models of this package, by name; no module is imported for it."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    found = {path.stem: _MODEL.search(path.read_text(encoding="utf-8")) for path in files}
    return {name: match[1] for name, match in found.items() if match is not None}


@cache
def _installed() -> dict[str, EntryPoint]:
    taken = _built_in()
    return {point.name: point for point in entry_points(group=GROUP) if point.name not in taken}
