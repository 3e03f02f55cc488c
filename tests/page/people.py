"""People at pages, without a browser."""

import asyncio
from contextlib import asynccontextmanager

from nicegui.testing import user_simulation
from nicegui.testing.user_interaction import UserInteraction

import sim
from sim.page.app import game_root
from sim.page.door import Door
from sim.page.sitting import Sitting
from sim.page.tag import KEY, Tag

OPEN = Door("127.0.0.1", 8045)


def sitting(scenario="toro", first="japan", *, apart=False, **sides):
    """A sitting at a battle; others than the first side are played by the plan unless named."""
    table = sim.load(scenario).table(seed=1, **{first: "me", **sides})
    return Sitting(table, first, apart=apart)


@asynccontextmanager
async def person_at(here, door=OPEN):
    """Somebody at the page of a sitting."""
    async with user_simulation(game_root(here, door)) as user:
        await user.open("/")
        yield Person(user, here)


def scene(written):
    """A test that is written as a coroutine."""

    def test(*arguments, **named):
        asyncio.run(written(*arguments, **named))

    return test


class Person:
    """Looks at a page and clicks on it."""

    def __init__(self, user, here):
        self.user = user
        self.here = here

    @property
    def _tags(self):
        return [one for one in self.user.client.elements.values() if isinstance(one, Tag)]

    @property
    def sees(self):
        """All text on the page, and what is told to those who do not see it."""
        told = (one.props.get("aria-label") for one in self._tags)
        return "\n".join([*(one.text for one in self._tags), *filter(None, told)])

    def find(self, key):
        """The element with a key."""
        (found,) = [one for one in self._tags if one.props.get(KEY) == key]
        return found

    @property
    def keys(self):
        """Keys of all that can be chosen."""
        return [one.props[KEY] for one in self._tags if KEY in one.props]

    async def click(self, key):
        """Click on what has a key, as soon as it is there."""
        await self.waits_for(key)
        UserInteraction(self.user, {self.find(key)}, None).trigger("click")
        await self.rest()

    async def press(self, key):
        """Press a key."""
        keyboard = next(
            one for one in self.user.client.elements.values() if type(one).__name__ == "Keyboard"
        )
        arguments = {
            "action": "keydown", "key": key, "code": key, "location": 0, "repeat": False,
            "altKey": False, "ctrlKey": False, "shiftKey": False, "metaKey": False,
        }  # fmt: skip
        UserInteraction(self.user, {keyboard}, None).trigger("key", arguments)
        await self.rest()

    async def waits_for(self, key):
        """Wait until something can be chosen."""
        for _ in range(1000):
            if key in self.keys:
                return
            await self.rest()
        raise AssertionError(f"never: {key}")

    @property
    def saved(self):
        """The text of the file that was saved last."""
        return self.user.download.http_responses[-1].content.decode()

    async def rest(self):
        """Wait until nothing is being done."""
        await asyncio.sleep(0.01)
        while self.here.busy:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.01)
