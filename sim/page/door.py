"""The door: where the page listens, and who may come in.

By default it listens on the loopback address alone. On another one, and where each of two players
has a browser of his own, the address carries a token; a cookie keeps it from then on. Another
site's page cannot speak to it: the names under which it is asked for, and the origins of what asks,
must be its own.
"""

import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import compare_digest, token_urlsafe
from typing import Self

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sim.results.errors import UserError

LOOPBACK = ("127.0.0.1", "localhost", "::1")
PORT = 8045
"""The first that is tried if none is named."""
TRIED = 20


@dataclass(frozen=True)
class Door:
    """An address, and the tokens that open it."""

    host: str
    port: int
    tokens: Mapping[str, str] = field(default_factory=dict)
    """By token the side that it is for; empty for any. Without tokens it is open."""

    @classmethod
    def of(cls, host: str, port: int | None, sides: list[str]) -> Self:
        """A door on a free port, with a token for each of the sides if they are to be kept apart.

        Raises `UserError` for an address on which nothing can listen.
        """
        free = _free_port(host, port)
        if sides:
            return cls(host, free, {token_urlsafe(16): side for side in sides})
        return cls(host, free, {} if host in LOOPBACK else {token_urlsafe(16): ""})

    @property
    def addresses(self) -> dict[str, str]:
        """The address for each side, by side; of one for everybody the side is empty."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        if self.host in ("0.0.0.0", "::"):
            shown = socket.gethostname()
        first = f"http://{shown}:{self.port}/"
        return {side: f"{first}?token={one}" for one, side in self.tokens.items()} or {"": first}

    def token_of(self, asking: HTTPConnection) -> str | None:
        """The token that a request carries, if it opens this door."""
        for given in (asking.query_params.get("token"), asking.cookies.get(self._cookie)):
            for token in self.tokens:
                if given is not None and compare_digest(given.encode(), token.encode()):
                    return token
        return None

    def side_of(self, asking: HTTPConnection) -> str | None:
        """The side that a request is for; None for any."""
        return self.tokens.get(self.token_of(asking) or "") or None

    def refuses(self, asking: HTTPConnection) -> str:
        """Why somebody may not come in; empty if he may."""
        host = asking.headers.get("host", "")
        if self.host in LOOPBACK and _name(host) not in LOOPBACK:
            return "This page is for this machine alone."
        origin = asking.headers.get("origin")
        if origin is not None and origin.partition("://")[2] != host:
            return "Another site's page may not speak to this one."
        if self.tokens and self.token_of(asking) is None:
            return "This address needs its token: use the whole address that beachhead has shown."
        return ""

    @property
    def _cookie(self) -> str:
        return f"beachhead-{self.port}"  # browsers do not keep the ports of one host apart

    def keep(self, asking: HTTPConnection, headers: MutableHeaders) -> None:
        """Have the browser keep the token of the address."""
        token = self.token_of(asking)
        if token is not None and token == asking.query_params.get("token"):
            kept = f"{self._cookie}={token}; Path=/; HttpOnly; SameSite=Strict"
            headers.append("set-cookie", kept)


class Guard:
    """Stands at the door: middleware that answers those who may not come in."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self._app = app
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        asking = HTTPConnection(scope)
        if why := self._door.refuses(asking):
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
            else:
                await PlainTextResponse(f"{why}\n", 403)(scope, receive, send)
            return

        async def keep(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._door.keep(asking, MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, keep)


def _name(host: str) -> str:
    """A host without its port."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]


def _free_port(host: str, wanted: int | None) -> int:
    ports = range(PORT, PORT + TRIED) if wanted is None else (wanted,)
    for port in ports:
        try:
            return _try(host, port)
        except OSError as error:
            last = error
    raise UserError(f"nothing can listen on {host}, port {ports[-1]}: {last.strerror}")


def _try(host: str, port: int) -> int:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        trial.bind((host, port))
        found: int = trial.getsockname()[1]
        return found
