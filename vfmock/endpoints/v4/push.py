"""``POST /v2/project/{projectID}/session/{sessionKey}/event``: an action from outside.

It goes into a session that has an open socket, and the traces arrive there. The answer is 201
without a body, whether or not there is such a session.
"""

from __future__ import annotations

from collections.abc import Sequence

from vfmock.core.actions import Action
from vfmock.core.asks import PushAction
from vfmock.core.events import ClientQuery, ClientStart, Event
from vfmock.endpoints.base import ENDPOINTS, Answer, Request, Said
from vfmock.endpoints.keys import api_key
from vfmock.endpoints.parts import ANSWER, ends_with, payload_of
from vfmock.endpoints.v4.call import v4_call

NAME = "v4-push"


def read(request: Request) -> Sequence[Event]:
    """The action, for the session in the path. Older programs name it by its id."""
    start = ClientStart(
        user_id="", project_id=request.path["projectID"], authorization=api_key(request)
    )
    push = PushAction(session=request.path["sessionKey"], action=Action(request.body["action"]))
    return (ClientQuery(start=start, ask=push),)


def answer(request: Request, said: Sequence[Said]) -> Answer:
    """201, and nothing else."""
    payload_of(ANSWER, said)
    return Answer(status=201)


ENDPOINTS.register(NAME)(
    v4_call(
        name=NAME,
        method="POST",
        path="/v2/project/{projectID}/session/{sessionKey}/event",
        read=read,
        is_over=ends_with(ANSWER),
        answer=answer,
        summary="Push an action into a session that has an open socket",
        security="api key",
        success=201,
        request_schema="http/session-event.request",
    )
)
