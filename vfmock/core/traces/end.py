"""``end``: the conversation is over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vfmock.core.traces.base import TraceStep, trace_step
from vfmock.core.turn import EndOfConversation as EndOfConversation
from vfmock.core.turn import Output, Turn
from vfmock.types import JSONObject

END_OF_DIAGRAM = "end_of_diagram"


@trace_step("end")
@dataclass(frozen=True)
class End(TraceStep):
    """Send an ``end`` trace and end the session after the turn.

    ``reason`` is that of ``session.ended``; given, the trace carries it too. The default is
    ``end_of_diagram``, as the protocol page has it, with a trace that has no payload.
    """

    primary = "reason"
    reason: str | None = None

    def payload(self) -> JSONObject | None:
        """``{reason}`` or nothing."""
        return {"reason": self.reason} if self.reason else None

    def perform(self, turn: Turn) -> Iterable[Output]:
        said = self.rendered(turn)  # once: a template may give something else the next time
        yield said.trace
        yield EndOfConversation(said.reason or END_OF_DIAGRAM)


def end(reason: str | None = None) -> End:
    """End the conversation."""
    return End(reason)
