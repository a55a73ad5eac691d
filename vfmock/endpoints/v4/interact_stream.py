"""``POST /v4/interact/stream``: one turn as server-sent events, each trace as soon as it is there.

The body opens with a blank line. Each trace is ``event: trace``, ``id`` and ``data``. If the
request asks for the state, ``event: state`` comes before the end. The last one is ``event: end``
with ``data: {}``. A stream that fails after it began gets ``event: error`` before the end.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial

from vfmock.endpoints.base import ENDPOINTS, Endpoint, Request, Said, words
from vfmock.endpoints.parts import EFFECTS, STATE, ends_turn, problem_in, traces_in
from vfmock.endpoints.v4.errors import refuse
from vfmock.endpoints.v4.turn import turn
from vfmock.types import JSON

NAME = "v4-interact-stream"


class EventStream:
    """The events of one answer. The ids count the traces from 1."""

    headers: Mapping[str, str] = {
        "Content-Type": "text/event-stream",
        "Cache-Control": "no-cache",
    }
    opening = b"\n"

    def __init__(self, request: Request) -> None:
        self._request = request
        self._count = 0
        self._is_over = False

    def frame(self, said: Said) -> bytes:
        """The events of one part. Nothing comes after the end."""
        if self._is_over:
            return b""
        problem = problem_in(said)
        frames = [self._trace(trace) for trace in traces_in(said)]
        if said.name == STATE:
            frames.append(_event("state", said.payload))
        if problem is not None:
            frames.append(_event("error", refuse(self._request, problem).body))
        self._is_over = ends_turn(said)
        if self._is_over:
            frames.append(_event("end", {}))
        return b"".join(frames)

    def _trace(self, trace: JSON) -> bytes:
        self._count += 1
        return _event("trace", trace, self._count)


def _event(name: str, data: JSON, number: int | None = None) -> bytes:
    """One event. JSON has no line break in it, so its data is one line. A lone surrogate, which
    UTF-8 does not have, is escaped as in JSON."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    told = "" if number is None else f"id: {number}\n"
    return f"event: {name}\n{told}data: {text}\n\n".encode("utf-8", "backslashreplace")


ENDPOINTS.register(NAME)(
    Endpoint(
        name=NAME,
        method="POST",
        path="/v4/interact/stream",
        read=partial(turn, streams=True),
        words=words(NAME, EFFECTS),
        is_over=ends_turn,
        refuse=refuse,
        request_schema="http/interact-stream.request",
        stream=EventStream,
        problem_in=problem_in,
    )
)
