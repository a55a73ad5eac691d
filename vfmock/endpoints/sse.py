"""Server-sent events: how the answer to one turn is streamed."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

from vfmock.endpoints.base import KEEP_ALIVE, Answer, Request, RequestRefused, Said
from vfmock.endpoints.parts import STATE, ends_turn, problem_in, traces_in
from vfmock.types import JSON

HEADERS = {"Content-Type": "text/event-stream", "Cache-Control": "no-cache"}

TRACE_EVENT = "trace"
STATE_EVENT = "state"
ERROR_EVENT = "error"
END_EVENT = "end"


class EventStream(ABC):
    """The events of one answer: each trace as soon as it is there, the state if it is asked for,
    and ``end``. A stream that fails after it began has an ``error`` before the end.

    A subclass says how an error is told, which events have an ``id`` (counted from 1), and what
    goes into their data.
    """

    headers: Mapping[str, str] = HEADERS
    opening = b"\n"
    keep_alive: float | None = None
    """The seconds between two comments that keep the connection open; ``None``: there are none."""

    numbered: Sequence[str] = (TRACE_EVENT, STATE_EVENT, END_EVENT)

    def __init__(self, request: Request) -> None:
        self.request = request
        self._count = 0
        self._is_over = False

    def frame(self, said: Said) -> bytes:
        """The events of one part. Nothing comes after the end."""
        if self._is_over:
            return b""
        if said.name == KEEP_ALIVE:
            return b":\n\n"
        frames = [self._event(TRACE_EVENT, trace) for trace in self.traces(said)]
        if said.name == STATE:
            frames.append(self._event(STATE_EVENT, said.payload))
        problem = problem_in(said)
        if problem is not None:
            frames.append(self._event(ERROR_EVENT, self.refuse(problem).body))
        self._is_over = ends_turn(said)
        if self._is_over:
            frames.append(self._event(END_EVENT, None))
        return b"".join(frames)

    def traces(self, said: Said) -> Sequence[JSON]:
        """The traces of one part, as the client gets them."""
        return traces_in(said)

    @abstractmethod
    def refuse(self, problem: RequestRefused) -> Answer:
        """The answer that would have told of a problem, if the stream had not begun."""

    def data(self, name: str, content: JSON) -> JSON:
        """The data of an event. The end has no content."""
        return {} if name == END_EVENT else content

    def _event(self, name: str, content: JSON) -> bytes:
        """One event. JSON has no line break in it, so its data is one line. A lone surrogate, which
        UTF-8 does not have, is escaped as in JSON."""
        text = json.dumps(self.data(name, content), ensure_ascii=False, separators=(",", ":"))
        number = ""
        if name in self.numbered:
            self._count += 1
            number = f"id: {self._count}\n"
        return f"event: {name}\n{number}data: {text}\n\n".encode("utf-8", "backslashreplace")
