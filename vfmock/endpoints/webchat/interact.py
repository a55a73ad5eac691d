"""``POST /public/{projectID}/state/user/{userID}/interact``: one turn of a visitor of a page."""

from __future__ import annotations

from collections.abc import Sequence

from vfmock.core.actions import Action
from vfmock.core.events import ActionSend, Event, SessionJoin
from vfmock.endpoints.base import ENDPOINTS, Answer, Request, Said
from vfmock.endpoints.parts import ends_turn, must_be_served, traces_of
from vfmock.endpoints.speech import spoken
from vfmock.endpoints.webchat.call import webchat_call
from vfmock.endpoints.webchat.visitor import HEADERS, visitor

NAME = "webchat-interact"


def read(request: Request) -> Sequence[Event]:
    """The current session of the visitor gets the action."""
    action = ActionSend(action=Action(request.body["action"]))
    return SessionJoin(start=visitor(request)), action


def answer(request: Request, said: Sequence[Said]) -> Answer:
    """``{trace}``, all of them as they are. With ``tts``, speech has its sound."""
    must_be_served(said)
    tts = bool((request.body.get("config") or {}).get("tts"))
    return Answer(body={"trace": [spoken(one, stripped=False, tts=tts) for one in traces_of(said)]})


ENDPOINTS.register(NAME)(
    webchat_call(
        name=NAME,
        method="POST",
        path="/public/{projectID}/state/user/{userID}/interact",
        read=read,
        is_over=ends_turn,
        answer=answer,
        summary="Play one turn of a visitor, answered with its traces",
        headers=HEADERS,
        request_schema="http/webchat-interact.request",
        answer_schema="http/webchat-interact.response",
    )
)
