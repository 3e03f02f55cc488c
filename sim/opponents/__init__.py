"""Computer opponents: commanders by name, each of whom sees what its side can see and no more."""

from sim.opponents.registry import commander_named, opponents

__all__ = ["commander_named", "opponents"]
