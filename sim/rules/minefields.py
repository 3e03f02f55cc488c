"""Minefields: ships that enter mined waters may strike mines; sweepers lower the chance.

A field is so many mines to a km across the way of the ships (`places.<place>.mines`). A ship meets
those that lie within a lane as wide as its beam and the reach of a mine. With m mines to a km at
random and a lane of w km the number that it meets is Poisson, so that it strikes one with
probability

    1 - exp(-m w),

the law of random encounters (Morse and Kimball, Methods of Operations Research, 1951; Koopman,
Search and Screening, Operations Evaluation Group Report 56, 1946). Each entry of the waters is one
crossing of the field. Those of the side that holds the place at the start laid the mines and know
the lanes.

A ship that strikes a mine sinks with probability `sunk` / s, s the staying power of its class
(`weapons.<class>.salvo.staying`, 1 if it has none); else it is damaged. Each of those aboard a ship
that strikes one dies with probability `killed`; of those aboard one that sinks, help saves some, as
after a torpedo (`sim.rules.submarine`). Crews, civilians and troops at sea share the fate of their
ships. Men who are in boats off a beach are a matter of their landing.

S sweepers that clear paths of breadth b at a speed v in waters of area A leave in t hours the share

    exp(-S b v t / A)

of the mines: the random search law (Koopman, chapter 2). All values are assumptions.
"""

from functools import partial
from typing import ClassVar

import numpy as np
from pydantic import Field

from sim.combat.parameters import Parameters
from sim.combat.prior import Prior, between, likely
from sim.elementary import chances
from sim.luck.variates import binomials
from sim.rules.rule import Rule
from sim.rules.shipping import Shipping
from sim.scenario.vocabulary import SHIPS
from sim.world.calendar import Calendar
from sim.world.news import Entered
from sim.world.sequence import Step
from sim.world.state import distinct
from sim.world.world import World

STRIKES = (
    "{unit:strikes|strike} mines ({0:,} of these ships); "
    "{1:#person|people} aboard {1:is|are} killed"
)


class Minefields(Rule):
    """The mines that are left in the waters of each place."""

    section = "mines"

    class Parameters(Parameters):
        """What a mine does."""

        title: ClassVar[str] = "mines"
        units: ClassVar[dict[str, str]] = {"lane": "km", "rescue": "h"}
        priors: ClassVar[dict[str, Prior]] = {
            "lane": likely(0.01, 0.1, "the beam of a ship and the reach of a mine"),
            "sunk": between(0.2, 0.5, 0.9, "small ships break up, large ones may be towed"),
            "killed": between(0.02, 0.1, 0.4, "an explosion in one compartment"),
            "rescue": likely(1.0, 12.0, "as long as the next ship needs"),
        }

        lane: float = Field(0.03, ge=0, description="breadth in km in which a ship meets a mine")
        sunk: float = Field(0.5, ge=0, le=1, description="chance that a mine sinks a ship")
        killed: float = Field(0.1, ge=0, le=1, description="share of those aboard whom it kills")
        rescue: float = Field(
            4.0, ge=0, description="hours until help comes, if the ships' operation does not say"
        )

    def __init__(self, world: World, shipping: Shipping) -> None:
        super().__init__(world)
        self._shipping = shipping
        places = world.definition.places
        mined = {n: p.mines for n, p in places.items() if p.mines.uncertain or p.mines.value}
        self._mines = {
            world.forces.place[name]: world.inputs.number(mines, f"places.{name}.mines").copy()
            for name, mines in mined.items()
        }
        """(n,): mines to a km that are left, by place."""
        self._strikes: dict[tuple[int, int], Calendar] = {}
        for place in self._mines:
            self._watch(place)

    def _watch(self, place: int) -> None:
        world = self.world
        name = world.forces.places[place]
        holder = world.definition.places[name].held_by
        for unit, (title, one) in enumerate(world.definition.units.items()):
            if one.kind in SHIPS and one.side != holder:
                address = world.draws.address(f"mines/{name}", title)
                strike = partial(self._strike, place, unit, address)
                action = world.cast.by(f"mines/{name}", strike)
                mines = Calendar(world.schedule, Step.MINES, action, (place, unit))
                self._strikes[place, unit] = mines
        for afloat in (False, True):
            world.news.subscribe(Entered(place, afloat), partial(self._enter, place))

    def _enter(self, place: int, units: np.ndarray, rows: np.ndarray) -> None:
        for unit in distinct(units):
            if (place, unit) in self._strikes:
                self._strikes[place, unit].add(rows[units == unit], self.world.turn)

    def sweep(self, place: int, rows: np.ndarray, share: np.ndarray) -> None:
        """A share of the mines of a place that are left, (k,), is swept."""
        if place in self._mines:
            self._mines[place][rows] *= 1.0 - share

    def _strike(self, place: int, unit: int, address: np.uint64, rows: np.ndarray) -> None:
        shipping = self._shipping
        chance = chances(self._mines[place][rows] * self.value("lane", rows))
        aim, flotation = self.world.draws.pair(address, self.world.turn, rows)
        struck = binomials(shipping.vessels(rows, unit), chance, aim)
        hit = np.flatnonzero(struck)
        if not len(hit):
            return
        rows, struck, flotation = rows[hit], struck[hit], flotation[hit]
        helpless = rows[shipping.ship(unit).rescue[rows] == 0]
        shipping.await_rescue(unit, helpless, self.value("rescue", helpless))
        cause = f"mines/{self.world.forces.places[place]}"
        lost = self.value("sunk", rows) / shipping.staying(rows, unit)
        sunk = binomials(struck, lost, flotation)
        dead = shipping.kill(rows, unit, cause, struck, self.value("killed", rows))
        self.world.chronicle.tell_unit(rows, "mines", place, unit, STRIKES, struck, dead)
        shipping.sink(rows, unit, cause, sunk)
        shipping.damage(rows, unit, struck - sunk)
