"""Who makes one of the older calls: the user in its path, and the environment of its version."""

from __future__ import annotations

from vfmock.core.events import ClientConfig, ClientStart
from vfmock.endpoints.base import Request, RequestRefused
from vfmock.endpoints.keys import is_api_key

LONGEST_USER = 128
"""The characters of a user id."""

DEFAULT_VERSION = "development"
"""What an API key without a version means."""

NO_KEY = "Auth Key Required"
NO_ALIAS = "Cannot resolve version alias"

PLAIN = ClientConfig()
"""How a call is answered that wants nothing special."""


def caller(request: Request, config: ClientConfig = PLAIN) -> ClientStart:
    """What a handshake would have said. The project is empty: it is the one that the user has.

    Raises:
        RequestRefused: the key is missing or is no API key, or the user id is too long.
    """
    key = request.headers.get("Authorization", "").strip()
    if not key:
        raise RequestRefused(401, NO_KEY)
    if not is_api_key(key):
        bearer = key.lower().startswith("bearer ")
        hint = "send the API key without 'Bearer'" if bearer else "an API key begins with VF.DM."
        raise RequestRefused(400, NO_ALIAS, hint)
    user = request.path["userID"]
    if len(user) > LONGEST_USER:
        problem = f"a user id has {LONGEST_USER} characters at the most, not {len(user)}"
        raise RequestRefused(400, problem)
    return ClientStart(
        user_id=user,
        project_id="",
        environment_id=version(request),
        authorization=key,
        config=config,
    )


def version(request: Request) -> str:
    """The version of a call: that of its path, or of the header ``versionID``."""
    of_header = request.headers.get("versionID")
    return request.path.get("versionID") or of_header or DEFAULT_VERSION
