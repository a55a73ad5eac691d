"""The surfaces that every behaviour is tested on: what a client sends and receives there."""

from __future__ import annotations

import asyncio
import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import aiohttp

from tests.clients.base import Event, WireClient
from tests.clients.fixtures import ClientFactory
from vfmock import MockServer
from vfmock.core.registry import Registry
from vfmock.types import JSON, JSONObject


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one action: its traces, its last status and the reason."""

    traces: list[JSONObject] = field(default_factory=list)
    status: str = "completed"
    reason: str | None = None

    @property
    def messages(self) -> list[str]:
        """What the agent said."""
        return [one["payload"]["message"] for one in self.traces if one["type"] == "text"]


class Chat(ABC):
    """One user of the mock, over one surface.

    ``tells_reasons``: the client hears why a turn was completed. ``project`` is the project that
    its user is in.
    """

    tells_reasons = True
    project = "p"

    def __init__(self, server: MockServer, make_client: ClientFactory, user: str) -> None:
        self.server = server
        self.user = user
        self._make_client = make_client

    @abstractmethod
    async def begin(self) -> None:
        """Come, and be in a session."""

    @abstractmethod
    async def send(self, action: JSONObject) -> None:
        """Do something, and don't wait for the answer."""

    @abstractmethod
    async def answer(self) -> Answer:
        """Wait until the latest action is over."""

    async def leave(self) -> None:  # noqa: B027 - clients of sockets are closed by their fixture
        """Be gone."""

    async def act(self, action: JSONObject) -> Answer:
        """Do something and wait for its answer."""
        await self.send(action)
        return await self.answer()

    async def say(self, words: str) -> Answer:
        """Say something and wait for the answer."""
        return await self.act({"type": "text", "payload": words})


SURFACES: Registry[type[Chat]] = Registry("surface")

C = TypeVar("C", bound="type[Chat]")


def surface(name: str) -> Callable[[C], C]:
    """Register a surface."""
    return SURFACES.register(name)


class SocketChat(Chat):
    """Over Socket.IO, in some dialect."""

    STATUS: str
    """The event that tells how it goes with an action."""

    @abstractmethod
    async def handshake(self) -> None:
        """Say who it is, and make a session."""

    @abstractmethod
    def packed(self, action: JSONObject) -> tuple[str, JSON]:
        """The event that carries an action."""

    @abstractmethod
    def unpacked(self, event: Event) -> tuple[str, JSON]:
        """What an event is: ``trace`` with it, ``status`` with status and reason, or else."""

    async def begin(self) -> None:
        self.client: WireClient = self._make_client("python_async")
        await self.client.connect(self.server.url)
        await self.handshake()

    async def send(self, action: JSONObject) -> None:
        await self.client.emit(*self.packed(action))

    async def answer(self) -> Answer:
        events = await self.client.collect_until(
            self.STATUS, lambda args: self.unpacked((self.STATUS, args))[1][0] != "accepted"
        )
        heard = [self.unpacked(event) for event in events]
        status, reason = heard[-1][1]
        return Answer([what for kind, what in heard if kind == "trace"], status, reason)


@surface("documented")
class DocumentedChat(SocketChat):
    """In the documented dialect."""

    STATUS = "action.status"

    async def handshake(self) -> None:
        await self.client.emit("client.start", {"userID": self.user, "projectID": "p"})
        await self.client.next("client.started")
        await self.client.emit("session.create", {})
        await self.client.next("session.created")

    def packed(self, action: JSONObject) -> tuple[str, JSON]:
        return "action.send", {"action": action}

    def unpacked(self, event: Event) -> tuple[str, JSON]:
        name, arguments = event
        if name == "action.trace":
            return "trace", arguments[0]["trace"]
        if name == self.STATUS:
            return "status", (arguments[0]["status"], arguments[0].get("reason"))
        return name, arguments


@surface("toy dialect")
class ToyChat(SocketChat):
    """In the toy dialect, which the tests bring along."""

    STATUS = "is"

    async def handshake(self) -> None:
        await self.client.emit("hello", {"who": self.user, "where": "p"})
        await self.client.next("welcome")
        await self.client.emit("fresh")
        await self.client.next("key")

    def packed(self, action: JSONObject) -> tuple[str, JSON]:
        return "do", {"what": action}

    def unpacked(self, event: Event) -> tuple[str, JSON]:
        name, arguments = event
        if name == "shows":
            return "trace", arguments[0]["it"]
        if name == self.STATUS:
            return "status", (arguments[0]["how"], arguments[0].get("why"))
        return name, arguments


class HttpChat(Chat):
    """Over HTTP, one request for each action."""

    PATH: str

    async def begin(self) -> None:
        self._http = aiohttp.ClientSession(self.server.url)
        self._request: asyncio.Task[Answer] | None = None

    async def send(self, action: JSONObject) -> None:
        self._request = asyncio.create_task(self._ask(action))

    async def answer(self) -> Answer:
        assert self._request is not None
        return await self._request

    async def leave(self) -> None:
        if self._request is not None:
            self._request.cancel()
        await self._http.close()

    async def _ask(self, action: JSONObject) -> Answer:
        path = self.PATH.format(user=self.user)
        async with self._http.post(path, json={"do": action}) as response:
            return await self.read(response)

    @abstractmethod
    async def read(self, response: aiohttp.ClientResponse) -> Answer:
        """What a response says."""


@surface("toy endpoint")
class ToyEndpointChat(HttpChat):
    """The toy endpoint, which the tests bring along."""

    PATH = "/toy/{user}"

    async def read(self, response: aiohttp.ClientResponse) -> Answer:
        body = await response.json()
        if response.status != 200:
            return Answer([], "rejected", body["why"])
        return Answer(body["shows"], "completed", body["why"])


@surface("toy stream")
class ToyStreamChat(HttpChat):
    """The same as a stream of lines."""

    PATH = "/toy/{user}/lines"

    async def read(self, response: aiohttp.ClientResponse) -> Answer:
        assert response.status == 200
        said = [json.loads(line) async for line in response.content]
        how = [what for name, what in said if name == "status"][-1]
        return Answer([what for name, what in said if name == "trace"], how["how"], how["why"])


class V4Chat(HttpChat):
    """``/v4/interact``, with the key of a session that was made before."""

    PATH = "/v4/interact"
    tells_reasons = False

    async def begin(self) -> None:
        await super().begin()
        path, body = "/v4/project/p/session", {"userID": self.user}
        headers = {"Authorization": "VF.DM.key"}
        async with self._http.post(path, json=body, headers=headers) as response:
            self._key = (await response.json())["sessionKey"]

    async def _ask(self, action: JSONObject) -> Answer:
        headers = {"Authorization": self._key}
        async with self._http.post(self.PATH, json={"action": action}, headers=headers) as response:
            if response.status in (400, 409):
                return Answer([], "rejected", (await response.json())["message"])
            return await self.read(response)


@surface("v4")
class V4InteractChat(V4Chat):
    """The whole answer at once."""

    async def read(self, response: aiohttp.ClientResponse) -> Answer:
        body = await response.json()
        assert response.status in (200, 500), body
        return Answer(body.get("traces", []))


@surface("v4 stream")
class V4StreamChat(V4Chat):
    """The answer as server-sent events."""

    PATH = "/v4/interact/stream"

    async def read(self, response: aiohttp.ClientResponse) -> Answer:
        assert response.status == 200
        events = events_of(await response.text())
        assert events[-1] == ("end", {})
        return Answer([data for name, data in events if name == "trace"])


@surface("legacy")
class LegacyChat(HttpChat):
    """The older call, which needs no session."""

    PATH = "/state/user/{user}/interact"
    tells_reasons = False
    project = "default"

    async def _ask(self, action: JSONObject) -> Answer:
        path, headers = self.PATH.format(user=self.user), {"Authorization": "VF.DM.key"}
        async with self._http.post(path, json={"action": action}, headers=headers) as response:
            return await self.read(response)

    async def read(self, response: aiohttp.ClientResponse) -> Answer:
        body = await response.json()
        if response.status in (400, 409):
            return Answer([], "rejected", body["message"])
        assert response.status in (200, 500), body
        return Answer(body if response.status == 200 else [])


def events_of(body: str) -> list[tuple[str, JSON]]:
    """The names and data of server-sent events."""
    found = []
    for block in body.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n"))
        found.append((fields["event"], json.loads(fields["data"])))
    return found


def press(label: str, answer: Answer) -> dict[str, Any]:
    """The request of a button among an answer's traces."""
    buttons = [
        b for one in answer.traces if one["type"] == "choice" for b in one["payload"]["buttons"]
    ]
    (request,) = [button["request"] for button in buttons if button["name"] == label]
    return dict(request)
