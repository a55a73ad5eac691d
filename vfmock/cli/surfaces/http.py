"""What the surfaces over HTTP have in common: one request for each turn."""

from __future__ import annotations

import asyncio
import json
from abc import abstractmethod
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import quote

from vfmock.cli.errors import ClientError, RejectedError
from vfmock.cli.surfaces.base import Caller, Surface
from vfmock.types import JSON, JSONObject

if TYPE_CHECKING:
    import aiohttp

API_KEY = "VF.DM.vfmock-chat"
"""An API key that the mock accepts, unless its setting ``api_keys`` says which."""

PATIENCE = 10.0
"""Seconds to wait for a connection. The answer may take as long as the agent wants."""

LONGEST = 300
"""The characters that are shown of an answer that can't be read."""


HttpResponse: TypeAlias = "aiohttp.ClientResponse"
"""What a surface reads. Only this module loads the library."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpCall:
    """A request: its path with the query, its JSON body, and the value of ``Authorization``."""

    path: str
    body: JSON
    key: str
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict)


class HttpSurface(Surface):
    """Talks over HTTP. Nothing comes outside a turn."""

    def __init__(self, caller: Caller) -> None:
        super().__init__(caller)
        self._ended: str | None = None

    @abstractmethod
    def call(self, action: JSONObject) -> HttpCall:
        """The request that carries an action."""

    async def read(self, response: HttpResponse) -> AsyncIterator[JSONObject]:
        """The traces of an answer, each as soon as it is there; here the answer comes as a whole.

        Raises:
            RejectedError: it is no such answer.
        """
        for trace in traces_in(await self.body_of(response)):
            yield trace

    @property
    def ended(self) -> str | None:
        return self._ended

    @property
    def api_key(self) -> str:
        """The project API key."""
        return self.caller.key or API_KEY

    async def open(self) -> bool:
        # Imported late: `vfmock --help` needs none of it.
        import aiohttp

        timeout = aiohttp.ClientTimeout(total=None, sock_connect=PATIENCE)
        self._http = aiohttp.ClientSession(timeout=timeout)
        return True

    async def act(self, action: JSONObject) -> AsyncIterator[JSONObject]:
        ended = "by the user" if action.get("type") == "end" else None
        async with self.request(self.call(action)) as response:
            async for trace in self.read(response):
                if isinstance(trace, dict) and trace.get("type") == "end":
                    ended = "by the agent"
                yield trace
        self._ended = ended

    async def overhear(self) -> JSONObject | None:
        await asyncio.Event().wait()  # until the chat has a line, and cancels this
        return None

    async def close(self) -> None:
        await self._http.close()

    @asynccontextmanager
    async def request(self, call: HttpCall) -> AsyncIterator[HttpResponse]:
        """Send a request, and read the response inside.

        Raises:
            RejectedError: the request is not served, or the connection broke.
            ClientError: nobody is there, or the key is no good.
        """
        import aiohttp

        self.caller.watch("→", f"{call.method} {call.path}", call.body)
        url = self.caller.url.rstrip("/") + call.path
        headers = {"Authorization": call.key, **call.headers}
        # A ValueError is about the URL or a header, such as a key with the end of its line.
        unusable = (ValueError, aiohttp.NonHttpUrlClientError)
        try:
            async with self._http.request(
                call.method, url, json=call.body, headers=headers
            ) as response:
                await self._must_be_served(response)
                yield response
        except (*unusable, aiohttp.ClientConnectorError, TimeoutError) as error:
            raise ClientError(f"can't connect to {self.caller.url!r}: {error}") from None
        except aiohttp.ClientError as error:
            raise RejectedError(f"the connection was lost: {error}") from None

    async def body_of(self, response: HttpResponse) -> JSON:
        """The body of an answer that comes as a whole.

        Raises:
            RejectedError: it is no JSON.
        """
        body = parsed(await response.text(errors="replace"))
        self.caller.watch("←", f"HTTP {response.status}", body)
        return body

    async def _must_be_served(self, response: HttpResponse) -> None:
        if response.status < 300:
            return
        text = await response.text(errors="replace")
        self.caller.watch("←", f"HTTP {response.status}", text)
        why = f"HTTP {response.status}: {reason_in(text) or response.reason}"
        raise ClientError(why) if response.status == 401 else RejectedError(why)


def parsed(text: str) -> JSON:
    """JSON of the server.

    Raises:
        RejectedError: it is none.
    """
    try:
        return json.loads(text)
    except ValueError:
        raise RejectedError(f"wanted JSON, got {text[:LONGEST]!r}") from None


def traces_in(body: JSON) -> list[JSONObject]:
    """The traces of an answer that comes as a whole: a list, or the list under ``traces``.

    Raises:
        RejectedError: it has none.
    """
    traces = body.get("traces") if isinstance(body, dict) else body
    if not isinstance(traces, list):
        raise RejectedError(f"wanted a list of traces, got {json.dumps(body)[:LONGEST]}")
    return traces


def reason_in(text: str) -> str:
    """Why a request is not served: what an error says in one of the keys that runtimes have."""
    try:
        body = json.loads(text)
    except ValueError:
        body = None
    keys = ("message", "data", "error")
    said = [body[key] for key in keys if body.get(key)] if isinstance(body, dict) else []
    return str(said[0] if said else text)[:LONGEST]


def quoted(user: str) -> str:
    """A user id as a part of a path."""
    return quote(user, safe="")
