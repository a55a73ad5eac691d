"""``legacy``: ``POST /state/user/{userID}/interact``, which most programs call."""

from __future__ import annotations

from vfmock.cli.surfaces.base import SURFACES
from vfmock.cli.surfaces.http import HttpCall, HttpSurface, quoted
from vfmock.types import JSONObject


@SURFACES.register("legacy")
class LegacySurface(HttpSurface):
    """The whole answer at once. The API key says which project it is."""

    takes = frozenset(["environment", "key"])

    def call(self, action: JSONObject) -> HttpCall:
        environment = self.caller.environment
        return HttpCall(
            path=f"/state/user/{quoted(self.caller.user)}/interact",
            body={"action": action},
            key=self.api_key,
            headers={"versionID": environment} if environment else {},
        )
