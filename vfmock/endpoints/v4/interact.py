"""``POST /v4/interact``: one turn, answered as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from vfmock.endpoints.base import ENDPOINTS, Answer, Endpoint, Request, Said, words
from vfmock.endpoints.parts import (
    EFFECTS,
    STATE,
    ends_turn,
    must_be_served,
    problem_in,
    traces_of,
)
from vfmock.endpoints.v4.errors import ERRORS, refuse
from vfmock.endpoints.v4.turn import turn

NAME = "v4-interact"


def answer(request: Request, said: Sequence[Said]) -> Answer:
    """``{traces}``, and ``state`` if the request asks for it."""
    must_be_served(said)
    shown = {one.name: one.payload for one in said if one.name == STATE}
    return Answer(body={"traces": traces_of(said), **shown})


ENDPOINTS.register(NAME)(
    Endpoint(
        name=NAME,
        method="POST",
        path="/v4/interact",
        read=partial(turn, streams=False),
        words=words(NAME, EFFECTS),
        is_over=ends_turn,
        answer=answer,
        refuse=refuse,
        errors=ERRORS,
        summary="Play one turn, answered as a whole",
        security="session key",
        request_schema="http/interact.request",
        answer_schema="http/interact.response",
        problem_in=problem_in,
    )
)
