"""``POST /v4/interact/stream``: one turn as server-sent events, each trace as soon as it is there.

The body opens with a blank line. Each trace is ``event: trace``, ``id`` and ``data``. If the
request asks for the state, ``event: state`` comes before the end. The last one is ``event: end``
with ``data: {}``. A stream that fails after it began gets ``event: error`` before the end.
"""

from __future__ import annotations

from functools import partial

from vfmock.endpoints.base import ENDPOINTS, Answer, RequestRefused
from vfmock.endpoints.parts import ends_turn
from vfmock.endpoints.sse import TRACE_EVENT, EventStream
from vfmock.endpoints.v4.call import v4_call
from vfmock.endpoints.v4.errors import refuse
from vfmock.endpoints.v4.turn import turn

NAME = "v4-interact-stream"


class V4Stream(EventStream):
    """The events of one answer. Only traces have an id."""

    numbered = (TRACE_EVENT,)

    def refuse(self, problem: RequestRefused) -> Answer:
        return refuse(self.request, problem)


ENDPOINTS.register(NAME)(
    v4_call(
        name=NAME,
        method="POST",
        path="/v4/interact/stream",
        read=partial(turn, streams=True),
        is_over=ends_turn,
        summary="Play one turn, answered as server-sent events",
        security="session key",
        event_schema="http/interact-stream.event",
        request_schema="http/interact-stream.request",
        stream=V4Stream,
    )
)
