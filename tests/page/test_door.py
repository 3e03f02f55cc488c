"""Who may come in."""

import asyncio

import pytest

import sim
from sim.page.door import Door, Guard

OWN = "127.0.0.1:8045"


class Visitor:
    """A browser that asks for pages behind a door by some name, and keeps cookies."""

    def __init__(self, door, host=OWN):
        self._guard = Guard(self._inside, door)
        self._host = host
        self._cookie = ""

    async def _inside(self, scope, receive, send):
        accepted = {"type": "websocket.accept"}
        started = {"type": "http.response.start", "status": 200, "headers": []}
        await send(accepted if scope["type"] == "websocket" else started)

    def ask(self, query="", *, kind="http", origin=None):
        """What the first message of the answer is: a status, or whether a socket opens."""
        named = {"host": self._host, "cookie": self._cookie, "origin": origin}
        headers = [(name.encode(), value.encode()) for name, value in named.items() if value]
        scope = {
            "type": kind, "method": "GET", "path": "/", "headers": headers,
            "query_string": query.encode(),
        }  # fmt: skip
        said = []

        async def send(message):
            said.append(message)

        asyncio.run(self._guard(scope, None, send))
        for name, value in said[0].get("headers", ()):
            if name == b"set-cookie":
                self._cookie = value.decode().partition(";")[0]
        return said[0].get("status", said[0]["type"])


def test_this_machine_needs_no_token():
    assert Visitor(Door.of("127.0.0.1", 0, [])).ask() == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.1:8045"])
def test_nobody_is_let_in_who_calls_it_by_another_name(host):
    assert Visitor(Door.of("127.0.0.1", 0, []), host).ask() == 403


@pytest.mark.parametrize(("kind", "refused"), [("http", 403), ("websocket", "websocket.close")])
def test_another_sites_page_may_not_speak_to_it(kind, refused):
    visitor = Visitor(Door.of("127.0.0.1", 0, []))
    assert visitor.ask(kind=kind, origin="http://evil.example") == refused
    assert visitor.ask(kind=kind, origin=f"http://{OWN}") in (200, "websocket.accept")


def test_elsewhere_the_address_carries_a_token_that_the_browser_keeps():
    door = Door.of("0.0.0.0", 0, [])
    (address,) = door.addresses.values()
    visitor = Visitor(door, "far.example")
    assert visitor.ask() == 403
    assert visitor.ask("token=guess") == 403
    assert visitor.ask(kind="websocket") == "websocket.close"
    assert visitor.ask(address.partition("?")[2]) == 200
    assert visitor.ask() == 200
    assert visitor.ask(kind="websocket") == "websocket.accept"


def test_each_side_has_a_token_of_its_own_where_two_play_apart():
    door = Door.of("127.0.0.1", 0, ["red", "blue"])
    assert set(door.addresses) == {"red", "blue"}
    assert len(set(door.addresses.values())) == 2
    assert Visitor(door).ask() == 403


def test_an_address_on_which_nothing_can_listen_is_told():
    with pytest.raises(sim.UserError, match="nothing can listen on"):
        Door.of("192.0.2.1", 8045, [])
