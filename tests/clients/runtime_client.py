"""Voiceflow's own client, ``WebSocketRuntimeClient`` of npm's ``@voiceflow/sdk-runtime``."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from .base import BOUND, ClientGoneError, Journal
from .node_client import NodeProcess

PROGRAM: Final = "voiceflow/sdk-runtime.mjs"

USER: Final = "ada"
PROJECT: Final = "6939bedf69c7ce5ee7a108ed"
LOG: Final = f"/v1alpha1/webchat-log/{PROJECT}"
"""Where the client tells how it fares."""

WEBCHAT_VERSION: Final = "1.69.1"
"""What the client tells in its log about the page that uses it."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call over HTTP that the client made; ``status`` is 0 where no answer came."""

    method: str
    path: str
    body: Any
    status: int


class RuntimeClient:
    """One client of Voiceflow; its methods have the names and the order of Voiceflow's.

    What the client reports by itself goes to a journal. The waits take from it in order, and say
    what came in the meantime if they fail.
    """

    def __init__(
        self,
        process: NodeProcess,
        url: str,
        *,
        transports: Sequence[str] | None = None,
        user: str = USER,
        **options: Any,
    ) -> None:
        """``transports`` are Socket.IO's; ``None`` leaves them to Voiceflow's client. ``options``
        are those of ``WebSocketRuntimeClient``, such as ``stateful``."""
        self._node = process
        self._opening = {"url": url, "transports": transports, "options": options}
        self._user = user
        self._name: str | None = None
        self._journal = Journal()
        self._session_key: str | None = None

    @property
    def session_key(self) -> str | None:
        """The key that a page would have stored."""
        return self._session_key

    async def init(self, **request: Any) -> None:
        """Connect and start a session; a page without a key passes ``sessionKey=None``."""
        await self._do("init", request=self._request(request))

    async def interact(self, action: dict[str, Any] | None, **request: Any) -> list[Any]:
        """Send an action, ``None`` for a launch, and return the traces of the whole answer.

        A client that is not ready initialises itself first.
        """
        asked = {**self._request(request), "action": action}
        traces: list[Any] = await self._do("interact", request=asked)
        return traces

    async def say(self, text: str) -> list[str]:
        """Send a text and return the messages of the answer."""
        return messages(await self.interact({"type": "text", "payload": text}))

    async def begin_to_say(self, text: str, *, until: str) -> asyncio.Task[list[str]]:
        """Say something and wait for one message of the answer, which goes on."""
        saying = asyncio.ensure_future(self.say(text))
        while until not in messages([await self.next("trace")]):
            pass
        return saying

    async def interrupt(self) -> None:
        """Cancel the action in flight."""
        await self._do("interrupt")

    async def keep_alive(self) -> None:
        """Send what a page sends while its user is there."""
        await self._do("keep_alive")

    async def hurry(self, times: float) -> None:
        """Let every client wait this many times faster for its answers."""
        await self._do("hurry", times=times)

    async def status(self) -> dict[str, Any]:
        """Return ``connection``, ``versionID`` and the ``transport`` of this moment."""
        status: dict[str, Any] = await self._do("status")
        return status

    async def disconnect(self) -> None:
        """Leave as a page does that is closed."""
        await self._do("disconnect")

    async def upload(self, name: str, kind: str, content: bytes, **request: Any) -> Any:
        """Ask where a file may go, send it there, and return the answer to that."""
        asked = {"userID": self._user, "projectID": PROJECT, "fileName": name, "fileType": kind}
        storage = await self._do("storage", request={**asked, **request})
        file = {"name": name, "type": kind, "content": base64.b64encode(content).decode("ascii")}
        return await self._do("upload", storage=storage, file=file)

    async def next(self, report: str) -> Any:
        """Wait for the next ``trace``, ``state``, ``session_key`` or ``replay``; return its
        content. ``session_end`` has none."""
        _, fields = await self._journal.report(report, bound=BOUND)
        return next(iter(fields.values()), None)

    async def next_call(self, path: str) -> Call:
        """Wait for the next call over HTTP, and be sure that it has this path."""
        _, fields = await self._journal.report("http", bound=BOUND)
        body = fields.get("body")
        call = Call(fields["method"], fields["path"], body, fields["status"])
        assert call.path == path, call
        return call

    async def wait_for_log(self, message: str) -> None:
        """Wait until the client tells its log something; what the log answers does not count."""
        while True:
            _, call = await self._journal.report("http", bound=BOUND)
            if call["path"] == LOG and call["body"]["message"] == message:
                return

    def reported(self, report: str) -> list[Any]:
        """The contents of all such reports so far, waited for or not."""
        found = [fields for name, fields in self._journal.reports() if name == report]
        return [next(iter(fields.values()), None) for fields in found]

    async def close(self) -> None:
        """Disconnect and let go of everything."""
        if self._name is None:
            return
        name, self._name = self._name, None
        try:
            await self._node.request("forget", socket=name)
        finally:
            self._node.detach(name)

    def _request(self, changes: dict[str, Any]) -> dict[str, Any]:
        """What every request of a page has."""
        return {
            "userID": self._user,
            "projectID": PROJECT,
            "sessionKey": self._session_key,
            "webchatVersion": WEBCHAT_VERSION,
            **changes,
        }

    async def _do(self, command: str, **fields: Any) -> Any:
        if self._name is None:
            self._name = self._node.attach(self._on_report)
            await self._node.request("open", socket=self._name, **self._opening)
        return await self._node.request(command, socket=self._name, **fields)

    def _on_report(self, name: str, fields: dict[str, Any]) -> None:
        if name == "gone":
            self._name = None
            self._journal.fail(ClientGoneError(fields["message"]))
            return
        if name == "session_key":
            self._session_key = fields.get("key")
        self._journal.add_report(name, **fields)


def messages(traces: Sequence[Any]) -> list[str]:
    """The texts among some traces."""
    return [trace["payload"]["message"] for trace in traces if trace["type"] == "text"]
