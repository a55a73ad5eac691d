"""``vfmock chat --surface toy``: talks over the toy endpoint."""

from __future__ import annotations

from collections.abc import AsyncIterator

from vfmock.cli.surfaces.base import SURFACES
from vfmock.cli.surfaces.http import HttpCall, HttpResponse, HttpSurface, quoted
from vfmock.types import JSONObject


@SURFACES.register("toy")
class ToySurface(HttpSurface):
    """The whole answer at once. No key is needed."""

    takes = frozenset()

    def call(self, action: JSONObject) -> HttpCall:
        return HttpCall(path=f"/toy/{quoted(self.caller.user)}", body={"do": action}, key="")

    async def read(self, response: HttpResponse) -> AsyncIterator[JSONObject]:
        for trace in (await self.body_of(response))["shows"]:
            yield trace
