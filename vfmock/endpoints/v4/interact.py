"""``POST /v4/interact``: one turn, answered as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from vfmock.endpoints.base import ENDPOINTS, Answer, Request, Said
from vfmock.endpoints.parts import STATE, ends_turn, must_be_served, traces_of
from vfmock.endpoints.v4.call import v4_call
from vfmock.endpoints.v4.turn import turn

NAME = "v4-interact"


def answer(request: Request, said: Sequence[Said]) -> Answer:
    """``{traces}``, and ``state`` if the request asks for it."""
    must_be_served(said)
    shown = {one.name: one.payload for one in said if one.name == STATE}
    return Answer(body={"traces": traces_of(said), **shown})


ENDPOINTS.register(NAME)(
    v4_call(
        name=NAME,
        method="POST",
        path="/v4/interact",
        read=partial(turn, streams=False),
        is_over=ends_turn,
        answer=answer,
        summary="Play one turn, answered as a whole",
        security="session key",
        request_schema="http/interact.request",
        answer_schema="http/interact.response",
    )
)
