"""``stable``: ``PUT /v1/stable/conversation/{userID}``, by bearer token."""

from __future__ import annotations

from urllib.parse import urlencode

from vfmock.cli.surfaces.base import SURFACES
from vfmock.cli.surfaces.http import HttpCall, HttpSurface, quoted
from vfmock.types import JSONObject

TOKEN = "vfp_vfmock-chat"  # noqa: S105 - nobody's
"""A bearer token that the mock accepts, unless its setting ``tokens`` says which."""

ENVIRONMENT = "main"
"""The environment that every new project has."""


@SURFACES.register("stable")
class StableSurface(HttpSurface):
    """The whole answer at once, from what the project has published."""

    takes = frozenset(["project", "environment", "key"])

    def call(self, action: JSONObject) -> HttpCall:
        caller = self.caller
        alias = caller.environment or ENVIRONMENT
        token = (caller.key or TOKEN).removeprefix("Bearer ")
        query = urlencode({"projectID": caller.project, "environmentAlias": alias})
        return HttpCall(
            method="PUT",
            path=f"/v1/stable/conversation/{quoted(caller.user)}?{query}",
            body={"action": action, "version": "published"},
            key=f"Bearer {token}",
        )
