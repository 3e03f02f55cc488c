"""The scenario format: what a battle is, read from YAML with exact error messages."""

from sim.scenario.definition import Definition
from sim.scenario.document import Document, load, parse_assignment
from sim.scenario.library import bundled
from sim.scenario.problems import Problem, ScenarioError
from sim.scenario.schema import json_schema

__all__ = [
    "Definition",
    "Document",
    "Problem",
    "ScenarioError",
    "bundled",
    "json_schema",
    "load",
    "parse_assignment",
]
