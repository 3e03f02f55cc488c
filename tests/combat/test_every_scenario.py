"""Every shipped scenario under every model that applies to it."""

from collections.abc import Iterator

import numpy as np
import pytest

from sim.combat import model_named
from sim.experiments.play import play
from sim.scenario import Document, load
from sim.scenario.library import bundled
from sim.world.state import Fate, State, Wear

MODELS = ("attrition", "crt", "dice", "lanchester", "markov", "qjm", "salvo")
SLOW = {("iwo_jima", "markov")}  # 70,000 events a run


def under(name: str, model: str) -> Document:
    document = load(name)
    if document.definition.combat.model == model:
        return document
    return document.set({"combat.model": model, "combat.parameters": {}})


def pairs() -> Iterator[object]:
    for name in bundled():
        for model in MODELS:
            slow = (pytest.mark.slow,) if (name, model) in SLOW else ()
            yield pytest.param(name, model, marks=slow, id=f"{name}-{model}")


@pytest.mark.parametrize(("name", "model"), list(pairs()))
def test_plays_or_says_why_not(name, model):
    definition = under(name, model).definition
    complaints = model_named(model)().unfit(definition)
    if complaints:
        print(complaints[0])
        assert all(repr(model) in complaint for complaint in complaints)
        with pytest.raises(ValueError, match="cannot serve"):
            play(definition, np.arange(3), seed=1)
        return
    states: list[State] = []
    played = play(
        definition, np.arange(3), seed=1, watch=lambda battle: states.append(battle.world.state)
    )
    state = states[0]
    lost = {s: played.outcomes[f"{s}.casualties"].mean() for s in definition.sides}
    print(f"{name} under {model}: casualties {lost}")
    assert sum(lost.values()) > 0
    assert (state.men >= 0).all()
    assert (state.weapons >= 0).all()
    for position, unit in enumerate(definition.units.values()):
        if isinstance(unit.men.value, float):
            assert (state.men[:, position].sum(axis=1) == unit.men.value).all()
    assert state.men.shape[2] == len(Fate)
    assert state.weapons.shape[2] == len(Wear)


NAVAL = """\
name: sea_fight
title: Torpedo boats against a convoy
start: 1945-08-16 05:00
end: 1945-08-16 07:00
turn: 10 min
sides: {red: {title: Red}, blue: {title: Blue}}
weapons:
  boat:
    category: craft
    salvo: {offensive: 2, defensive: 0, staying: 1, assumed: a guess}
  escort:
    category: craft
    salvo: {offensive: 1, defensive: 1, staying: 2, assumed: a guess}
places:
  roads: {terrain: sea, held_by: blue, assumed: a guess}
  port: {terrain: base, held_by: red, assumed: a guess}
units:
  flotilla: {side: red, kind: ships, men: 80, weapons: {boat: 8}, place: port, assumed: a guess}
  convoy: {side: blue, kind: ships, men: 120, weapons: {escort: 6}, place: roads, assumed: a guess}
operations:
  attack:
    kind: passage
    side: red
    units: [flotilla]
    origin: port
    to: roads
    start: {at: 1945-08-16 05:10, assumed: a guess}
    distance: {value: 5 km, assumed: a guess}
    speed: {value: 20 kn, assumed: a guess}
combat: {model: salvo, parameters: {accuracy: {value: 0.3, assumed: a guess}}}
"""


def test_a_sea_fight_with_salvos(tmp_path):
    file = tmp_path / "sea_fight.yaml"
    file.write_text(NAVAL)
    definition = load(file).definition
    assert model_named("salvo")().unfit(definition) == []
    states: list[State] = []
    played = play(
        definition, np.arange(200), seed=1, watch=lambda battle: states.append(battle.world.state)
    )
    state = states[0]
    sunk = state.weapons[:, :, Wear.PRESENT].sum(axis=0)
    print("boats and escorts left on average", sunk / 200)
    assert (played.outcomes["red.casualties"] > 0).any()
    assert (played.outcomes["blue.casualties"] > 0).any()
