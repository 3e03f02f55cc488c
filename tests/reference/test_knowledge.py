"""What the referee knows: everything that a scenario can say is played, ignored or refused."""

import ast
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel, create_model

import sim
from sim.rules.anti_shipping import AntiShipping
from sim.rules.civilians import Civilians
from sim.rules.fatigue import Fatigue
from sim.rules.modifiers import Modifiers
from sim.rules.morale import Morale
from sim.rules.parley import Parley
from sim.rules.supply import Supply
from sim.scenario.definition import Definition
from sim.scenario.distribution import Distribution
from sim.scenario.figures import Count, Figure
from sim.scenario.kinds import OperationSpec, built_in_kinds, kind_named
from sim.scenario.library import bundled
from sim.scenario.moment import Moment
from sim.scenario.theatre import Place
from tests.reference.knowledge import ignored, played, refuse_unknown, unknown
from tests.reference.operations import KINDS
from tests.reference.unknown import UnknownToReferee
from tests.skirmish import skirmish

LACKS = {"convoy", "regroup", "submarine"}
"""The kinds of operation that it has no rule for."""
UNSEEN = ("Source", "Clock", "Remark", "Claim", "Commander", "Variant", "Call")
"""Parts that only readers look at, or that belong to a kind of operation that it lacks."""


def parts(annotation=Definition):
    """Every kind of part of a scenario."""
    for one in get_args(annotation):
        yield from parts(one)
    if annotation is OperationSpec:
        for name in built_in_kinds():
            yield from parts(kind_named(name))
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        for field in annotation.model_fields.values():
            if annotation not in get_args(field.annotation) and not is_condition(annotation):
                yield from parts(field.annotation)


def is_condition(part):
    """Conditions hold conditions."""
    return part.__name__ == "Condition"


def every_part():
    leaves = (Figure, Moment, Distribution)
    found = {part for part in parts() if not issubclass(part, leaves)}
    return sorted(found, key=lambda part: part.__name__)


def kind_of(part):
    return part.model_fields["kind"].default if "enabled" in part.model_fields else None


def test_every_field_is_played_or_ignored():
    assert len(every_part()) > 40
    for part in every_part():
        if part.__name__ in UNSEEN or kind_of(part) in LACKS:
            continue
        for field in part.model_fields:
            known = field in played(part) or field in ignored(part)
            assert known, f"{part.__name__}.{field}"


def test_every_kind_of_operation_is_played_or_refused():
    kinds = {kind_of(part) for part in every_part()} - {None}
    assert kinds == KINDS.keys() | LACKS


def test_a_field_that_nobody_taught_it_is_refused():
    boggy = create_model("Place", __base__=Place, quicksand=(Count, Count(value=0.0)))
    definition = skirmish()
    fields = dict(definition.places["shore"])
    for depth, refused in ((0.0, []), (3.0, ["places.shore.quicksand"])):
        place = boggy.model_construct(**fields, quicksand=Count(value=depth))
        places = {**definition.places, "shore": place}
        assert [*unknown(definition.model_copy(update={"places": places}))] == refused


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"combat": {"model": "salvo"}}, "combat.model"),
        ({"combat": {"parameters": {"ferocity": 2}}}, "combat.parameters"),
    ],
)
def test_what_it_does_not_know_it_says(change, what):
    with pytest.raises(UnknownToReferee, match=what):
        refuse_unknown(skirmish(**change))


BUNDLED = {
    "dalny": set(),
    "evacuation": {"convoy", "submarine"},
    "iwo_jima": {"combat.model", "combat.parameters"},
    "koton": set(),
    "kurils": set(),
    "maoka": set(),
    "otomari": set(),
    "port_arthur": set(),
    "port_arthur_1904": set(),
    "shumshu": set(),
    "south_sakhalin": {"convoy", "submarine"},
    "toro": set(),
}
"""What keeps it from each of the battles."""


def test_bundled_scenarios():
    assert BUNDLED.keys() == set(bundled())
    for scenario, lacking in BUNDLED.items():
        paths = unknown(sim.load(scenario).definition)
        assert {path.rpartition(" of the kind ")[2].strip("'") for path in paths} == lacking


def own_words():
    """Every attribute and text in the referee's own files."""
    for path in Path(__file__).parent.rglob("*.py"):
        if path.name != "knowledge.py" and not path.name.startswith("test_"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Attribute):
                    yield node.attr
                elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value


def test_what_it_says_it_plays_it_reads():
    asked = {"model", "end", "turn", "claims"}  # known by what the definition makes of them
    words = set(own_words()) | asked
    for part in every_part():
        assert words.issuperset(played(part)), part.__name__


def test_it_reads_every_parameter():
    words = set(own_words()) | {"open", "beach", "town", "wood", "hills", "marsh", "sea", "base"}
    for table in (AntiShipping, Civilians, Fatigue, Modifiers, Morale, Parley, Supply):
        assert words.issuperset(table.Parameters.model_fields), table.__name__
