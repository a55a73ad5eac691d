"""The lifecycle in the web chat's dialect: a good exchange, and the mistakes in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

import pytest

from tests.checks.lifecycle.tape import PARTS, Tape, says
from tests.checks.transcripts import check, rules
from vfmock.types import JSON, JSONObject


class ChatTape(Tape):
    """A transcript in the words of the web chat."""

    def begin(self, label: str, *, new: bool, **said: JSON) -> Self:
        """Shake hands."""
        self.line(label, "in", "start", {"userID": "u", "projectID": "p", **said})
        payload = {"versionID": "production", "newSessionRequired": new}
        self.line(f"{label}ed", "out", "start", payload)
        return self

    def update(self, label: str, key: str) -> Self:
        """Get the key of a session."""
        self.line(label, "in", "session-key-update", None)
        self.line(f"{label}d", "out", "session-key-update", {"sessionKey": key})
        return self

    def do(self, label: str, action: JSONObject, **config: JSON) -> Self:
        """Send an action."""
        self.line(label, "in", "action", {"action": action, "config": config})
        return self

    def is_(self, label: str, status: str) -> Self:
        """The status of an action."""
        self.line(f"{label} {status}", "out", "action", {"status": status})
        return self

    def says(self, label: str, kind: str = "text", payload: JSON = None) -> Self:
        """A trace."""
        given = {"message": "Hi."} if payload is None else payload
        self.line(label, "out", "trace", {"trace": {"type": kind, "payload": given}})
        return self


STATE: JSONObject = {"stack": [], "storage": {}, "variables": {}}


def chat(connection: str = "c1") -> ChatTape:
    """An empty transcript."""
    tape = ChatTape()
    tape.on = connection
    return tape


def good() -> ChatTape:
    """Everything that this dialect has, once."""
    tape = chat()
    tape.note("connect")
    tape.begin("start", new=True, config={"completionEvents": True}).update("update", "k1")
    tape.do("launch", {"type": "launch"}).is_("m1", "accepted").says("m1 text")
    tape.is_("m1", "completed")
    tape.line("alive", "in", "keep-alive", None)
    tape.do("hi", says("hi"), stateful=True).is_("m2", "accepted").says("m2 text")
    tape.line("m2 state", "out", "state", {"state": STATE}).is_("m2", "completed")
    tape.do("slow", says("slow")).is_("m3", "accepted").says("m3 text")
    tape.line("cancel", "in", "cancel", None).line("cancelled", "out", "cancel", {"success": True})
    tape.is_("m3", "completed")
    tape.do("what", says("what")).is_("m4", "rejected")
    tape.note("disconnect")
    tape.on = "c2"
    tape.note("connect")
    tape.begin("back", new=False, sessionKey="k1", lastReceivedAt=5)
    missed = {"type": "trace", "data": {"type": "text"}, "createdAt": "2026-01-01T00:00:00.000Z"}
    tape.line("replay", "out", "replay", {"replay": [missed]})
    tape.do("bye", says("bye")).is_("m5", "accepted").says("m5 end", "end")
    tape.is_("m5", "completed").line("ended", "out", "session-ended", None)
    return tape


Change = Callable[[ChatTape], Any]


def with_status(status: str, after: str) -> Change:
    """A status too many."""
    return lambda tape: tape.put(chat().is_("x", status), after=after)


MUTATIONS: dict[str, tuple[Change, list[str]]] = {
    "no start": (lambda t: t.drop("start"), ["started.once"]),
    "start twice": (lambda t: t.twice("started"), ["started.once"]),
    "no answer to start": (lambda t: t.cut(after="start"), ["open.start"]),
    "no answer to the question for a key": (lambda t: t.cut(after="update"), ["open.create"]),
    "a key that nobody asked for": (lambda t: t.drop("update"), ["created.once"]),
    "a key asked for in a session": (
        lambda t: t.put(chat().update("x", "k9"), after="m4 rejected"),
        ["create.required"],
    ),
    "a key with a payload": (lambda t: t.change_whole("update", {}), ["payload"]),
    "an action before the session": (lambda t: t.move("launch", after="started"), ["action.ready"]),
    "an action while one runs": (lambda t: t.move("hi", after="launch"), ["action.wait"]),
    "no status": (lambda t: t.cut(after="launch"), ["open.answer"]),
    "no end of a turn": (lambda t: t.cut(after="m1 text"), ["open.action"]),
    "accepted twice": (with_status("accepted", "m1 accepted"), ["accepted.once"]),
    "completed twice": (with_status("completed", "m1 completed"), ["completed.once"]),
    "rejected and accepted": (
        lambda t: t.change("m1 completed", status="rejected"),
        ["rejected.accepted"],
    ),
    "a status before any action": (with_status("completed", "updated"), ["status.known"]),
    "a trace after the end of a turn": (
        lambda t: t.move("m1 text", after="m1 completed"),
        ["trace.completed"],
    ),
    "a trace of a rejected action": (
        lambda t: t.put(chat().says("x"), after="m4 rejected"),
        ["trace.rejected"],
    ),
    "a trace before any action": (
        lambda t: t.put(chat().says("x"), after="updated"),
        ["trace.known"],
    ),
    "a trace without a session": (
        lambda t: t.put(chat().says("x"), after="started"),
        ["trace.session"],
    ),
    "audio that nobody asked for": (
        lambda t: t.put(
            chat().says("x", "audio", {"state": "start", "messageID": "a"}), after="m1 text"
        ),
        ["audio.asked"],
    ),
    "no state": (lambda t: t.drop("m2 state"), ["state.first"]),
    "a state that nobody asked for": (
        lambda t: t.put(chat().line("x", "out", "state", {"state": STATE}), after="m1 text"),
        ["state.asked"],
    ),
    "a state after the turn": (
        lambda t: t.move("m2 state", after="m2 completed"),
        ["state.first", "state.asked"],
    ),
    "no answer to cancel": (lambda t: t.cut(after="cancel"), ["open.action", "open.cancel"]),
    "an answer that nobody asked for": (lambda t: t.drop("cancel"), ["cancel.once"]),
    "success where nothing runs": (
        lambda t: t.move("cancelled", after="m3 completed"),
        ["cancel.running"],
    ),
    "a replay that nobody asked for": (
        lambda t: t.change("back", lastReceivedAt=None),
        ["replay.asked"],
    ),
    "a replay twice": (lambda t: t.twice("replay"), ["replay.asked"]),
    "a replay of nothing known": (
        lambda t: t.change("replay", replay=[{"type": "end"}]),
        ["payload"],
    ),
    "the end twice": (lambda t: t.twice("ended"), ["ended.once"]),
    "a trace after the end": (
        lambda t: t.put(chat("c2").says("x"), after="ended"),
        ["ended.trace"],
    ),
    "a key that is not kept": (
        lambda t: t.cut(after="c2 connect").put(
            chat("c2").begin("x", new=True), after="c2 connect"
        ),
        ["start.key-kept"],
    ),
    "an unknown event": (
        lambda t: t.put(chat().line("x", "in", "cancle", None), after="m1 text"),
        ["event.known"],
    ),
}


def test_the_transcript_is_good() -> None:
    assert rules(good().entries) == []


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mistake_is_found(name: str) -> None:
    change, broken = MUTATIONS[name]
    tape = good()
    change(tape)
    assert rules(tape.entries) == broken


SOUND = chat()
for _part in PARTS.values():
    SOUND.says("sound", "audio", _part)

GOOD: dict[str, Change] = {
    "audio for one action": lambda t: t.change(
        "hi", config={"stateful": True, "audioEvents": True}
    ).put(SOUND, after="m2 text"),
    "no 'accepted'": lambda t: t.drop("m1 accepted", "m2 accepted", "m3 accepted"),
    "a turn without a trace": lambda t: t.drop("m1 accepted", "m1 text"),
    "a key asked for before start": lambda t: t.move("update", after="c1 connect"),
    "a key asked for with start": lambda t: t.move("update", after="start"),
    "the key of the session that is resumed": lambda t: t.put(
        chat("c2").update("x", "k1"), after="back"
    ).move("xd", after="backed"),
    "cancel where nothing runs": lambda t: t.put(
        chat().line("x", "in", "cancel", None).line("y", "out", "cancel", {"success": False}),
        after="m1 completed",
    ),
    "a pushed action": lambda t: t.put(
        chat().note("push").says("pushed").says("more"), after="m1 completed"
    ),
    "a late handshake that resumes nothing": lambda t: t.put(
        chat("c2").begin("x", new=True, sessionKey="k1").update("y", "k2"), after="ended"
    ),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_the_dialect_allows_is_no_mistake(name: str) -> None:
    tape = good()
    GOOD[name](tape)
    assert rules(tape.entries) == []


def test_the_traces_of_another_client_are_no_mistake() -> None:
    tape = good().cut(after="m1 completed")
    tape.on = "c9"
    tape.note("connect").start("other", new=False, sessionKey="k1")
    tape.send("hello", says("hello"), "v1").status("v1 accepted", "accepted", "v1")
    tape.trace("v1 text", "v1")
    tape.on = "c1"
    tape.line("heard", "out", "trace", {"trace": {"type": "text", "payload": {"message": "Hi."}}})
    tape.on = "c9"
    tape.status("v1 completed", "completed", "v1")
    assert rules(tape.entries) == []


def test_a_late_trace_for_another_client_is_not_that_of_a_rejected_action() -> None:
    tape = good().cut(after="m1 completed")
    tape.on = "c1"
    tape.do("no", says("no")).is_("m4", "rejected")
    tape.on = "c9"
    tape.note("connect").start("other", new=False, sessionKey="k1").trace("late", "v1")
    assert rules(tape.entries) == []


def test_a_finding_names_the_event_as_the_client_sent_it() -> None:
    tape = good().move("launch", after="started")
    (finding,) = check(tape.entries).findings
    assert "got action in the state" in str(finding)
