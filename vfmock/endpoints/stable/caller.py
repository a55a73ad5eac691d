"""Who makes a call under ``/v1/stable``: the user in its path, the project in its query."""

from __future__ import annotations

from typing import cast, get_args

from vfmock.core.events import ClientConfig, ClientStart
from vfmock.endpoints.base import Request, RequestRefused
from vfmock.endpoints.keys import bearer_token
from vfmock.endpoints.parameters import Parameter
from vfmock.errors import suggest
from vfmock.types import JSONObject, Version

VERSIONS = get_args(Version)

NOT_EMPTY: JSONObject = {"type": "string", "minLength": 1}

PROJECT = {
    "projectID": Parameter(about="the project", schema=NOT_EMPTY, required=True),
}
ENVIRONMENT = {
    **PROJECT,
    "environmentAlias": Parameter(
        about="the environment; new projects have main", schema=NOT_EMPTY, required=True
    ),
}
VERSION = {
    **ENVIRONMENT,
    "version": Parameter(
        about="which version of the agent", schema={"enum": list(VERSIONS)}, required=True
    ),
}
"""The parameters of the query: those of every call, of most, and of those without a body."""

PLAIN = ClientConfig()
"""How a call is answered that wants nothing special."""


def caller(request: Request, version: str | None, config: ClientConfig = PLAIN) -> ClientStart:
    """What a handshake would have said. ``version`` is that of the call, wherever it stands.

    Raises:
        RequestRefused: the token is missing, something is missing in the query, or the version is
        unknown.
    """
    token = bearer_token(request)
    if version not in VERSIONS:
        hint = suggest(version or "", VERSIONS)
        raise RequestRefused(400, f"'version' is draft or published, not {version!r}{hint}")
    return ClientStart(
        user_id=request.path.get("userID", ""),
        project_id=wanted(request, "projectID"),
        environment_id=wanted(request, "environmentAlias"),
        token=token,
        version=cast(Version, version),
        config=config,
    )


def wanted(request: Request, name: str) -> str:
    """A parameter that the query must have.

    Raises:
        RequestRefused: it has not.
    """
    given = request.query.get(name)
    if not given:
        raise RequestRefused(400, f"wanted {name!r} in the query, got none")
    return given
