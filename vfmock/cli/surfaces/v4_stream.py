"""``v4-stream``: ``POST /v4/interact/stream``, with the key of a session."""

from __future__ import annotations

from collections.abc import AsyncIterator

from vfmock.cli.surfaces.base import SURFACES
from vfmock.cli.surfaces.events import streamed
from vfmock.cli.surfaces.http import HttpCall, HttpResponse
from vfmock.cli.surfaces.v4 import V4SessionSurface
from vfmock.types import JSONObject


@SURFACES.register("v4-stream")
class V4StreamSurface(V4SessionSurface):
    """The answer as server-sent events."""

    takes = frozenset(["project", "environment", "key", "session_key", "completions"])

    def call(self, action: JSONObject) -> HttpCall:
        config = {"config": {"completionEvents": True}} if self.caller.completions else {}
        body = {"action": action, **config}
        return HttpCall(path="/v4/interact/stream", body=body, key=self.session_key)

    def read(self, response: HttpResponse) -> AsyncIterator[JSONObject]:
        return streamed(response, self.caller.watch)
