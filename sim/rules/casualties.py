"""What becomes of men and weapons that are put out of action.

Wherever men are lost there is news of losses.

Who stands longer is hit more often before he is out of action. Of the men of resolve r who are put
out of action the share 1 - (1 - k)^r are dead, where k is `morale.killed_share`, that of
steady troops: at Betio in 1943, where the garrison fought to the last man, 97 % of it died.
"""

import numpy as np

from sim.rules import casualties_kernel as kernels
from sim.rules import volley_kernel
from sim.rules.morale import Morale
from sim.rules.muster_sheets import Attacks, Wave
from sim.rules.presence import Opponents
from sim.rules.rule import Rule
from sim.rules.volley_kernel import Salvo
from sim.rules.volleys import Volleys
from sim.scenario.definition import Definition
from sim.scenario.once import Table, once
from sim.world.news import Losses
from sim.world.state import Fate, Wear
from sim.world.world import World


class Casualties(Rule):
    """Books losses; `cause` names the stream of luck that divides them, and the place."""

    def __init__(self, world: World, morale: Morale) -> None:
        super().__init__(world)
        self._men, self._weapons, self._place_losses, self._initial = world.state.hand_over(
            self, "men", "weapons", "place_losses", "initial"
        )
        places = range(self._place_losses.shape[1])
        self._books = [
            [kernels.Books(self._men, self._place_losses[:, place, side]) for side in (0, 1)]
            for place in places
        ]
        self._morale = morale
        self._table = morale.parameters
        self._addresses = _addresses(world.definition)
        self._left_behind = _left_behind(world.definition)

    # who is whose ---------------------------------------------------------------------------

    def regroup(self, rows: np.ndarray, unit: int, into: int, number: np.ndarray) -> None:
        """So many men of a unit, (k,), join another one as if they had always been with it.

        They take their part of the weapons with them, of the classes that both have.
        """
        before = self._men[rows, unit, Fate.PRESENT].astype(np.int64)
        for one, sign in ((unit, -1), (into, 1)):
            self._men[rows, one, Fate.PRESENT] += sign * number
            self._initial[rows, one] += sign * number
        forces = self.world.forces
        theirs = {forces.entry_class[entry]: entry for entry in forces.entries_of(into).tolist()}
        for entry in forces.entries_of(unit).tolist():
            if forces.entry_class[entry] in theirs:
                ready = self._weapons[rows, entry, Wear.PRESENT].astype(np.int64)
                moved = ready * number // np.maximum(before, 1)
                self._weapons[rows, entry, Wear.PRESENT] -= moved
                self._weapons[rows, theirs[forces.entry_class[entry]], Wear.PRESENT] += moved

    # men ------------------------------------------------------------------------------------

    def hit_men(
        self,
        cause: str,
        place: int,
        side: int,
        rows: np.ndarray,
        units: np.ndarray,
        lost: np.ndarray,
    ) -> np.ndarray:
        """Men lost, (k, U), become killed or wounded; returns the totals, (k,)."""
        world = self.world
        totals: np.ndarray
        totals, hit = kernels.divide_men(
            rows,
            units,
            lost,
            self._table.values,
            world.arsenal.resolve,
            world.draws.at(world.turn),
            self._fates(cause, units),
            self._books[place][side],
        )
        if len(hit):
            world.news.announce(Losses(), hit)
        return totals

    def hit_men_where_they_stand(
        self, cause: str, rows: np.ndarray, units: np.ndarray, lost: np.ndarray
    ) -> None:
        """Men of units of both sides lost, (U, k), as `hit_men` has them."""
        world = self.world
        hit = kernels.divide_where_they_stand(
            rows,
            kernels.Standing(units, world.forces.unit_side[units], world.state.place),
            lost,
            (self._table.values, world.arsenal.resolve),
            world.draws.at(world.turn),
            self._fates(cause, units),
            kernels.Books(self._men, self._place_losses),
        )
        if len(hit):
            world.news.announce(Losses(), hit)

    def lose(
        self, rows: np.ndarray, units: np.ndarray, dead: np.ndarray, wounded: np.ndarray
    ) -> None:
        """So many men of units of both sides, (U, k) each, are dead or wounded where they stand."""
        world = self.world
        lost = kernels.lose(
            rows,
            kernels.Standing(units, world.forces.unit_side[units], world.state.place),
            dead,
            wounded,
            kernels.Books(self._men, self._place_losses),
        )
        if len(lost):
            world.news.announce(Losses(), lost)

    def hit_fronts(
        self,
        attacks: Attacks,
        wave: Wave,
        opponents: Opponents,
        lost: np.ndarray,
        fates: np.ndarray,
    ) -> np.ndarray:
        """Men of both sides lost at some fronts, as `hit_men` has them; the totals, (2, k).

        Of the men `lost`, (2, U, K), these are some. The random addresses of their `fates`, (P, U),
        are those of units at places.
        """
        world = self.world
        totals: np.ndarray
        totals, hit = kernels.divide_fronts(
            attacks,
            wave,
            opponents,
            lost,
            fates,
            (self._table.values, world.arsenal.resolve),
            world.draws.at(world.turn),
            kernels.Books(self._men, self._place_losses),
        )
        if len(hit):
            world.news.announce(Losses(), hit)
        return totals

    def _fates(self, cause: str, units: np.ndarray) -> np.ndarray:
        """The random addresses of the fates of the men of some units, (U,)."""
        luck, address = self.world.forces.luck, self.world.draws.address
        return self._addresses.of(
            (cause, "men", units.tobytes()),
            lambda: np.array([address(f"fate/{cause}", luck[unit]) for unit in units], np.uint64),
        )

    def transfer(
        self,
        rows: np.ndarray,
        unit: int,
        source: Fate,
        target: Fate,
        number: np.ndarray,
        place: int,
    ) -> None:
        """Move men of a unit from one fate to another and note it at a place."""
        side = int(self.world.forces.unit_side[unit])
        books = kernels.Books(self._men[:, unit], self._place_losses[:, max(place, 0), side])
        moved, fates = number.astype(np.int64, copy=False), (int(source), int(target))
        some = kernels.transfer(rows, moved, *fates, books, place >= 0)
        if not len(some):
            return
        if target == Fate.CAPTURED:
            self._morale.note_surrender(self.world.alike(side, some), some)
        self.world.news.announce(Losses(), some)

    def take(self, rows: np.ndarray, units: np.ndarray, number: np.ndarray, fate: Fate) -> None:
        """Of some units of one side so many men, (U, k), meet a fate where each unit stands."""
        world = self.world
        side = int(world.forces.unit_side[units[0]])
        books = kernels.Books(self._men, self._place_losses[:, :, side])
        some = rows[kernels.take(rows, units, number, int(fate), world.state.place, books)]
        if len(some):
            if fate == Fate.CAPTURED:
                self._morale.note_surrender(world.alike(side, some), some)
            world.news.announce(Losses(), some)

    def abandon(
        self,
        places: np.ndarray,
        units: np.ndarray,
        rows: np.ndarray,
        shaken: np.ndarray,
        ends: np.ndarray,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Units flee from a place in each run, (k,): some are captured, more if they were hit hard.

        Those of one run do so one after the other, each time those up to the next of `ends`.
        `shaken` are the losses of its side to each man who was left there. Some of the wounded of
        the place are captured too, and most of these die.

        Returns sides and runs in which men are captured after whom no troops get away: once all
        have fled, the whole side may have given up.
        """
        forces, addresses = self.world.forces, self._abandoned(places, units)
        sides = forces.unit_side[units]
        if not len(rows):
            return sides, rows
        captured, lost = kernels.abandon(
            rows,
            ends,
            kernels.Leaving(units, places, sides, forces.ground[units], addresses, shaken),
            kernels.Books(self._men, self._place_losses),
            self._table.values,
            self.world.draws.at(self.world.turn),
        )
        if len(lost):
            self.world.news.announce(Losses(), rows[lost])
        return sides[captured], rows[captured]

    def _abandoned(self, places: np.ndarray, units: np.ndarray) -> np.ndarray:
        """The table of `_left_behind`, which has those whom units leave behind at places."""
        if self._left_behind[0, places, units].all():
            return self._left_behind
        forces, address = self.world.forces, self.world.draws.address
        for place, unit in {*zip(places.tolist(), units.tolist(), strict=True)}:
            item = f"{forces.places[place]}/{forces.luck[unit]}"
            addresses = address("rout", item), address("abandoned", item)
            self._left_behind[:, place, unit] = addresses
        return self._left_behind

    def hit_men_each(self, volleys: Volleys, salvo: Salvo, lost: np.ndarray) -> None:
        """Men lost, (k, U), to one of the volleys in each run, (k,), as `hit_men` has them."""
        if not lost.any():
            return
        world = self.world
        hit = volley_kernel.divide_each(
            salvo,
            volleys.aimed,
            volleys.units,
            lost,
            self._table.values,
            world.arsenal.resolve,
            world.draws.at(world.turn),
            self._accounts(volleys.side),
        )
        if hit.any():
            world.news.announce(Losses(), salvo.rows[hit])

    def _accounts(self, side: int) -> volley_kernel.Accounts:
        losses = self._place_losses[:, :, side]
        return volley_kernel.Accounts(self._men, losses, self._weapons)

    # weapons --------------------------------------------------------------------------------

    def hit_weapons(
        self, cause: str, place: int, rows: np.ndarray, entries: np.ndarray, lost: np.ndarray
    ) -> np.ndarray:
        """Weapons hit, (k, W), become lost or damaged; returns the losses of their crews, (k,)."""
        if not lost.any():  # as in three of four turns of combat
            return np.zeros(len(rows), np.int64)
        world, forces = self.world, self.world.forces
        unit = forces.entry_unit[entries]
        side = int(forces.unit_side[unit[0]])
        totals: np.ndarray
        totals, some = kernels.hit_weapons(
            rows,
            lost,
            kernels.Arms(entries, unit, world.arsenal.crew, forces.entry_class[entries]),
            self._fates_of_weapons(cause, entries),
            self._table.values,
            world.draws.at(world.turn),
            kernels.Books(self._men, self._place_losses[:, max(place, 0), side]),
            kernels.Stores(self._weapons, place >= 0),
        )
        if len(some):
            world.news.announce(Losses(), some)
        return totals

    def hit_weapons_each(self, volleys: Volleys, salvo: Salvo, lost: np.ndarray) -> None:
        """Weapons hit, (k, W), by one of the volleys in each run, as `hit_weapons` has them."""
        if not lost.any():
            return
        world, entries = self.world, volleys.entries
        kinds = world.forces.entry_class[entries]
        hit = volley_kernel.hit_weapons_each(
            salvo,
            volleys.aimed,
            kernels.Arms(entries, volleys.owners, world.arsenal.crew, kinds),
            lost,
            self._table.values,
            world.draws.at(world.turn),
            self._accounts(volleys.side),
        )
        if hit.any():
            world.news.announce(Losses(), salvo.rows[hit])

    def _fates_of_weapons(self, cause: str, entries: np.ndarray) -> np.ndarray:
        """The random addresses of what becomes of weapons and of their crews, (2, W)."""
        luck, address = self.world.forces.entry_luck, self.world.draws.address
        streams = f"wear/{cause}", f"crew/{cause}"
        return self._addresses.of(
            (cause, "weapons", entries.tobytes()),
            lambda: np.array([[address(s, luck[e]) for e in entries] for s in streams], np.uint64),
        )

    def wear(self, rows: np.ndarray, entry: int, lost: np.ndarray, damaged: np.ndarray) -> None:
        """Book weapons of one entry that were ready as lost and damaged."""
        kernels.wear(rows, lost, damaged, self._weapons[:, entry])

    def sink(self, rows: np.ndarray, entry: int, number: np.ndarray) -> np.ndarray:
        """Book craft of one entry as lost, damaged ones first; returns how many, (k,)."""
        lost = np.zeros(len(rows), np.int32)
        for wear in (Wear.DAMAGED, Wear.PRESENT):
            sinking = np.minimum(number - lost, self._weapons[rows, entry, wear]).astype(np.int32)
            self._weapons[rows, entry, wear] -= sinking
            lost += sinking
        self._weapons[rows, entry, Wear.LOST] += lost
        return lost


@once
def _left_behind(definition: Definition) -> np.ndarray:
    """The random addresses of those whom a unit leaves behind at a place, (2, P, U).

    They are those of its men and of the wounded, once it has left any in some battle.
    """
    return np.zeros((2, len(definition.places), len(definition.units)), np.uint64)


@once
def _addresses(_: Definition) -> Table[tuple[str, str, bytes], np.ndarray]:
    """Those of the fates of some men or weapons, by cause and by whose they are."""
    return Table()
