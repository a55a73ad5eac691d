"""``v4``: ``POST /v4/interact``, with the key of a session."""

from __future__ import annotations

from vfmock.cli.errors import ClientError
from vfmock.cli.surfaces.base import SURFACES, Caller
from vfmock.cli.surfaces.http import HttpCall, HttpSurface, quoted
from vfmock.types import JSONObject


class V4SessionSurface(HttpSurface):
    """Makes a session with the API key, or resumes that of the session key."""

    def __init__(self, caller: Caller) -> None:
        super().__init__(caller)
        self.session_key = caller.session_key or ""

    async def open(self) -> bool:
        await super().open()
        if self.session_key:
            return False
        try:
            await self._create()
        except ClientError:
            await self.close()
            raise
        return True

    async def _create(self) -> None:
        environment = self.caller.environment
        part = f"/environment/{quoted(environment)}" if environment else ""
        call = HttpCall(
            path=f"/v4/project/{quoted(self.caller.project)}{part}/session",
            body={"userID": self.caller.user},
            key=self.api_key,
        )
        async with self.request(call) as response:
            body = await self.body_of(response)
        key = body.get("sessionKey") if isinstance(body, dict) else None
        if not isinstance(key, str):
            raise ClientError(f"wanted {{sessionKey}}, got {body!r:.100}")
        self.session_key = key


@SURFACES.register("v4")
class V4Surface(V4SessionSurface):
    """The whole answer at once."""

    takes = frozenset(["project", "environment", "key", "session_key"])

    def call(self, action: JSONObject) -> HttpCall:
        return HttpCall(path="/v4/interact", body={"action": action}, key=self.session_key)
