"""``POST /v4/project/{projectID}/session``: a new session of a user.

The same with ``/environment/{environmentID}`` before ``/session`` names the environment.
"""

from __future__ import annotations

from collections.abc import Sequence

from vfmock.core.events import ClientStart, Event, SessionCreate
from vfmock.endpoints.base import ENDPOINTS, Answer, Request, Said
from vfmock.endpoints.keys import api_key
from vfmock.endpoints.parts import KEY, ends_with, payload_of
from vfmock.endpoints.v4.call import v4_call

CALLS = {
    "v4-session": (
        "/v4/project/{projectID}/session",
        "Begin a session of a user; the one that the user has ends",
    ),
    "v4-environment-session": (
        "/v4/project/{projectID}/environment/{environmentID}/session",
        "Begin a session of a user in an environment",
    ),
}
"""By its name: the path of a call, and what it does."""


def read(request: Request) -> Sequence[Event]:
    """A handshake without a session key, and a new session. A session of the user ends."""
    start = ClientStart(
        user_id=request.body["userID"],
        project_id=request.path["projectID"],
        environment_id=request.path.get("environmentID"),
        authorization=api_key(request),
    )
    return start, SessionCreate()


def answer(request: Request, said: Sequence[Said]) -> Answer:
    """``{sessionKey}``."""
    return Answer(body=payload_of(KEY, said))


for name, (path, summary) in CALLS.items():
    endpoint = v4_call(
        name=name,
        method="POST",
        path=path,
        read=read,
        is_over=ends_with(KEY),
        answer=answer,
        summary=summary,
        security="api key",
        request_schema="http/session.request",
        answer_schema="http/session.response",
    )
    ENDPOINTS.register(name)(endpoint)
