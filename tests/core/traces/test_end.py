"""``end``: a trace, and the end of the session after the turn."""

from __future__ import annotations

from tests.core.builders import make_turn, perform
from vfmock.core.traces.end import end
from vfmock.core.turn import EndOfConversation


def test_the_default_reason_is_the_end_of_the_diagram() -> None:
    assert perform(end()) == [{"type": "end"}, EndOfConversation("end_of_diagram")]


def test_a_reason_is_in_the_trace_too() -> None:
    trace = {"type": "end", "payload": {"reason": "sold_out"}}
    assert perform(end("sold_out")) == [trace, EndOfConversation("sold_out")]


def test_a_reason_may_be_a_template() -> None:
    turn = make_turn(names={"why": "sold_out"})
    trace = {"type": "end", "payload": {"reason": "sold_out"}}
    assert perform(end("{{ why }}"), turn) == [trace, EndOfConversation("sold_out")]


def test_a_template_is_rendered_once() -> None:
    turn = make_turn()
    answers = iter(["first", "second"])
    turn.render = lambda source, turn: next(answers)
    trace = {"type": "end", "payload": {"reason": "first"}}
    assert perform(end("{{ why }}"), turn) == [trace, EndOfConversation("first")]
