"""Who makes a call of the web chat: a visitor of a page, without a key."""

from __future__ import annotations

from typing import cast, get_args

from vfmock.core.asks import Ask
from vfmock.core.events import ClientQuery, ClientStart
from vfmock.endpoints.base import Request, RequestRefused
from vfmock.endpoints.parameters import Parameter
from vfmock.errors import suggest
from vfmock.types import Version

VARIANTS = get_args(Version)

HEADERS = {
    "versionID": Parameter(about="the environment"),
    "versionVariant": Parameter(
        about="which version of the agent", schema={"enum": list(VARIANTS)}
    ),
}
"""The headers that say which agent is meant."""


def visitor(request: Request, user: str = "") -> ClientStart:
    """What a handshake would have said. ``user`` is that of the body, if the path has none.

    Raises:
        RequestRefused: there is no such version.
    """
    variant = request.headers.get("versionVariant")
    if variant not in (None, *VARIANTS):
        problem = f"the header 'versionVariant' is draft or published, not {variant!r:.40}"
        raise RequestRefused(400, f"{problem}{suggest(variant or '', VARIANTS)}")
    return ClientStart(
        user_id=request.path.get("userID", user),
        project_id=request.path["projectID"],
        environment_id=request.headers.get("versionID") or None,
        version=cast("Version | None", variant),
    )


def asking(request: Request, ask: Ask, user: str = "") -> ClientQuery:
    """A visitor asks for something.

    Raises:
        RequestRefused: there is no such version.
    """
    return ClientQuery(start=visitor(request, user), ask=ask)
