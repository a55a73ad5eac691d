"""The surfaces that every behaviour is tested on: what a client sends and receives there.

``exceptions.py`` says which behaviours have no meaning on a surface.
"""

from __future__ import annotations

import asyncio
import json
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import quote

import aiohttp

from tests.clients.base import BOUND, Event, WireClient
from tests.clients.fixtures import ClientFactory
from vfmock import MockServer
from vfmock.core.registry import Registry
from vfmock.types import JSON, JSONObject

CUT = "cut"
"""The status of an answer whose connection broke before its end."""


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

    @property
    def types(self) -> list[str]:
        """The types of the traces."""
        return [one["type"] for one in self.traces]

    @property
    def payloads(self) -> list[JSON]:
        """The payloads of the traces."""
        return [one["payload"] for one in self.traces]


class Chat(ABC):
    """One user of the mock, over one surface.

    ``project`` is the project that its user is in. ``key`` is the key of a session: with it, the
    client joins that session. The others say in what a surface differs from the others.
    ``tells_reasons``: the client hears why a turn was completed. ``tells_rejections``: it hears why
    an action was rejected. ``keeps_session``: the client
    stays with one session, and has to ask for another one when it is over. ``keeps_traces``: if a
    turn fails, the client still gets the traces before.
    """

    project = "p"
    tells_reasons = True
    tells_rejections = True
    keeps_session = True
    keeps_traces = True

    def __init__(
        self,
        server: MockServer,
        make_client: ClientFactory,
        user: str,
        *,
        key: str = "",
        instance: int = 0,
    ) -> None:
        self.server = server
        self.user = user
        self.key = key
        self._url = server.instances[instance].url
        self._make_client = make_client

    @abstractmethod
    async def begin(self) -> None:
        """Come, and be in the session of the key, or in a new one."""

    @abstractmethod
    async def renew(self) -> None:
        """Be in a session again, after the last one has ended."""

    @abstractmethod
    async def send(self, action: JSONObject) -> None:
        """Do something, and don't wait for the answer."""

    @abstractmethod
    async def answer(self) -> Answer:
        """Wait until the oldest action without an answer is over."""

    @abstractmethod
    async def leave(self) -> None:
        """Be gone, whatever is under way. To leave twice is possible."""

    async def act(self, action: JSONObject) -> Answer:
        """Do something and wait for the answer."""
        await self.send(action)
        return await self.answer()

    async def say(self, words: str) -> Answer:
        """Say something and wait for the answer."""
        return await self.act({"type": "text", "payload": words})

    async def hear(self, *words: str) -> list[list[str]]:
        """Say one thing after the other, and return what the agent says to each of them."""
        return [(await self.say(one)).messages for one in words]

    def is_told(self, answer: Answer, words: str) -> bool:
        """Whether an answer is a rejection for a reason with these words, as far as the surface
        tells reasons."""
        heard = words in str(answer.reason) if self.tells_rejections else answer.reason is None
        return answer.status == "rejected" and heard

    async def begin_to_say(self, words: str) -> None:
        """Say something for the first time, and wait only until the server has it.

        What the server does at once is done by then: this asks its loop, which is busy until then.
        """
        await self.send({"type": "text", "payload": words})
        await asyncio.to_thread(self.server.verify.text, words, within=20)
        self.server.clock.now()


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
        """Say who it is, with the key if there is one."""

    @abstractmethod
    def packed(self, action: JSONObject) -> tuple[str, JSON]:
        """The event that carries an action."""

    @abstractmethod
    def unpacked(self, event: Event) -> tuple[str, JSON]:
        """What an event is: ``trace`` with it, ``status`` with status and reason, or else."""

    async def begin(self) -> None:
        self.client: WireClient = self._make_client("python_async")
        await self.client.connect(self._url, reconnection=False)
        await self.handshake()
        if not self.key:
            await self.renew()

    async def send(self, action: JSONObject) -> None:
        self._before = len(self.client.received)
        await self.client.emit(*self.packed(action))

    async def answer(self) -> Answer:
        whole = asyncio.ensure_future(self.client.collect_until(self.STATUS, self._is_last))
        broken = asyncio.ensure_future(self.client.wait_disconnect())
        await asyncio.wait((whole, broken), return_when=asyncio.FIRST_COMPLETED)
        if not whole.done():
            whole.cancel()
            heard = map(self.unpacked, self.client.received[self._before :])
            return Answer([what for kind, what in heard if kind == "trace"], CUT)
        broken.cancel()
        events = list(map(self.unpacked, whole.result()))
        status, reason = events[-1][1]
        return Answer([what for kind, what in events if kind == "trace"], status, reason)

    async def leave(self) -> None:
        if self.client.transport is not None:
            await self.client.disconnect()

    def _is_last(self, arguments: list[Any]) -> bool:
        return bool(self.unpacked((self.STATUS, arguments))[1][0] != "accepted")


@surface("documented")
class DocumentedChat(SocketChat):
    """In the documented dialect."""

    STATUS = "action.status"

    async def handshake(self) -> None:
        known = {"sessionKey": self.key} if self.key else {}
        await self.client.emit("client.start", {"userID": self.user, "projectID": "p", **known})
        await self.client.next("client.started")

    async def renew(self) -> None:
        await self.client.emit("session.create", {})
        (created,) = await self.client.next("session.created")
        self.key = created["sessionKey"]

    def packed(self, action: JSONObject) -> tuple[str, JSON]:
        return "action.send", {"action": action}

    def unpacked(self, event: Event) -> tuple[str, JSON]:
        name, arguments = event
        if name == "action.trace":
            return "trace", arguments[0]["trace"]
        if name == self.STATUS:
            return "status", (arguments[0]["status"], arguments[0].get("reason"))
        return name, arguments


@surface("webchat")
class WebchatChat(SocketChat):
    """In the dialect of Voiceflow's own web chat."""

    STATUS = "action"
    tells_reasons = False
    tells_rejections = False

    async def handshake(self) -> None:
        known = {"sessionKey": self.key} if self.key else {}
        await self.client.emit("start", {"userID": self.user, "projectID": "p", **known})
        await self.client.next("start")

    async def renew(self) -> None:
        await self.client.emit("session-key-update")
        (created,) = await self.client.next("session-key-update")
        self.key = created["sessionKey"]

    def packed(self, action: JSONObject) -> tuple[str, JSON]:
        return "action", {"action": action}

    def unpacked(self, event: Event) -> tuple[str, JSON]:
        name, arguments = event
        if name == "trace":
            return "trace", arguments[0]["trace"]
        if name == self.STATUS:
            return "status", (arguments[0]["status"], None)
        return name, arguments


@surface("toy dialect")
class ToyChat(SocketChat):
    """In the toy dialect, which the tests bring along."""

    STATUS = "is"

    async def handshake(self) -> None:
        known = {"key": self.key} if self.key else {}
        await self.client.emit("hello", {"who": self.user, "where": "p", **known})
        await self.client.next("welcome")

    async def renew(self) -> None:
        await self.client.emit("fresh")
        (created,) = await self.client.next("key")
        self.key = created["key"]

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
    """Over HTTP, one request for each action.

    ``WHY`` is where the body of a refusal says why.
    """

    PATH: str
    METHOD = "POST"
    WHY = "message"
    keeps_session = False

    async def begin(self) -> None:
        self._http = aiohttp.ClientSession(self._url)
        self._http._retry_connection = False  # aiohttp sends a PUT again if its connection breaks
        self._requests: deque[asyncio.Task[Answer]] = deque()

    async def renew(self) -> None:
        """The next action begins a session, if the user has none."""

    async def send(self, action: JSONObject) -> None:
        self._requests.append(asyncio.create_task(self._ask(action)))

    async def answer(self) -> Answer:
        async with asyncio.timeout(BOUND):
            return await self._requests.popleft()

    async def leave(self) -> None:
        for request in self._requests:
            request.cancel()
        await asyncio.gather(*self._requests, return_exceptions=True)
        await self._http.close()

    def headers(self) -> Mapping[str, str]:
        """The headers of a request."""
        return {}

    def body(self, action: JSONObject) -> JSON:
        """The body of the request that carries an action."""
        return {"action": action}

    @abstractmethod
    async def read(self, response: aiohttp.ClientResponse) -> Answer:
        """What a response says that is no refusal."""

    async def _ask(self, action: JSONObject) -> Answer:
        path = self.PATH.format(user=quote(self.user, safe=""))
        sent = {"json": self.body(action), "headers": self.headers()}
        try:
            async with self._http.request(self.METHOD, path, **sent) as response:
                if response.status in (400, 401, 409):
                    return Answer([], "rejected", (await response.json())[self.WHY])
                return await self.read(response)
        except aiohttp.ClientError:
            return Answer(status=CUT)


class ToyHttpChat(HttpChat):
    """The toy endpoints, which the tests bring along."""

    WHY = "why"

    def body(self, action: JSONObject) -> JSON:
        return {"do": action}


@surface("toy endpoint")
class ToyEndpointChat(ToyHttpChat):
    """The whole answer at once."""

    PATH = "/toy/{user}"

    async def read(self, response: aiohttp.ClientResponse) -> Answer:
        body = await response.json()
        assert response.status == 200, body
        return Answer(body["shows"], "completed", body["why"])


@surface("toy stream")
class ToyStreamChat(ToyHttpChat):
    """The same as a stream of lines."""

    PATH = "/toy/{user}/lines"

    async def read(self, response: aiohttp.ClientResponse) -> Answer:
        assert response.status == 200
        text, is_whole = await streamed(response, "\n")
        parts = [json.loads(line) for line in text.splitlines()]
        traces = [what for name, what in parts if name == "trace"]
        if not is_whole:
            return Answer(traces, CUT)
        how = [what for name, what in parts if name == "status"][-1]
        return Answer(traces, how["how"], how["why"])


class V4Chat(HttpChat):
    """``/v4/interact``, with the key of a session that was made before."""

    tells_reasons = False
    keeps_session = True

    async def begin(self) -> None:
        await super().begin()
        if not self.key:
            await self.renew()

    async def renew(self) -> None:
        path, body = "/v4/project/p/session", {"userID": self.user}
        headers = {"Authorization": "VF.DM.key"}
        async with self._http.post(path, json=body, headers=headers) as response:
            self.key = (await response.json())["sessionKey"]

    def headers(self) -> Mapping[str, str]:
        return {"Authorization": self.key}


@surface("v4")
class V4InteractChat(V4Chat):
    """The whole answer at once."""

    PATH = "/v4/interact"
    keeps_traces = False

    async def read(self, response: aiohttp.ClientResponse) -> Answer:
        body = await response.json()
        assert response.status in (200, 500), body
        return Answer(body.get("traces", []))


@surface("v4 stream")
class V4StreamChat(V4Chat):
    """The answer as server-sent events."""

    PATH = "/v4/interact/stream"

    async def read(self, response: aiohttp.ClientResponse) -> Answer:
        return await of_events(response)


class OlderChat(HttpChat):
    """The older calls, which need no session."""

    tells_reasons = False

    def headers(self) -> Mapping[str, str]:
        return {"Authorization": "VF.DM.key"}


@surface("legacy")
class LegacyChat(OlderChat):
    """The whole answer at once. The client wants every trace as it is."""

    PATH = "/state/user/{user}/interact?logs=info"
    keeps_traces = False
    project = "default"

    def body(self, action: JSONObject) -> JSON:
        return {"action": action, "config": {"excludeTypes": [], "stripSSML": False}}

    async def read(self, response: aiohttp.ClientResponse) -> Answer:
        body = await response.json()
        assert response.status in (200, 500), body
        return Answer(body if response.status == 200 else [])


@surface("legacy stream")
class LegacyStreamChat(OlderChat):
    """The answer as server-sent events."""

    PATH = "/v2/project/p/user/{user}/interact/stream"

    async def read(self, response: aiohttp.ClientResponse) -> Answer:
        return await of_events(response)


@surface("stable")
class StableChat(HttpChat):
    """``/v1/stable``, which needs no session either."""

    PATH = "/v1/stable/conversation/{user}?projectID=p&environmentAlias=main"
    METHOD = "PUT"
    tells_reasons = False
    keeps_traces = False

    def headers(self) -> Mapping[str, str]:
        return {"Authorization": "Bearer vfp_token"}

    def body(self, action: JSONObject) -> JSON:
        return {"action": action, "version": "published"}

    async def read(self, response: aiohttp.ClientResponse) -> Answer:
        body = await response.json()
        assert response.status in (200, 500), body
        return Answer(body.get("traces", []))


@surface("webchat http")
class WebchatHttpChat(HttpChat):
    """The web chat's own call, which needs neither a session nor a key."""

    PATH = "/public/p/state/user/{user}/interact"
    tells_reasons = False
    keeps_traces = False

    def body(self, action: JSONObject) -> JSON:
        return {"action": action, "config": {"tts": False}}

    async def read(self, response: aiohttp.ClientResponse) -> Answer:
        body = await response.json()
        assert response.status in (200, 500), body
        return Answer(body.get("trace", []))


async def of_events(response: aiohttp.ClientResponse) -> Answer:
    """The answer that server-sent events are."""
    if response.status == 500:
        return Answer()
    assert response.status == 200
    text, is_whole = await streamed(response, "\n\n")
    events = events_of(text)
    assert not is_whole or events[-1] == ("end", {})
    traces = [data for name, data in events if name == "trace"]
    return Answer(traces, "completed" if is_whole else CUT)


async def streamed(response: aiohttp.ClientResponse, gap: str) -> tuple[str, bool]:
    """The text of a response, and whether it came whole. If it did not, the text ends after the
    last part that came whole; a ``gap`` follows each part."""
    data = b""
    try:
        async for piece in response.content.iter_any():
            data += piece
    except aiohttp.ClientError:
        text = data.decode(errors="replace")
        return text[: text.rfind(gap) + len(gap)] if gap in text else "", False
    return data.decode(), True


def events_of(body: str) -> list[tuple[str, JSON]]:
    """The names and data of server-sent events."""
    found = []
    for block in filter(None, body.strip().split("\n\n")):
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
