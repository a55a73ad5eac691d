"""Each seeded mistake in a good transcript is found, by the rule that it breaks and no other."""

from __future__ import annotations

import pytest

from tests.checks.lifecycle.dialects.test_webchat import MUTATIONS as WEBCHAT_MUTATIONS
from tests.checks.lifecycle.tape import Mutation, good, on, says
from tests.checks.transcripts import check, rules
from vfmock.checks.lifecycle import RULES

MUTATIONS: dict[str, tuple[Mutation, list[str]]] = {
    # The handshake.
    "no client.start": (
        lambda t: t.drop("start"),
        ["started.once", "start.first"],
    ),
    "an action before client.start": (
        lambda t: t.put(on().send("early", says("x"), "x"), after="c1 connect"),
        ["start.first"],
    ),
    "session.create before client.started": (
        lambda t: t.move("create", after="start"),
        ["create.wait"],
    ),
    "client.started twice": (lambda t: t.twice("started"), ["started.once"]),
    "client.started without a client.start": (
        lambda t: t.put(
            on().line("x", "out", "client.started", {"newSessionRequired": True}), after="m1 text"
        ),
        ["started.once"],
    ),
    "a session that no key asked for": (
        lambda t: t.change("started", newSessionRequired=False).drop("create", "created"),
        ["started.key"],
    ),
    "session.create although it was resumed": (
        lambda t: t.put(on("c2").create("x", "k9"), after="resumeed"),
        ["create.required"],
    ),
    "session.create twice": (
        lambda t: t.put(on().line("x", "in", "session.create", {}), after="create"),
        ["create.once"],
    ),
    "no session.create": (lambda t: t.drop("create"), ["created.once"]),
    "session.created twice": (lambda t: t.twice("created"), ["created.once"]),
    "the same key for two sessions": (
        lambda t: t.change("anewd", sessionKey="k1"),
        ["created.key"],
    ),
    "a key that is not kept": (
        lambda t: t.put(on("c5").start("x", new=True), after="c1 disconnect"),
        ["start.key-kept"],
    ),
    "an ended session that is resumed": (
        lambda t: t.put(on("c5").start("x", new=False, sessionKey="k1"), after="ended"),
        ["started.ended"],
    ),
    "a key of another user": (
        lambda t: t.put(on("c5").start("x", new=False, user="w", sessionKey="k2"), after="ended"),
        ["started.owner"],
    ),
    # The action and its statuses.
    "an action before the session": (
        lambda t: t.move("launch", after="started"),
        ["action.ready"],
    ),
    "an action after the session": (
        lambda t: t.put(
            on("c3").send("x", says("x"), "x").status("y", "rejected", "x"), after="ended"
        ),
        ["action.ended"],
    ),
    "a messageID twice": (
        lambda t: (
            t.change("silence", messageID="m1")
            .change("m3 accepted", messageID="m1")
            .change("m3 completed", messageID="m1")
            .drop("m3 text")
        ),
        ["action.id"],
    ),
    "an action while one runs": (
        lambda t: t.move("nonsense", after="m3 text"),
        ["action.wait"],
    ),
    "an action that does not wait for its predecessor's status": (
        lambda t: t.move("silence", after="m2 no-reply"),
        ["action.wait"],
    ),
    "silence that nobody asked about": (
        lambda t: t.drop("m2 no-reply"),
        ["action.no-reply"],
    ),
    "accepted is missing": (
        lambda t: t.drop("m1 accepted"),
        ["trace.accepted", "completed.accepted"],
    ),
    "accepted is missing, and the messageID was the server's to make": (
        lambda t: t.drop("m2 accepted"),
        ["trace.accepted", "completed.accepted"],
    ),
    "accepted twice": (lambda t: t.twice("m1 accepted"), ["accepted.once"]),
    "accepted after completed": (
        lambda t: t.put(on().status("x", "accepted", "m1"), after="m1 completed"),
        ["status.completed"],
    ),
    "accepted after rejected": (
        lambda t: t.put(on().status("x", "accepted", "m4"), after="m4 rejected"),
        ["status.rejected"],
    ),
    "accepted without a session": (
        lambda t: t.put(
            on("c3").send("x", says("x"), "x").status("y", "accepted", "x"), after="ended"
        ),
        ["action.ended", "accepted.session", "open.action"],
    ),
    "rejected twice": (lambda t: t.twice("m4 rejected"), ["rejected.once"]),
    "rejected after accepted": (
        lambda t: t.put(on().status("x", "rejected", "m1"), after="m1 accepted").drop(
            "m1 text", "m1 completed"
        ),
        ["rejected.accepted"],
    ),
    "rejected after completed": (
        lambda t: t.put(on().status("x", "rejected", "m1"), after="m1 completed"),
        ["status.completed"],
    ),
    "completed without accepted": (
        lambda t: t.drop("m7 accepted", "m7 text"),
        ["completed.accepted"],
    ),
    "completed before accepted": (
        lambda t: t.move("m7 completed", after="again").drop("m7 text"),
        ["completed.accepted", "status.completed"],
    ),
    "completed twice": (lambda t: t.twice("m1 completed"), ["completed.once"]),
    "completed after rejected": (
        lambda t: t.put(on().status("x", "completed", "m4"), after="m4 rejected"),
        ["completed.rejected"],
    ),
    "completed is missing": (lambda t: t.drop("v1 completed"), ["open.action"]),
    "no status at all": (
        lambda t: t.drop("m7 accepted", "m7 text", "m7 completed"),
        ["open.answer"],
    ),
    "a foreign messageID of a status": (
        lambda t: t.change("v1 completed", messageID="zzz"),
        ["open.action", "status.known"],
    ),
    "a status on another connection": (
        lambda t: t["m6 completed"].update(connection="c4"),
        ["status.sender"],
    ),
    # The traces.
    "a trace before accepted": (
        lambda t: t.move("m1 text", after="launch"),
        ["trace.accepted"],
    ),
    "a trace before accepted, and the messageID was the server's to make": (
        lambda t: t.move("m2 completion start", after="talk"),
        ["trace.accepted"],
    ),
    "a trace after completed": (
        lambda t: t.move("m1 text", after="m1 completed"),
        ["trace.completed"],
    ),
    "a trace after rejected": (
        lambda t: t.put(on().trace("x", "m4"), after="m4 rejected"),
        ["trace.rejected"],
    ),
    "a foreign messageID": (lambda t: t.change("m1 text", messageID="zzz"), ["trace.known"]),
    "a trace of another's session": (
        lambda t: t["m6 end"].update(connection="c4"),
        ["trace.known"],
    ),
    "a trace without a session": (
        lambda t: t.put(on().trace("x", "x"), after="started"),
        ["trace.session"],
    ),
    "a completion without its start": (
        lambda t: t.drop("m2 completion start"),
        ["completion.order"],
    ),
    "a completion without its end": (lambda t: t.drop("m2 completion end"), ["completion.end"]),
    "a completion that starts twice": (
        lambda t: t.twice("m2 completion start"),
        ["completion.order"],
    ),
    "a completion that goes on after its end": (
        lambda t: t.move("m2 completion content", after="m2 completion end"),
        ["completion.order"],
    ),
    "a completion for one who did not ask": (
        lambda t: t.change("start", config={"completionEvents": False, "audioEvents": True}),
        ["completion.asked"],
    ),
    "audio without its start": (lambda t: t.drop("m2 audio start"), ["audio.order"]),
    "audio without its end": (lambda t: t.drop("m2 audio end"), ["audio.end"]),
    "audio that starts twice": (lambda t: t.twice("m2 audio start"), ["audio.order"]),
    "audio that goes on after its end": (
        lambda t: t.move("m2 audio content", after="m2 audio end"),
        ["audio.order"],
    ),
    "audio for one who did not ask": (
        lambda t: t.change("start", config={"completionEvents": True}),
        ["audio.asked"],
    ),
    # The end.
    "session.ended twice": (lambda t: t.twice("ended"), ["ended.once"]),
    "session.ended without a session": (
        lambda t: t.move("ended", after="started"),
        # And so the session of then has no end, before which the client asks for another.
        ["ended.session", "create.required"],
    ),
    "a trace after session.ended": (lambda t: t.move("m6 end", after="ended"), ["ended.trace"]),
    "completed after session.ended": (
        lambda t: t.move("m6 completed", after="ended"),
        ["ended.status"],
    ),
    "server.restart with an action that did not run": (
        lambda t: t.change("restart", action=says("never said")),
        ["restart.action"],
    ),
    "server.restart, and the connection stays": (
        lambda t: t.put(on("c4").line("x", "out", "server.restart", {}), after="v1 completed"),
        ["open.restart"],
    ),
    "an event after the end of the connection": (
        lambda t: t.put(on().trace("x", "m3"), after="c1 disconnect"),
        ["connection.closed"],
    ),
    "client.start is not answered": (lambda t: t.cut(after="other"), ["open.start"]),
    "session.create is not answered": (lambda t: t.cut(after="make"), ["open.create"]),
    # Names and payloads.
    "an unknown event of the client": (
        lambda t: t.put(on().line("x", "in", "action.sent", {}), after="m1 completed"),
        ["event.known"],
    ),
    "an unknown event of the server": (lambda t: t.name("an error", "eror"), ["event.known"]),
    "client.start without a user": (
        lambda t: t.change("start", userID=7),
        ["payload"],
    ),
    "a status with another word": (
        lambda t: t.change("m4 rejected", status="refused"),
        ["payload"],
    ),
    "a trace without a type": (
        lambda t: t.change("m1 text", trace={"payload": {}}),
        ["payload"],
    ),
}


def test_the_transcript_is_good() -> None:
    assert check(good().entries).findings == ()


def test_there_are_enough_mutations() -> None:
    assert len(MUTATIONS) >= 60


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_is_found(name: str) -> None:
    mutate, expected = MUTATIONS[name]
    tape = good()
    mutate(tape)
    assert sorted(rules(tape.entries)) == sorted(expected)


def test_every_rule_is_broken_by_a_mutation() -> None:
    broken = {rule for _, expected in MUTATIONS.values() for rule in expected}
    of_webchat = {rule for _, expected in WEBCHAT_MUTATIONS.values() for rule in expected}
    assert set(RULES) - broken - of_webchat == set()
