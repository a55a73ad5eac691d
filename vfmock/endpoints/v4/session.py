"""``POST /v4/project/{projectID}/session``: a new session of a user.

The same with ``/environment/{environmentID}`` before ``/session`` names the environment.
"""

from __future__ import annotations

from collections.abc import Sequence

from vfmock.core.events import ClientStart, Event, SessionCreate
from vfmock.endpoints.base import ENDPOINTS, Answer, Endpoint, Request, Said, words
from vfmock.endpoints.keys import api_key
from vfmock.endpoints.parts import EFFECTS, ERROR, KEY, must_be_served, problem_in
from vfmock.endpoints.v4.errors import ERRORS, refuse

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


def is_over(said: Said) -> bool:
    """The key is the answer, and so is an error."""
    return said.name in (KEY, ERROR)


def answer(request: Request, said: Sequence[Said]) -> Answer:
    """``{sessionKey}``."""
    must_be_served(said)
    (key,) = (one.payload for one in said if one.name == KEY)
    return Answer(body=key)


for name, (path, summary) in CALLS.items():
    endpoint = Endpoint(
        name=name,
        method="POST",
        path=path,
        read=read,
        words=words(name, EFFECTS),
        is_over=is_over,
        answer=answer,
        refuse=refuse,
        errors=ERRORS,
        summary=summary,
        security="api key",
        request_schema="http/session.request",
        answer_schema="http/session.response",
        problem_in=problem_in,
    )
    ENDPOINTS.register(name)(endpoint)
