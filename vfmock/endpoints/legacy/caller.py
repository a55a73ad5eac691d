"""Who makes one of the older calls: the user in its path, and the environment of its version."""

from __future__ import annotations

from vfmock.core.events import ClientConfig, ClientStart
from vfmock.endpoints.base import Request, RequestRefused
from vfmock.endpoints.keys import is_api_key
from vfmock.endpoints.parameters import Parameter

LONGEST_USER = 128
"""The characters of a user id."""

DEFAULT_VERSION = "development"
"""What an API key without a version means."""

VERSION_HEADER = {
    "versionID": Parameter(
        about="the version, if the path has none: development, production, an id or an alias",
        schema={"type": "string", "default": DEFAULT_VERSION},
    )
}
"""The header that the older calls know."""

NO_KEY = "Auth Key Required"
NO_ALIAS = "Cannot resolve version alias"

PLAIN = ClientConfig()
"""How a call is answered that wants nothing special."""


def caller(
    request: Request,
    config: ClientConfig = PLAIN,
    *,
    user: str | None = None,
    environment: str | None = None,
) -> ClientStart:
    """What a handshake would have said. ``user`` and ``environment`` are those of the call, if they
    are not in its path. If the path has no project, it is the one that the user has.

    Raises:
        RequestRefused: the key is missing or is no API key, or the user id is too long.
    """
    key = lets_in(request)
    user = request.path["userID"] if user is None else user
    if len(user) > LONGEST_USER:
        problem = f"a user id has {LONGEST_USER} characters at the most, not {len(user)}"
        raise RequestRefused(400, problem)
    return ClientStart(
        user_id=user,
        project_id=request.path.get("projectID", ""),
        environment_id=environment or version(request),
        authorization=key,
        config=config,
    )


def lets_in(request: Request) -> str:
    """The API key of a call.

    Raises:
        RequestRefused: it is missing or is no API key.
    """
    key = request.headers.get("Authorization", "").strip()
    if not key:
        raise RequestRefused(401, NO_KEY)
    if not is_api_key(key):
        bearer = key.lower().startswith("bearer ")
        hint = "send the API key without 'Bearer'" if bearer else "an API key begins with VF.DM."
        raise RequestRefused(400, NO_ALIAS, hint)
    return key


def version(request: Request) -> str:
    """The version of a call: that of its path, or of the header ``versionID``."""
    of_header = request.headers.get("versionID")
    return request.path.get("versionID") or of_header or DEFAULT_VERSION


def remark(request: Request) -> str:
    """What the client has probably meant otherwise, though its call is served."""
    of_path, of_header = request.path.get("versionID"), request.headers.get("versionID")
    if of_path and of_header and of_path != of_header:
        return (
            f"the version {of_path!r} of the path holds, the header 'versionID' says {of_header!r}"
        )
    if request.path.get("userID") == "interact":
        return "the user is called 'interact': did you mean /state/user/{userID}/interact"
    return ""
