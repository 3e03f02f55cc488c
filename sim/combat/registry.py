"""Combat models by name: those that come with the package, and those of other packages.

A package makes its models known by entry points of the group `beachhead.combat_models`, the name
of the model to the class:

    [project.entry-points."beachhead.combat_models"]
    coin = "my_package.coin:Coin"

Modules are imported when their model is asked for, not before. A name of the package itself
cannot be taken over.
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


def model_names() -> list[str]:
    """Names that a scenario may use."""
    return sorted({*_BUILT_IN, *_installed()})


def model_named(name: str) -> type[CombatModel]:
    """The class of a model.

    Raises KeyError that names the nearest models if there is none of that name, and TypeError if
    what a package registered is no combat model.
    """
    if name in _BUILT_IN:
        module, _, attribute = _BUILT_IN[name].partition(":")
        built_in: type[CombatModel] = getattr(import_module(module), attribute)
        return built_in
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
