"""What a request carries in ``Authorization``: each call takes one kind of key, and no other.

The kind is always checked. The core checks the value of an API key if API keys are configured, and
the signature of a session key.
"""

from __future__ import annotations

import re

from vfmock.endpoints.base import Request, RequestRefused

_BEARER = re.compile(r"(?i)bearer +")
_API_KEY = re.compile(r"VF\.[A-Z]{2,10}\.")
_TOKEN_BEGIN = re.compile(r"vfp_")
_JWT = re.compile(r"eyJ[\w-]*\.[\w-]+\.[\w-]*")

API_KEY = "an API key (VF.DM.…)"
SESSION_KEY = "a session key (a JWT)"
BEARER = "a bearer token (Bearer vfp_…)"


def is_api_key(given: str) -> bool:
    """Whether a text looks like an API key of a project."""
    return _API_KEY.match(given) is not None


def api_key(request: Request) -> str:
    """The API key of a request, as it came.

    Raises:
        RequestRefused: there is none, or a key of another kind.
    """
    given = _given(request, API_KEY)
    if not is_api_key(given):
        raise _wrong(given, API_KEY)
    return given


def session_key(request: Request) -> str:
    """The session key of a request. Whether it is good is for the core to say.

    Raises:
        RequestRefused: there is none, or a key of another kind.
    """
    given = _given(request, SESSION_KEY)
    if is_api_key(given) or _BEARER.match(given):
        raise _wrong(given, SESSION_KEY)
    return given


def bearer_token(request: Request) -> str:
    """The bearer token of a request, without the word ``Bearer``. It is a person's.

    Raises:
        RequestRefused: there is none, or a key of another kind.
    """
    given = _given(request, BEARER)
    if _BEARER.match(given) is None:
        raise _wrong(given, BEARER)
    token = _BEARER.sub("", given, count=1)
    if is_api_key(token):
        raise _wrong(token, BEARER)
    return token


def _given(request: Request, wanted: str) -> str:
    given = request.headers.get("Authorization", "").strip()
    if not given:
        raise RequestRefused(401, f"wanted {wanted} in the header 'Authorization', got none")
    return given


def _wrong(given: str, wanted: str) -> RequestRefused:
    """What came in place of the wanted kind of key, without the key itself."""
    bare = _BEARER.sub("", given, count=1)
    came = next((kind for kind, regex in _KINDS.items() if regex.match(bare)), "something else")
    if came == wanted == BEARER:
        came, hint = "a token without 'Bearer' before it", "send 'Bearer', a space and the token"
    elif came == wanted:
        came, hint = "'Bearer' before it", "send the key without 'Bearer'"
    else:
        hint = _HINTS.get(came, f"{wanted} is needed here")
    problem = f"wanted {wanted} in the header 'Authorization', got {came}"
    return RequestRefused(401, problem, hint)


_KINDS = {API_KEY: _API_KEY, BEARER: _TOKEN_BEGIN, SESSION_KEY: _JWT}
"""How each kind of key begins."""

_HINTS = {
    API_KEY: "POST /v4/project/{projectID}/session takes it, and answers a session key",
    BEARER: "it is for the calls under /v1/stable",
    SESSION_KEY: "it is for /v4/interact and /v4/interact/stream",
}
"""Where a key belongs that came in the wrong place."""
