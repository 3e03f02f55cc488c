"""A seat: one browser at a sitting, what is chosen in it, and what its player does."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from sim.commanders.legal import LegalOrder
from sim.commanders.situation import Situation
from sim.page.sitting import NewsSince, Sitting
from sim.results.errors import UserError
from sim.scenario.order import OrderError

Say = Callable[[str, str], None]
"""Told what to say to the player, and of what kind it is: `positive`, `warning`, `negative`."""


class Seat:
    """What one browser shows of a sitting."""

    def __init__(self, sitting: Sitting, side: str | None, say: Say) -> None:
        self.sitting = sitting
        self._side = side
        self.say = say
        """Tells the player something."""
        self.unit: str | None = None
        self.place: str | None = None
        self.opened = -1
        """Of which passing of the chair the player has said that it is he who looks."""

    @property
    def titles(self) -> dict[str, str]:
        """Titles of the sides."""
        sides = self.sitting.table.document.definition.sides
        return {name: side.title for name, side in sides.items()}

    @property
    def side(self) -> str:
        """The side that is played here."""
        return self._side or self.sitting.chair

    @property
    def hidden(self) -> bool:
        """Whether nothing may be shown before the player has said that it is he who looks."""
        here = self.sitting
        return here.hot_seat and not here.over and self.opened != here.hands

    @property
    def now(self) -> Situation:
        """What the side sees."""
        return self.sitting.now(self.side)

    @property
    def can_order(self) -> bool:
        """Whether orders can be given."""
        here = self.sitting
        return not (here.over or here.busy or self.hidden or here.waits(self.side))

    # choosing -------------------------------------------------------------------------------

    def choose(self, kind: str, name: str) -> None:
        """Choose a unit, a place, or the place to which the chosen unit is to go."""
        if kind == "unit":
            self.unit, self.place = (None if self.unit == name else name), None
        elif self.place == name:
            self.place = None
        else:
            self.unit = self.unit if name in self.goals else None
            self.place = name

    def clear(self) -> None:
        """Choose nothing."""
        self.unit = self.place = None

    def step(self, by: int) -> None:
        """Choose the next unit, or the one before, among those that can be ordered."""
        names = [*dict.fromkeys(name for one in self.menu for name in one.units)]
        if names:
            at = names.index(self.unit) + by if self.unit in names else min(by, 0)
            self.unit, self.place = names[at % len(names)], None

    @property
    def menu(self) -> Sequence[LegalOrder]:
        """All that can be ordered."""
        return self.sitting.menus.get(self.side, ())

    @property
    def orders(self) -> list[LegalOrder]:
        """What can be ordered of the unit that is chosen, or to the place; else nothing."""
        if self.unit is None and self.place is None:
            return []
        return [
            one
            for one in self.menu
            if (self.unit is None or self.unit in one.units)
            and (self.place is None or self.place in one.goal)
        ]

    @property
    def goals(self) -> frozenset[str]:
        """Places to which the unit that is chosen can be ordered."""
        if self.unit is None:
            return frozenset()
        mine = (one for one in self.menu if self.unit in one.units)
        return frozenset(goal for one in mine for goal in one.goal)

    # doing ----------------------------------------------------------------------------------

    async def order(self, one: LegalOrder) -> None:
        """Give an order."""
        if not self.can_order:
            return
        doubts = await self._try(self.sitting.order(self.side, one))
        if doubts is not None:
            self.place = None
            for doubt in doubts:
                self.say(doubt, "warning")

    async def end_turn(self, *, until_news: bool = False) -> None:
        """End the turn."""
        if self.can_order:
            await self._try(self.sitting.end_turn(self.side, until_news=until_news))
            self._forget_the_lost()

    def _forget_the_lost(self) -> None:
        here = self.sitting
        names = {name for one in here.menus.get(self.side, ()) for name in one.units}
        if here.hot_seat or self.unit not in names:
            self.clear()

    async def follow(self) -> None:
        """Leave the side to the plan, or take it back."""
        if self.can_order:
            await self._try(self.sitting.follow(self.side, not self.sitting.follows[self.side]))

    async def undo(self, *, anyway: bool = False) -> str:
        """Take back the last order or turn; why not, if there was news since."""
        if self.hidden or self.sitting.busy:
            return ""
        try:
            await self._try(self.sitting.undo(self.side, anyway=anyway))
        except NewsSince as news:
            return str(news)
        self.place = None
        return ""

    async def back_to(self, turn: int) -> None:
        """Go back to an earlier turn."""
        await self._try(self.sitting.back_to(turn))
        self.clear()

    async def play_out(self) -> None:
        """Let the plan play the rest."""
        if self.can_order:
            await self._try(self.sitting.play_out())

    async def load(self, text: str, name: str) -> bool:
        """Go on with a saved game; whether there is one."""
        told = await self._try(self.sitting.load(text, name, self.side))
        if told is None:
            return False
        self.clear()
        if self._side is not None and not self.sitting.apart:
            self._side = None if self.sitting.hot_seat else self.sitting.people[0]
        self.say(told or f"{name} is loaded", "warning" if told else "positive")
        return True

    async def _try(self, doing: Awaitable[Any]) -> Any:
        """What comes of something; what is refused is said, and None comes of it."""
        try:
            return await doing
        except NewsSince:
            raise
        except OrderError as error:
            self.say(f"Refused: {error}", "negative")
        except UserError as error:
            self.say(str(error), "negative")
        return None
