"""The protocol of programs: one JSON object a line in, one JSON object a line out.

    {"do": "view"}                       {"type": "view", "time": ..., "units": [...], ...}
    {"do": "tell"}                       {"type": "text", "text": "..."}: the view in plain lines
    {"do": "legal"}                      {"type": "legal", "orders": [{"order": ..., ...}, ...]}
    {"do": "order", "order": ...}        {"type": "accepted", "doubts": [...]}
                                         {"type": "refused", "message": "..."}
    {"do": "advance", "turns": 1}        {"type": "view", ...}; after the last turn
                                         {"type": "over", "outcome": {...}, "score": ...}
    {"do": "undo", "anyway": false}      {"type": "view", ...}
    {"do": "follow", "plan": true}       {"type": "accepted", ...}: the plan gives the orders
    {"do": "end"}                        {"type": "over", ...}: the plan plays the rest
    {"do": "save", "path": "..."}        {"type": "saved", "path": "..."}; with
                                         "overwrite": true it replaces a file

What is given above is taken if it is left out, but for an order and a path.

The first line out is a greeting, `{"type": "hello", ...}`. What cannot be understood is answered
with `{"type": "error", "message": "..."}`; nothing has changed then.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sim.commanders.score import score
from sim.results.errors import UserError
from sim.results.summary import json_value
from sim.scenario.order import OrderError
from sim.scenario.problems import show, unknown
from sim.table.table import Table
from sim.table.telling import tell

Answer = dict[str, Any]
Keys = tuple[str, ...]


class Protocol:
    """Answers the requests of a program that plays one side of a table."""

    def __init__(self, table: Table, side: str) -> None:
        self._table = table
        self._side = side
        self._doing: dict[str, tuple[Callable[[dict[str, Any]], Answer], Keys]] = {
            "view": (self._view, ()),
            "tell": (self._tell, ()),
            "legal": (self._legal, ()),
            "order": (self._order, ("order",)),
            "advance": (self._advance, ("turns",)),
            "undo": (self._undo, ("anyway",)),
            "follow": (self._follow, ("plan",)),
            "end": (self._end, ()),
            "save": (self._save, ("path", "overwrite")),
        }
        """What is done at each request, and which keys it may have."""

    def hello(self) -> Answer:
        """The first line."""
        return {
            "type": "hello",
            "protocol": 1,
            "scenario": self._table.document.name,
            "side": self._side,
            "turns": self._table.document.definition.turns,
            "do": [*self._doing],
        }

    def answer(self, line: str) -> Answer:
        """The answer to a line."""
        try:
            request = json.loads(line)
        except (ValueError, RecursionError) as error:
            return _error(f"this is no JSON: {error}")
        if not isinstance(request, dict) or not isinstance(request.get("do"), str):
            return _error(f'a request is an object such as {{"do": "view"}}, not {show(request)}')
        if request["do"] not in self._doing:
            return _error(unknown("request", request["do"], self._doing))
        do, keys = self._doing[request["do"]]
        for key in request:
            if key not in ("do", *keys):
                return _error(unknown(f"key of {request['do']}", key, ("do", *keys)))
        try:
            return do(request)
        except OrderError as error:
            return {"type": "refused", "message": str(error)}
        except UserError as error:
            return _error(str(error))

    def _view(self, _: dict[str, Any]) -> Answer:
        if self._table.over:
            return self._over()
        return {"type": "view", **self._table.view(self._side).as_json()}

    def _tell(self, _: dict[str, Any]) -> Answer:
        return {"type": "text", "text": tell(self._table.view(self._side))}

    def _legal(self, _: dict[str, Any]) -> Answer:
        orders = self._table.legal_orders(self._side)
        return {"type": "legal", "orders": [one.as_json() for one in orders]}

    def _order(self, request: dict[str, Any]) -> Answer:
        doubts = self._table.order(self._side, request.get("order"))
        return {"type": "accepted", "doubts": doubts}

    def _advance(self, request: dict[str, Any]) -> Answer:
        turns = request.get("turns", 1)
        if not isinstance(turns, int) or isinstance(turns, bool) or turns < 1:
            raise UserError(f"turns: must be a whole number from 1 on, not {show(turns)}")
        self._table.advance(turns)
        return self._view({})

    def _undo(self, request: dict[str, Any]) -> Answer:
        self._table.undo(self._side, anyway=_flag(request, "anyway", False))
        return self._view({})

    def _follow(self, request: dict[str, Any]) -> Answer:
        self._table.follow_plan(self._side, _flag(request, "plan", True))
        return {"type": "accepted", "doubts": []}

    def _end(self, _: dict[str, Any]) -> Answer:
        self._table.to_the_end()
        return self._over()

    def _save(self, request: dict[str, Any]) -> Answer:
        path = request.get("path")
        if not isinstance(path, str):
            raise UserError(f"path: must be the name of a file, not {show(path)}")
        try:
            self._table.save(Path(path), overwrite=_flag(request, "overwrite", False))
        except OSError as error:
            raise UserError(f"{path}: {error.strerror}") from None
        return {"type": "saved", "path": path}

    def _over(self) -> Answer:
        outcome = self._table.outcome
        plain = {name: json_value(value) for name, value in outcome.items()}
        points = score(self._table.document.definition, outcome, self._side)
        return {"type": "over", "outcome": plain, "score": points}


def _flag(request: dict[str, Any], key: str, usual: bool) -> bool:
    given = request.get(key, usual)
    if not isinstance(given, bool):
        raise UserError(f"{key}: must be true or false, not {show(given)}")
    return given


def _error(message: str) -> Answer:
    return {"type": "error", "message": message}
