"""``legacy-stream``: ``POST /v2/project/{projectID}/user/{userID}/interact/stream``."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import urlencode

from vfmock.cli.surfaces.base import SURFACES
from vfmock.cli.surfaces.events import streamed
from vfmock.cli.surfaces.http import HttpCall, HttpResponse, HttpSurface, quoted
from vfmock.types import JSONObject


@SURFACES.register("legacy-stream")
class LegacyStreamSurface(HttpSurface):
    """The answer as server-sent events. The query says how to answer."""

    takes = frozenset(["project", "environment", "key", "completions", "audio"])

    def call(self, action: JSONObject) -> HttpCall:
        caller = self.caller
        wanted = {
            "environment": caller.environment,
            "completion_events": "true" if caller.completions else None,
            "audio_events": "true" if caller.audio else None,
        }
        query = urlencode({name: value for name, value in wanted.items() if value})
        path = f"/v2/project/{quoted(caller.project)}/user/{quoted(caller.user)}/interact/stream"
        return HttpCall(
            path=f"{path}?{query}" if query else path, body={"action": action}, key=self.api_key
        )

    def read(self, response: HttpResponse) -> AsyncIterator[JSONObject]:
        return streamed(response, self.caller.watch)
