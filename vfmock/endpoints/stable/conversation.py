"""``PUT /v1/stable/conversation/{userID}``: one turn. The user in the path is the conversation."""

from __future__ import annotations

from collections.abc import Sequence

from vfmock.core.actions import Action
from vfmock.core.events import ActionSend, Event, SessionJoin
from vfmock.endpoints.base import ENDPOINTS, Answer, Request, Said
from vfmock.endpoints.parts import ends_turn, must_be_served, traces_of
from vfmock.endpoints.stable.call import stable_call
from vfmock.endpoints.stable.caller import ENVIRONMENT, caller

NAME = "stable-conversation"


def read(request: Request) -> Sequence[Event]:
    """The current session of the user gets the action."""
    body = request.body
    join = SessionJoin(start=caller(request, body["version"]))
    return join, ActionSend(action=Action(body["action"]), transcript=body.get("sessionID"))


def answer(request: Request, said: Sequence[Said]) -> Answer:
    """``{traces}``, without the types that the request does not want."""
    must_be_served(said)
    excluded = (request.body.get("config") or {}).get("excludeTypes", ())
    traces = [trace for trace in traces_of(said) if trace["type"] not in excluded]
    return Answer(body={"traces": traces})


ENDPOINTS.register(NAME)(
    stable_call(
        name=NAME,
        method="PUT",
        path="/v1/stable/conversation/{userID}",
        read=read,
        is_over=ends_turn,
        answer=answer,
        summary="Play one turn of a user, answered as a whole",
        query=ENVIRONMENT,
        request_schema="http/stable-conversation.request",
        answer_schema="http/interact.response",
    )
)
