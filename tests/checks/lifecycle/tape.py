"""A good transcript whose lines have names, and methods that change it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Self, TypeAlias

from tests.checks.transcripts import Entries
from vfmock.types import JSON, JSONObject


class Tape:
    """Lines by their labels, in order; ``on`` is the connection that lines are added to."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, JSONObject]] = []
        self.on = "c1"

    # Making one.

    def line(self, label: str, direction: str, name: str, payload: JSON, **more: JSON) -> Self:
        """Add a line."""
        entry = {"direction": direction, "name": name, "payload": payload, "connection": self.on}
        self.lines.append((label, {**entry, **more}))
        return self

    def note(self, name: str, payload: JSON = "", **more: JSON) -> Self:
        """Add a note, labelled with the connection and its name."""
        return self.line(f"{self.on} {name}", "note", name, payload, **more)

    def start(self, label: str, *, new: bool, user: str = "u", **payload: JSON) -> Self:
        """Shake hands."""
        who = {"userID": user, "projectID": "p", **payload}
        self.line(label, "in", "client.start", who)
        return self.line(f"{label}ed", "out", "client.started", {"newSessionRequired": new})

    def create(self, label: str, key: str) -> Self:
        """Make a session."""
        self.line(label, "in", "session.create", {})
        return self.line(f"{label}d", "out", "session.created", {"sessionKey": key})

    def send(self, label: str, action: JSONObject, message_id: str | None = None) -> Self:
        """Send an action."""
        given = {} if message_id is None else {"messageID": message_id}
        return self.line(label, "in", "action.send", {"action": action, **given})

    def status(self, label: str, status: str, message_id: str, **more: JSON) -> Self:
        """The status of an action."""
        payload = {"status": status, "messageID": message_id, **more}
        return self.line(label, "out", "action.status", payload)

    def trace(self, label: str, message_id: str, kind: str = "text", payload: JSON = None) -> Self:
        """A trace."""
        given = {"message": "Hi."} if payload is None and kind == "text" else payload
        trace = {"type": kind} if given is None else {"type": kind, "payload": given}
        return self.line(label, "out", "action.trace", {"trace": trace, "messageID": message_id})

    # Changing one.

    def at(self, label: str) -> int:
        """Where a line is."""
        found = [n for n, (name, _) in enumerate(self.lines) if name == label]
        assert len(found) == 1, f"{len(found)} lines {label!r}"
        return found[0]

    def __getitem__(self, label: str) -> JSONObject:
        return self.lines[self.at(label)][1]

    def drop(self, *labels: str) -> Self:
        """Leave lines out."""
        for label in labels:
            del self.lines[self.at(label)]
        return self

    def twice(self, label: str) -> Self:
        """Have a line twice."""
        at = self.at(label)
        self.lines.insert(at + 1, ("again", copy.deepcopy(self.lines[at][1])))
        return self

    def move(self, label: str, *, after: str) -> Self:
        """Have a line somewhere else."""
        line = self.lines.pop(self.at(label))
        self.lines.insert(self.at(after) + 1, line)
        return self

    def put(self, other: Tape, *, after: str) -> Self:
        """Put lines in."""
        at = self.at(after) + 1
        self.lines[at:at] = other.lines
        return self

    def change(self, label: str, **payload: JSON) -> Self:
        """Change keys of a payload."""
        self[label]["payload"] = {**self[label]["payload"], **payload}
        return self

    def change_whole(self, label: str, payload: JSON) -> Self:
        """Have another payload."""
        self[label]["payload"] = payload
        return self

    def name(self, label: str, name: str) -> Self:
        """Give an event another name."""
        self[label]["name"] = name
        return self

    def cut(self, *, after: str) -> Self:
        """End it early."""
        del self.lines[self.at(after) + 1 :]
        return self

    @property
    def entries(self) -> Entries:
        """The lines of the transcript."""
        return [entry for _, entry in self.lines]


Mutation: TypeAlias = Callable[[Tape], object]


def says(words: str) -> JSONObject:
    """An action."""
    return {"type": "text", "payload": words}


def on(connection: str = "c1") -> Tape:
    """An empty tape."""
    tape = Tape()
    tape.on = connection
    return tape


PARTS: dict[str, JSONObject] = {
    "start": {"state": "start", "messageID": "a1"},
    "content": {"state": "content", "content": "eA==", "encoding": "audio/pcm"},
    "end": {"state": "end"},
}
"""The parts of a completion or of audio. A completion may have an encoding, as an unknown key."""

BOTH = {"completionEvents": True, "audioEvents": True}


def good() -> Tape:
    """A conversation in which everything that the page describes happens once."""
    tape = Tape()
    tape.note("connect").start("start", new=True, config=BOTH).create("create", "k1")
    tape.send("launch", {"type": "launch"}, "m1").status("m1 accepted", "accepted", "m1")
    tape.trace("m1 text", "m1").status("m1 completed", "completed", "m1")
    # The server makes the messageID of this one.
    tape.send("talk", says("talk")).status("m2 accepted", "accepted", "m2")
    for kind in ("completion", "audio"):
        for state, payload in PARTS.items():
            tape.trace(f"m2 {kind} {state}", "m2", kind, payload)
    tape.trace("m2 no-reply", "m2", "no-reply", {"timeout": 5})
    tape.status("m2 completed", "completed", "m2")
    tape.send("silence", {"type": "no-reply"}, "m3").status("m3 accepted", "accepted", "m3")
    tape.line("an error", "out", "error", {"error": "never mind"})
    tape.trace("m3 text", "m3").status("m3 completed", "completed", "m3")
    tape.send("nonsense", says("nonsense"), "m4")
    tape.status("m4 rejected", "rejected", "m4", reason="no_rule_matched")
    tape.note("disconnect", "transport close")
    tape.on = "c2"
    tape.note("connect").start("resume", new=False, sessionKey="k1")
    tape.send("slow", says("slow"), "m5").status("m5 accepted", "accepted", "m5")
    tape.trace("m5 text", "m5").line("restart", "out", "server.restart", {"action": says("slow")})
    tape.note("disconnect", "io server disconnect")
    tape.on = "c3"
    tape.note("connect").start("come back", new=False, sessionKey="k1")
    # Another user, at the same time.
    tape.on = "c4"
    tape.note("connect").start("other", new=True, user="v").create("make", "k2")
    tape.on = "c3"
    tape.send("bye", says("bye"), "m6").status("m6 accepted", "accepted", "m6")
    tape.on = "c4"
    tape.send("hi", says("hi"), "v1").status("v1 accepted", "accepted", "v1")
    tape.on = "c3"
    tape.trace("m6 end", "m6", "end").status("m6 completed", "completed", "m6")
    tape.line("ended", "out", "session.ended", {"reason": "end_of_diagram"})
    tape.create("anew", "k3").send("again", says("hi"), "m7")
    tape.status("m7 accepted", "accepted", "m7").trace("m7 text", "m7")
    tape.status("m7 completed", "completed", "m7")
    tape.on = "c4"
    tape.trace("v1 text", "v1").status("v1 completed", "completed", "v1")
    return tape
