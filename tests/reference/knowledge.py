"""What the referee knows of a scenario: what it plays, and what changes no battle.

Whatever else a scenario says is refused, be it new or merely not taught. What the kinds of
operation say is known by their files in `operations/`.
"""

from pydantic import BaseModel

from sim.scenario.figures import Figure
from sim.scenario.moment import Moment
from tests.reference.operations import KINDS
from tests.reference.operations.base import Operation
from tests.reference.unknown import UnknownToReferee

PLAYS = {
    "Definition": (
        "start", "end", "turn", "sides", "weapons", "places", "routes", "units", "operations",
        "weather", "daylight", "combat", "victory", "claims",
    ),
    "Side": (),
    "Weapon": (
        "category", "fire", "strike", "suppression", "bombardment", "crew", "anti_aircraft",
        "salvo",
    ),
    "Salvo": ("staying",),
    "Unit": ("luck", "side", "kind", "men", "weapons", "armed", "quality", "resolve", "place"),
    "Place": (
        "at", "terrain", "fortification", "area", "held_by", "landing_sites", "rocks", "frontage",
        "retreat", "depot", "hills", "civilians", "mines",
    ),
    "LandingSite": ("capacity",),
    "Route": ("between", "distance", "kind"),
    "Weather": ("flying", "fog"),
    "Fog": ("start", "end", "density"),
    "Daylight": ("sunrise", "sunset"),
    "Combat": (
        "model", "parameters", "modifiers", "morale", "contact", "parley", "civilians", "submarine",
        "anti_shipping", "fatigue", "supply", "siege", "mines", "quality",
    ),
    "Victory": ("side", "when"),
    "Trigger": ("at", "after", "when", "delay", "not_after"),
    "Condition": ("control", "contact", "losses", "any"),
}  # fmt: skip
"""The fields that it plays, by the part of the scenario."""

_PROVENANCE = "says where a figure comes from"
_WORDS = "words for readers"
IRRELEVANT = {
    "*": {
        "source": _PROVENANCE,
        "where": _PROVENANCE,
        "assumed": _PROVENANCE,
        "note": _PROVENANCE,
        "title": _WORDS,
    },
    "Definition": {
        "name": _WORDS,
        "summary": _WORDS,
        "background": _WORDS,
        "left_out": _WORDS,
        "clock": "names the clock that all hours are given on",
        "sources": _PROVENANCE,
        "score": "says what the end of a battle is worth",
        "variants": "is worked into the definition before it is played",
    },
    "Score": dict.fromkeys(("victory", "losses"), "says what the end of a battle is worth"),
    "Side": {"colour": "is for pictures", "commanders": _WORDS},
    "Salvo": dict.fromkeys(("offensive", "defensive"), "is of another combat model"),
}
"""The fields that change no battle that it plays, and why; `*` stands for every part."""

WORDS = {
    ("Place", "terrain"): {"open", "beach", "town", "wood", "hills", "marsh", "sea", "base"},
    ("Route", "kind"): {"road", "track", "rail", "sea"},
    ("Unit", "kind"): {"infantry", "militia", "artillery", "armour", "ships", "aircraft"},
    ("Weapon", "category"): {"support", "armour", "guns", "craft", "aircraft"},
    ("Combat", "model"): {"attrition"},
}
"""The words that it knows in fields that name a kind of something."""

_TARGETS = {"personnel", "armour", "guns", "craft", "aircraft"}
KEYS = {
    ("Weapon", "fire"): _TARGETS,
    ("Weapon", "strike"): _TARGETS,
    ("Weapon", "bombardment"): _TARGETS,
    ("Combat", "parameters"): {"intensity"},
}
"""The keys that it knows in mappings whose keys are not names of the scenario."""

_OF_ALL_KINDS = ("kind", "side", "start", "enabled", "luck")


def refuse_unknown(definition):
    """Raise `UnknownToReferee` if a scenario says something that the referee does not know."""
    for path in unknown(definition):
        raise UnknownToReferee(path)


def unknown(value, path=""):
    """The paths of all that a part of a scenario says and that the referee does not know."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from unknown(one, f"{path}.{key}")
    elif isinstance(value, list):
        for position, one in enumerate(value):
            yield from unknown(one, f"{path}.{position}")
    elif isinstance(value, BaseModel) and getattr(value, "enabled", True):
        yield from _unknown_fields(value, path)


def _unknown_fields(part, path):
    if isinstance(part, Figure | Moment):
        return
    kind = getattr(part, "kind", None) if hasattr(part, "enabled") else None
    if kind is not None and kind not in KINDS:
        yield f"{path} of the kind {kind!r}"
        return
    for field, details in type(part).model_fields.items():
        value, here = getattr(part, field), f"{path}.{field}".lstrip(".")
        if field in ignored(type(part)) or _is_default(value, details):
            continue
        if field not in played(type(part)) or not _is_known(value, type(part).__name__, field):
            yield here
        elif field != "claims":
            yield from unknown(value, here)
    for field, value in (part.model_extra or {}).items():
        here = f"{path}.{field}".lstrip(".")
        if field not in played(type(part)):
            yield here
        else:
            yield from unknown(value, here)


def played(part):
    """The fields of a kind of part that it plays."""
    kind = _kind(part)
    return PLAYS.get(part.__name__, ()) if kind is None else (*kind.plays, *_OF_ALL_KINDS)


def ignored(part):
    """The fields of a kind of part that change no battle, and why."""
    kind = _kind(part)
    own = IRRELEVANT.get(part.__name__, {}) if kind is None else kind.ignores
    return {**IRRELEVANT["*"], **own}


def _kind(part):
    """What plays a kind of operation, None for other parts."""
    if "enabled" not in part.model_fields:
        return None
    return KINDS.get(part.model_fields["kind"].default, Operation)


def _is_default(value, details):
    if isinstance(value, Figure) and value.uncertain:
        return False
    return not details.is_required() and value == details.get_default(call_default_factory=True)


def _is_known(value, part, field):
    """Whether all words and keys in a field are known."""
    if isinstance(value, dict):
        return KEYS.get((part, field), value.keys()) >= value.keys()
    return (part, field) not in WORDS or value in WORDS[part, field]
