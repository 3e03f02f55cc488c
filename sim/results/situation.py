"""Situations: who holds which place at an hour, with how many men, in one run or in many."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

import numpy as np

from sim.results.batch import Batch
from sim.results.errors import UserError
from sim.results.tally import Tally
from sim.scenario.definition import Clock


@dataclass(frozen=True)
class Situation:
    """The state of a battle at an hour, as the turn that ends then leaves it."""

    time: datetime
    runs: int
    held: dict[str, dict[str, float]]
    """Share of the runs in which each side holds a place: place, then side. They add up to 1 or,
    if nobody holds it in some runs, to less."""
    begun: dict[str, float]
    """Share of the runs in which an operation has begun."""
    men: dict[str, dict[str, int]] | None = None
    """Men who stand at a place, or wait there at a base: place, then side. Those at sea, on the
    march or in the hills are at no place. Known of one run that was played with its turn record."""
    hidden: dict[str, int] | None = None
    """Men of a side who have fled into the hills, where they are known."""

    def holder(self, place: str) -> str | None:
        """The side that holds a place in most of the runs; None if nobody does."""
        shares = self.held[place]
        side = max(shares, key=lambda name: shares[name])
        return side if shares[side] >= 0.5 else None

    def as_json(self) -> dict[str, Any]:
        """Plain values for JSON: the time as ISO text, `holder` and `held` by place, `men`."""
        return {
            "time": self.time.isoformat(timespec="minutes"),
            "runs": self.runs,
            "holder": {place: self.holder(place) for place in self.held},
            "held": self.held,
            "begun": self.begun,
            "men": self.men,
            "hidden": self.hidden,
        }


def situation(batch: Batch, hour: datetime | None = None) -> Situation:
    """The situation at an hour, at the end if none is given. Raises `UserError`."""
    return situations(batch, [batch.document.definition.end if hour is None else hour])[0]


def situations(batch: Batch, hours: Iterable[datetime] | None = None) -> list[Situation]:
    """The situation at each hour; without hours, at each step of the batch's series.

    Control is read from the series at the last step that is not after the hour. Of a batch without
    series it follows from the hours at which places were taken: a place is its first holder's
    until then and the other side's afterwards, so that one which changed hands more than once
    counts as its first holder's until the last change. Raises `UserError` for an hour outside the
    battle.
    """
    definition = batch.document.definition
    asked = None if hours is None else [_on_clock(hour, definition.clock) for hour in hours]
    for hour in asked or ():
        if not definition.start <= hour <= definition.end:
            raise UserError(
                f"{hour:%Y-%m-%d %H:%M} lies outside the battle, which lasts from "
                f"{definition.start:%Y-%m-%d %H:%M} to {definition.end:%Y-%m-%d %H:%M}"
            )
    if asked is None:
        asked = recorded_hours(batch)
    tallies = batch.tallies(
        [f"{place}.taken_at" for place in definition.places]
        + [f"{operation}.started_at" for operation in definition.operations]
    )
    return [_situation(batch, tallies, hour) for hour in asked]


def _on_clock(hour: datetime, clock: Clock) -> datetime:
    """An hour as the scenario's clock shows it. Raises `UserError` if that is not known."""
    if hour.tzinfo is None:
        return hour
    if clock.utc_offset is None:
        raise UserError(
            f"{hour} has a zone, and {clock.name} has no known one; name the hour without a zone"
        )
    return hour.astimezone(timezone(timedelta(hours=clock.utc_offset))).replace(tzinfo=None)


def recorded_hours(batch: Batch) -> list[datetime]:
    """The hours of the batch's series. Raises `UserError` if it has none."""
    if batch.series is None:
        raise UserError("the batch was played without series; name the hours")
    times: list[datetime] = batch.series["time"].values.astype("datetime64[s]").tolist()
    return times


def _situation(batch: Batch, tallies: dict[str, Tally], hour: datetime) -> Situation:
    moment = np.datetime64(hour, "m")
    begun = {
        name: _share_before(tallies[f"{name}.started_at"], moment)
        for name in batch.document.definition.operations
    }
    held = _held_as_recorded(batch, moment) or _held_by_outcome(batch, tallies, moment)
    return Situation(hour, batch.runs, held, begun, _men(batch, moment), _hidden(batch, moment))


def _share_before(tally: Tally, moment: np.datetime64) -> float:
    """Share of the runs in which an event came in a turn that is over by the moment."""
    known = tally.known
    return float(known.counts[known.values < moment].sum() / tally.runs)


def _step(batch: Batch, moment: np.datetime64) -> int:
    assert batch.series is not None
    return int(np.searchsorted(batch.series["time"].values, moment, "right")) - 1


def _held_as_recorded(batch: Batch, moment: np.datetime64) -> dict[str, dict[str, float]]:
    """Shares of the runs by place and side from the series; empty if there are none."""
    if batch.series is None:
        return {}
    sides = list(batch.document.definition.sides)
    control = batch.series["control"].isel(time=_step(batch, moment))
    columns = {str(name): control.sel(place=name).values for name in control["place"].values}
    return {
        place: {side: float(np.mean(columns[place] == i)) for i, side in enumerate(sides)}
        for place in batch.document.definition.places
    }


def _held_by_outcome(
    batch: Batch, tallies: dict[str, Tally], moment: np.datetime64
) -> dict[str, dict[str, float]]:
    definition = batch.document.definition
    held = {}
    for name, place in definition.places.items():
        taken = _share_before(tallies[f"{name}.taken_at"], moment)
        held[name] = {
            side: 0.0 if place.held_by is None else 1.0 - taken if side == place.held_by else taken
            for side in definition.sides
        }
    return held


def _men(batch: Batch, moment: np.datetime64) -> dict[str, dict[str, int]] | None:
    if batch.series is None or batch.runs != 1 or "men" not in batch.series:
        return None
    men = batch.series["men"].isel(run=0, time=_step(batch, moment))
    names = [str(side) for side in men["side"].values]
    return {
        str(place): dict(zip(names, row, strict=True))
        for place, row in zip(
            men["place"].values, men.transpose("place", "side").values.tolist(), strict=True
        )
    }


def _hidden(batch: Batch, moment: np.datetime64) -> dict[str, int] | None:
    if batch.series is None or batch.runs != 1 or "hidden" not in batch.series:
        return None
    men = batch.series["hidden"].isel(run=0, time=_step(batch, moment))
    return {str(side): int(men.sel(side=side)) for side in men["side"].values}
