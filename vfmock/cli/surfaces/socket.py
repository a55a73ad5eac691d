"""``socket``: the documented protocol, over a real Socket.IO client."""

from __future__ import annotations

from collections.abc import AsyncIterator

from vfmock.cli.surfaces.base import SURFACES, Caller, Surface
from vfmock.types import JSONObject


@SURFACES.register("socket")
class SocketSurface(Surface):
    """A connection that stays, on which the agent can also speak by itself."""

    takes = frozenset(
        ["project", "environment", "key", "session_key", "completions", "audio", "transport"]
    )

    def __init__(self, caller: Caller) -> None:
        # Imported late: the libraries of the client take as long to load as all the rest.
        from vfmock.cli.client import ChatClient

        super().__init__(caller)
        transports = [caller.transport] if caller.transport else ["websocket", "polling"]
        self._client = ChatClient(
            url=caller.url,
            user=caller.user,
            project=caller.project,
            environment=caller.environment,
            authorization=caller.key,
            session_key=caller.session_key,
            config={"completionEvents": caller.completions, "audioEvents": caller.audio},
            transports=transports,
            watch=caller.watch,
        )

    @property
    def greeting(self) -> str:
        return f"connected to {self.caller.url} as {self.caller.user}"

    @property
    def ended(self) -> str | None:
        return self._client.ended

    async def open(self) -> bool:
        return await self._client.open()

    def act(self, action: JSONObject) -> AsyncIterator[JSONObject]:
        return self._client.act(action)

    async def overhear(self) -> JSONObject | None:
        return await self._client.overhear()

    async def close(self) -> None:
        await self._client.close()
