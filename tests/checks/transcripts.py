"""Transcripts made by the mock from a seed, of correct clients under mixed scenarios."""

from __future__ import annotations

import dataclasses
import json
import random
from collections.abc import Callable

from tests.runtime.bench import Bench, Client
from vfmock.checks.findings import Checked
from vfmock.checks.transcript import check_transcript
from vfmock.contract import load_contract
from vfmock.core.faults import FaultRule
from vfmock.core.matchers.kinds import AnythingMatcher, EndMatcher, LaunchMatcher, NoReplyMatcher
from vfmock.core.matchers.text import TextMatcher
from vfmock.core.scenario import Fallback, Rule, Scenario, SessionOptions
from vfmock.core.step import Step
from vfmock.core.steps.call import Call
from vfmock.core.steps.pause import pause
from vfmock.core.steps.raw_trace import trace
from vfmock.core.traces.audio import Audio
from vfmock.core.traces.choice import choice
from vfmock.core.traces.completion import Completion, completion
from vfmock.core.traces.end import end
from vfmock.core.traces.no_reply import no_reply
from vfmock.core.traces.text import text
from vfmock.core.turn import Turn
from vfmock.types import Concurrency, Duration, JSONObject

Entries = list[JSONObject]

WORDS = ("hi", "slow", "stream", "sound", "quick", "wait", "fail", "ask", "bye", "what is this")
"""What users say; no rule takes the last."""


def _fail(turn: Turn) -> Step:
    raise RuntimeError("the rule's own function")


def scenario(draw: random.Random) -> Scenario:
    """An agent in which everything can happen."""
    replies: dict[str, tuple[Step, ...]] = {
        "hi": (text("Hello."),),
        "slow": (text("One."), pause(draw.choice([0.5, 3, 20])), text("Two.")),
        "stream": (
            text("Let me think."),
            Completion(text="A long answer.", chunk=4, per_second=draw.choice([2, 10]), tokens=3),
            trace(type="debug", payload={"message": "thought"}),
        ),
        "sound": (
            Audio(message="Speak up.", seconds=Duration(0.5), paced=draw.random() < 0.5),
            Audio(message="I say.", seconds=Duration(0.2)),
        ),
        "quick": (completion("All at once."), completion("And again.", chunk=1)),
        "wait": (text("Take your time."), no_reply(5)),
        "fail": (text("Now it goes wrong."), pause(0.2), Call(_fail)),
        "ask": (choice("Yes", "No"),),
        "bye": (text("Goodbye."), pause(draw.choice([0, 1])), end(draw.choice([None, "done"]))),
    }
    rules = [Rule(on=TextMatcher(equals=words), reply=reply) for words, reply in replies.items()]
    rules.append(Rule(on=LaunchMatcher(), reply=(text("Welcome."), choice("Yes", "No"))))
    rules.append(Rule(on=NoReplyMatcher(), reply=(text("Still there?"), no_reply(5))))
    rules.append(Rule(on=EndMatcher(), reply=()))
    idle = draw.choice([None, None, Duration(30)])
    if draw.random() < 0.3:
        rules.append(Rule(on=AnythingMatcher(), reply=(text("Whatever."),)))
    return Scenario(
        name="mixed",
        rules=tuple(rules),
        session=SessionOptions(idle_timeout=idle),
        fallback=Fallback(mode=draw.choice(["strict", "no-match", "echo"])),
    )


TO_WEBCHAT = {
    "client.start": "start",
    "session.create": "session-key-update",
    "action.send": "action",
}
"""What a client of the web chat sends, by the words of the protocol page."""

FROM_WEBCHAT = {
    "start": "client.started",
    "session-key-update": "session.created",
    "session-ended": "session.ended",
    "trace": "action.trace",
    "action": "action.status",
}
"""What the server sends to it, in the words of the protocol page."""


class User:
    """A user whose client does as the protocol page says, on one connection or several.

    ``webchat`` is how many of its connections speak the web chat's dialect, from 0 to 1.
    """

    def __init__(self, bench: Bench, name: str, draw: random.Random, webchat: float = 0.0) -> None:
        self.webchat = webchat
        self.of_webchat: set[Client] = set()
        self.bench = bench
        self.name = name
        self.draw = draw
        self.key: str | None = None
        self.clients: list[Client] = []
        self.ready: dict[Client, bool] = {}
        self.asked: set[Client] = set()
        self.count = 0

    def hear(self) -> None:
        """Take in what came on every connection."""
        for client in self.clients:
            for event in client.take():
                name, payload = event[0], event[1] if len(event) > 1 else {}
                if client in self.of_webchat:
                    name = FROM_WEBCHAT.get(name, name)
                if name in ("session.ended", "session.created", "client.started"):
                    self.asked.clear()
                if name == "session.ended":
                    self.ready[client] = False
                    self.key = None
                elif name == "session.created":
                    self.key, self.ready[client] = payload.get("sessionKey"), True
                elif name == "client.started":
                    self.ready[client] = payload.get("newSessionRequired") is False
                elif name == "action.trace" and payload["trace"]["type"] == "no-reply":
                    self.asked.add(client)

    def emit(self, client: Client, name: str, payload: JSONObject) -> None:
        """Send an event."""
        self.hear()
        arguments = [payload]
        if client in self.of_webchat:
            if name == "action.send":
                arguments = [self.configured(payload)]
            elif name in ("session.create", "cancel", "keep-alive"):
                arguments = []
            name = TO_WEBCHAT.get(name, name)
        client.world.inbound.receive(client.link, name, arguments)
        self.hear()

    def configured(self, payload: JSONObject) -> JSONObject:
        """An action of the web chat, perhaps with the state after it."""
        if self.draw.random() < 0.5:
            return {"action": payload["action"]}
        return {"action": payload["action"], "config": {"stateful": self.draw.random() < 0.7}}

    def connect(self) -> None:
        """Connect, or connect again with the key."""
        if self.key is None and self.clients:
            return  # a second device would be somebody else's
        client = self.bench.client()
        self.clients.append(client)
        if self.webchat and self.draw.random() < self.webchat:
            self.of_webchat.add(client)
        self.handshake(client)

    def handshake(self, client: Client) -> None:
        """Start, and have a session."""
        draw = self.draw
        config = {"completionEvents": draw.random() < 0.6, "audioEvents": draw.random() < 0.6}
        payload: JSONObject = {"userID": self.name, "projectID": "p", "config": config}
        if self.key is not None:
            payload["sessionKey"] = self.key
        if client in self.of_webchat and draw.random() < 0.5:
            payload["lastReceivedAt"] = self.bench.clock.now() * 1000 - draw.choice([0, 5000])
        if draw.random() < 0.1:
            self.emit(client, "client.start", {**payload, "authorization": "wrong"})
            self.ready[client] = False
        self.emit(client, "client.start", payload)
        if not self.ready.get(client):
            self.key = None
            self.emit(client, "session.create", {})

    def act(self) -> None:
        """Do something on one of the connections."""
        if not self.clients:
            return
        client = self.draw.choice(self.clients)
        self.hear()
        if not self.ready.get(client):
            if self.key is None and self.draw.random() < 0.7:
                self.emit(client, "session.create", {})
            return
        kind = self.draw.random()
        action: JSONObject = {"type": "text", "payload": self.draw.choice(WORDS)}
        if kind < 0.15:
            action = {"type": "launch", "payload": {}}
        elif kind < 0.3 and client in self.asked:
            action = {"type": "no-reply"}
        elif kind > 0.97:
            action = {"type": "end"}
        self.asked.clear()
        payload: JSONObject = {"action": action}
        if self.draw.random() < 0.4:
            self.count += 1
            payload["messageID"] = f"{self.name}-{self.count}"
        self.emit(client, "action.send", payload)

    def cancel(self) -> None:
        """Cancel what runs, or say that the user is still there."""
        speaking = [client for client in self.clients if client in self.of_webchat]
        for client in speaking[:1]:
            self.emit(client, self.draw.choice(["cancel", "cancel", "keep-alive"]), {})

    def leave(self) -> None:
        """Lose a connection."""
        if self.clients:
            self.hear()
            client = self.clients.pop(self.draw.randrange(len(self.clients)))
            client.leave()

    def start_again(self) -> None:
        """Shake hands once more on a connection."""
        if self.clients:
            self.handshake(self.draw.choice(self.clients))


def record(seed: int, *faults: FaultRule, length: int = 40, webchat: float = 0.0) -> Entries:
    """A transcript of that seed: the mock's own journal, as JSON.

    ``webchat`` is how many of the connections speak the web chat's dialect, from 0 to 1.
    """
    draw = random.Random(seed)
    modes: list[Concurrency] = ["interleave", "queue", "reject"]
    agent = dataclasses.replace(scenario(draw), faults=faults)
    bench = Bench(agent, seed=seed, concurrency=draw.choice(modes))
    users = [User(bench, f"u{n}", draw, webchat) for n in range(draw.choice([1, 2, 3]))]
    for user in users:
        user.connect()
    for _ in range(length):
        user = draw.choice(users)
        deed: Callable[[], None] = draw.choices(
            [user.act, user.connect, user.leave, user.start_again], [12, 2, 2, 1]
        )[0]
        if webchat and draw.random() < 0.2:
            deed = user.cancel
        deed()
        bench.clock.advance(draw.choice([0, 0.1, 0.5, 2, 2, 40]))
        if draw.random() < 0.04:
            restart(bench, users, draw)
        for one in users:
            one.hear()
    bench.clock.advance(100)
    return [json.loads(json.dumps(entry.to_json())) for entry in bench.journal]


def restart(bench: Bench, users: list[User], draw: random.Random) -> None:
    """The server restarts; every client comes back."""
    bench.restart(draw.choice([0, 1]), replay=draw.random() < 0.7)
    bench.clock.advance(2)
    for user in users:
        user.hear()
        for client in user.clients:
            assert client.outbox.closed == 1
            client.leave()
        user.clients.clear()
        user.connect()


def as_bytes(entries: Entries) -> bytes:
    """The lines of a file."""
    return b"".join(json.dumps(entry).encode() + b"\n" for entry in entries)


def check(entries: Entries) -> Checked:
    """What the checker says of a transcript."""
    return check_transcript(as_bytes(entries), "run.jsonl", load_contract())


def rules(entries: Entries) -> list[str]:
    """The rules that a transcript breaks, in its order."""
    return [finding.rule for finding in check(entries).findings]
