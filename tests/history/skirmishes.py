"""A small battle whose records the tests make up."""

from typing import Any

from sim.scenario import Document, load

WEAK = {"men": 100, "quality": "short"}


def bridge(claims: dict[str, Any] | None = None, name: str = "bridge", **guard: Any) -> Document:
    """A company attacks a bridge; `claims` are values by measure."""
    return load(
        {
            "name": name,
            "title": "A fight for a bridge",
            "start": "1944-06-06 06:00",
            "end": "1944-06-07 06:00",
            "turn": "30 min",
            "sources": {"diary": {"title": "a diary"}},
            "sides": {"north": {"title": "North"}, "south": {"title": "South"}},
            "places": {
                "camp": {"held_by": "north"},
                "bridge": {"held_by": "south", "fortification": 0.3, "assumed": "works"},
            },
            "routes": [{"between": ["camp", "bridge"], "distance": "4 km", "assumed": "near"}],
            "units": {
                "company": {"side": "north", "men": 180, "place": "camp", "assumed": "invented"},
                "guard": {"side": "south", "place": "bridge", "assumed": "invented"}
                | {"men": 100}
                | guard,
            },
            "operations": {
                "attack": {
                    "kind": "assault",
                    "side": "north",
                    "units": ["company"],
                    "to": "bridge",
                    "start": {"at": "1944-06-06 08:00"},
                    "assumed": "invented",
                }
            },
            "victory": [{"side": "north", "when": {"control": {"bridge": "north"}}}],
            "claims": {
                measure: [{"source": "diary", "where": "page 1"} | one for one in _listed(recorded)]
                for measure, recorded in (claims or {}).items()
            },
        }
    )


def _listed(recorded: Any) -> list[dict[str, Any]]:
    several = recorded if isinstance(recorded, list) else [recorded]
    return [one if isinstance(one, dict) else {"value": one} for one in several]
