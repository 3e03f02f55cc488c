"""Combat models by name: those that come with the package, and those of other packages.

A package makes its models known by entry points of the group `beachhead.combat_models`, the name
of the model to the class:

    [project.entry-points."beachhead.combat_models"]
    coin = "my_package.coin:Coin"

Modules are imported when their model is asked for, not before. A name of the package itself
cannot be taken over. In a notebook `register` does the same for one process.
"""

from difflib import get_close_matches
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points

from sim.combat.contract import CombatModel

GROUP = "beachhead.combat_models"

_BUILT_IN = {
    "attrition": "sim.combat.attrition:Attrition",
    "lanchester": "sim.combat.lanchester:Lanchester",
    "markov": "sim.combat.markov:Markov",
    "salvo": "sim.combat.salvo:Salvo",
    "qjm": "sim.combat.qjm:Qjm",
    "crt": "sim.combat.crt:Crt",
    "dice": "sim.combat.dice:Dice",
}

_REGISTERED: dict[str, type[CombatModel]] = {}


def register(model: type) -> type[CombatModel]:
    """Make a model known by its name in this process, in place of one registered before.

    Worker processes know it only by an entry point. Returns the model, so that it can stand above
    the class. Raises TypeError for what is no combat model, ValueError for a name that is taken.
    """
    if not issubclass(model, CombatModel):
        raise TypeError(f"{model!r} is not a CombatModel class")
    if model.name in _BUILT_IN or model.name in _installed():
        raise ValueError(f"the name {model.name!r} is taken; choose another for your model")
    _REGISTERED[model.name] = model
    return model


def model_names() -> list[str]:
    """Names that a scenario may use."""
    return sorted({*_BUILT_IN, *_installed(), *_REGISTERED})


def model_named(name: str) -> type[CombatModel]:
    """The class of a model.

    Raises KeyError that names the nearest models if there is none of that name, and TypeError if
    what a package registered is no combat model.
    """
    if name in _BUILT_IN:
        module, _, attribute = _BUILT_IN[name].partition(":")
        built_in: type[CombatModel] = getattr(import_module(module), attribute)
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
def _installed() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP) if point.name not in _BUILT_IN}
