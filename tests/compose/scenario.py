"""The whole scenario."""

from datetime import timedelta

from hypothesis import strategies as st

from tests.compose import theatre
from tests.compose.draft import SIDES, Draft
from tests.compose.forces import WEAPONS
from tests.compose.rules import combat
from tests.compose.scenes import OPENINGS, SCENES


@st.composite
def scenarios(draw):
    """Trees of sound scenarios."""
    draft = Draft(draw)
    for scene in (draft.pick(*OPENINGS), *draft.some(SCENES, least=1, most=3)):
        scene(draft)
    end = draft.start + timedelta(hours=draft.turns * draft.hours_a_turn)
    return {
        "name": "composed",
        "title": "Composed",
        "start": f"{draft.start:%Y-%m-%d %H:%M}",
        "end": f"{end:%Y-%m-%d %H:%M}",
        "turn": f"{draft.hours_a_turn:g} h",
        "sides": {side: {"title": side} for side in draft.pick(SIDES, SIDES[::-1])},
        "weapons": WEAPONS,
        "places": theatre.places(draft),
        "routes": [*theatre.routes(draft)],
        "units": draft.units,
        "operations": draft.operations,
        "weather": theatre.weather(draft),
        "daylight": theatre.daylight(draft),
        "combat": combat(draft),
        "victory": [{"side": draft.pick(*SIDES), "when": draft.condition()}],
    }
