"""Faults, pushes, recordings of other programs, and events that cross on the wire."""

from __future__ import annotations

import pytest

from tests.checks.lifecycle.tape import PARTS, Mutation, Tape, good, on, says
from tests.checks.transcripts import check, rules
from vfmock.checks.lifecycle import RULES, Lifecycle, Line
from vfmock.checks.lifecycle.dialects import CHECKED_DIALECTS
from vfmock.contract import load_contract
from vfmock.types import JSONObject


def ready(name: str = "c1", key: str = "k1") -> Tape:
    """A connection with a session."""
    return on(name).note("connect").start("start", new=True).create("create", key)


# Rules.


def test_every_rule_says_where_it_is_written() -> None:
    for name, rule in RULES.items():
        assert (rule.id, bool(rule.section), bool(rule.sentence)) == (name, True, True)


# What a finding says.


def test_a_finding_has_all_known_details() -> None:
    tape = good().twice("m1 completed")
    (finding,) = check(tape.entries).findings
    assert str(finding) == (
        "run.jsonl:10: error: an action is completed once: got 'completed' for messageID 'm1', "
        "after 'completed' on line 9 [completed.once, server, c1]"
    )


def test_a_finding_about_a_payload_has_its_pointer() -> None:
    tape = good().change("start", config={"completionEvents": "yes"})
    finding = check(tape.entries).findings[0]
    assert (finding.rule, finding.who, finding.line) == ("payload", "client", 2)
    assert finding.pointer == "/config/completionEvents"
    assert (finding.wanted, finding.got) == ("true or false", "string 'yes'")


def test_a_warning_is_not_an_error() -> None:
    outcome = check(good().drop("m2 no-reply").entries)
    assert outcome.errors == ()
    assert [finding.level for finding in outcome.warnings] == ["warning"]


def test_an_unknown_event_names_the_nearest() -> None:
    outcome = check(good().name("an error", "eror").entries)
    assert "got 'eror', did you mean 'error'" in outcome.findings[0].message


# Faults.

FAULTED: dict[str, tuple[Mutation, str]] = {
    "a status that was dropped": (lambda t: t.drop("v1 completed"), "v1 accepted"),
    "a trace that came too late": (lambda t: t.move("m1 text", after="m1 completed"), "m1 text"),
    "a status that came twice": (lambda t: t.twice("m1 completed"), "m1 completed"),
    "a corrupt trace": (lambda t: t.change("m1 text", trace=7), "m1 text"),
    "a completion without its end": (
        lambda t: t.drop("m2 completion end"),
        "m2 completion content",
    ),
    "a handshake without its answer": (lambda t: t.drop("started"), "start"),
    "an end that came twice": (lambda t: t.twice("ended"), "ended"),
}


@pytest.mark.parametrize("name", FAULTED)
def test_the_effect_of_a_fault_is_exempt(name: str) -> None:
    mutate, label = FAULTED[name]
    tape = good()
    mutate(tape)
    assert rules(tape.entries) != []
    tape[label]["fault"] = "drop"
    outcome = check(tape.entries)
    assert (outcome.findings, outcome.exempt) == ((), 1)


def test_a_fault_in_one_turn_excuses_no_other() -> None:
    tape = good().twice("m1 completed").twice("m3 completed")
    tape["m1 accepted"]["fault"] = "duplicate"
    assert rules(tape.entries) == ["completed.once"]


def test_a_fault_on_one_connection_excuses_no_other() -> None:
    tape = good().twice("v1 completed").twice("m1 completed")
    tape["m1 completed"]["fault"] = None
    tape["maked"]["fault"] = "delay"
    outcome = check(tape.entries)
    assert [finding.connection for finding in outcome.findings] == ["c1"]


@pytest.mark.parametrize(
    "where",
    [
        {"connection": "c1"},
        {"connection": "c1", "payload": {"messageID": "m1"}},
        {"connection": "", "session": "s1"},
    ],
)
def test_a_note_of_a_fault_makes_its_effect_exempt_too(where: dict[str, object]) -> None:
    tape = ready().send("act", says("x"), "m1").status("ok", "accepted", "m1")
    for _, entry in tape.lines:
        entry["session"] = "s1"
    assert rules(tape.entries) == ["open.action"]
    tape.note("fault", "swallowed")
    tape.lines[-1][1].update({"fault": "drop", **where})
    outcome = check(tape.entries)
    assert (outcome.findings, outcome.exempt) == ((), 1)


def test_a_note_of_a_fault_on_another_connection_excuses_nothing() -> None:
    tape = ready().send("act", says("x"), "m1").status("ok", "accepted", "m1")
    tape.note("fault", "swallowed", fault="drop", session="s9")
    tape.lines[-1][1]["connection"] = ""
    tape.lines[0][1]["session"] = "s1"
    assert rules([{**entry, "session": entry.get("session", "s1")} for entry in tape.entries]) == [
        "open.action"
    ]


def test_a_client_need_not_keep_a_key_that_a_fault_withheld() -> None:
    tape = ready().note("disconnect")
    tape.on = "c2"
    tape.start("again", new=True)
    assert rules(tape.entries) == ["start.key-kept"]
    tape["created"]["fault"] = "drop"
    assert rules(tape.entries) == []


# Pushed from beside the socket.


@pytest.mark.parametrize("payload", ["x1", {"messageID": "x1"}, "", None])
def test_a_push_makes_a_trace_known(payload: object) -> None:
    tape = ready()
    assert rules([*tape.entries, *on().trace("t", "x1").entries]) == ["trace.known"]
    tape.note("push", payload).trace("t", "x1").status("done", "completed", "x1")
    assert rules(tape.entries) == []


def test_a_push_may_name_its_session_and_no_connection() -> None:
    """Such a push is for the sockets of the session, by the recorder's own id of it."""

    begun = ready().entries
    for one in begun:
        one["session"] = "s1"
    other = on("c2").note("connect").entries
    trace = on().trace("t", "x1").entries

    def broken(session: str) -> list[str]:
        push: JSONObject = {"direction": "note", "name": "push", "session": session}
        return rules([*begun, *other, push, *trace])

    assert broken("s1") == []
    assert broken("s2") == ["trace.known"]


def test_a_push_makes_only_its_own_messageid_known() -> None:
    assert rules(ready().note("push", "x1").trace("t", "x2").entries) == ["trace.known"]
    assert rules(on().note("connect").note("push", "x1").entries) == []


# Several actions, connections and sessions.


def test_actions_may_interleave() -> None:
    tape = ready().send("a", says("a")).send("b", says("b"), "own").send("c", says("c"))
    tape.status("1", "accepted", "own").status("2", "accepted", "s1").trace("3", "s1")
    tape.status("4", "rejected", "s2").trace("5", "own").status("6", "completed", "s1")
    tape.trace("7", "own").status("8", "completed", "own")
    outcome = check(tape.entries)
    assert {finding.rule for finding in outcome.findings} == {"action.wait"}
    assert str(outcome.findings[0]) == (
        "run.jsonl:7: warning: an action waits until the one before is completed or rejected: got "
        "one while that of line 6 runs [action.wait, client, c1]"
    )


def test_a_client_need_not_wait_after_an_end_or_on_another_connection() -> None:
    tape = ready().send("a", says("a"), "m1").status("ok", "accepted", "m1")
    hang_up = on().send("end", {"type": "end"}, "m2").status("2", "accepted", "m2")
    hasty = [*tape.entries, *hang_up.entries, *on().send("b", says("b")).entries]
    assert rules(hasty).count("action.wait") == 1
    tape.put(hang_up, after="ok").status("1", "completed", "m1").status("3", "completed", "m2")
    assert rules(tape.entries) == []
    other = on("c2").start("other device", new=False, sessionKey="k1").send("b", says("b"), "m3")
    assert "action.wait" not in rules(ready().send("a", says("a")).entries + other.entries)


def test_a_client_need_not_wait_for_an_end_that_a_fault_withholds() -> None:
    tape = ready().send("a", says("a"), "m1").status("ok", "accepted", "m1")
    tape.send("b", says("b"), "m2").status("no", "rejected", "m2")
    assert rules(tape.entries) == ["open.action", "action.wait"]
    tape["ok"]["fault"] = "completed missing"
    assert rules(tape.entries) == []


def test_events_before_the_recording_are_not_known() -> None:
    tape = on().note("connect").start("start", new=False, sessionKey="k0")
    tape.trace("of a turn that runs", "old").trace("more", "old", "completion", {"state": "end"})
    tape.send("silence", {"type": "no-reply"}).status("ok", "accepted", "n")
    tape.status("done", "completed", "n").line("r", "out", "server.restart", {"action": says("x")})
    tape.note("disconnect")
    assert rules(tape.entries) == []


def test_a_turn_goes_on_while_its_connection_is_gone() -> None:
    tape = ready().send("a", says("a")).note("disconnect")
    tape.on = "c2"
    tape.start("back", new=False, sessionKey="k1")
    tape.trace("t", "m1").trace("u", "m1", "completion", {"state": "content", "content": "x"})
    tape.trace("v", "m1", "completion", {"state": "end"})
    assert rules(tape.entries) == ["completion.asked"]


def test_a_status_may_not_follow_to_the_next_connection() -> None:
    tape = ready().send("a", says("a"), "m1").status("ok", "accepted", "m1").note("disconnect")
    tape.on = "c2"
    tape.start("back", new=False, sessionKey="k1").status("done", "completed", "m1")
    assert rules(tape.entries) == ["status.sender"]


def test_the_end_of_a_session_closes_its_running_actions() -> None:
    tape = ready().send("a", says("a"), "m1").status("ok", "accepted", "m1")
    tape.line("end", "out", "session.ended", {"reason": "x"})
    assert rules(tape.entries) == []


def test_an_action_from_before_the_end_may_be_rejected_after_it() -> None:
    tape = ready().send("a", says("a"), "m1").line("end", "out", "session.ended", {"reason": "x"})
    tape.status("no", "rejected", "m1")
    assert rules(tape.entries) == []


def test_a_completion_may_be_cut_short_with_a_reason() -> None:
    tape = on().note("connect").start("s", new=True, config={"completionEvents": True})
    tape.create("create", "k1").send("a", says("a"), "m1").status("ok", "accepted", "m1")
    tape.trace("t", "m1", "completion", PARTS["start"])
    assert rules([*tape.entries, *on().status("d", "completed", "m1").entries]) == [
        "completion.end"
    ]
    tape.status("d", "completed", "m1", reason="session_replaced")
    assert rules(tape.entries) == []


@pytest.mark.parametrize("started", [True, False])
def test_an_error_may_answer_a_handshake(started: bool) -> None:
    tape = on().note("connect").line("s", "in", "client.start", {"userID": "u", "projectID": "p"})
    assert rules(tape.entries) == ["open.start"]
    tape.line("no", "out", "error", {"error": "unauthorized"})
    assert rules(tape.entries) == []
    if started:
        tape.start("again", new=True)
        assert rules(tape.entries) == []


def test_an_action_that_was_sent_too_early_may_be_taken() -> None:
    tape = on().note("connect").start("start", new=True)
    tape.line("create", "in", "session.create", {}).send("early", says("x"), "m1")
    tape.line("created", "out", "session.created", {"sessionKey": "k"})
    tape.status("ok", "accepted", "m1").trace("t", "m1").status("done", "completed", "m1")
    assert rules(tape.entries) == ["action.ready"]


def test_a_user_on_two_connections_has_kept_the_key() -> None:
    tape = ready()
    tape.on = "c2"
    tape.start("second device", new=True)
    assert rules(tape.entries) == []


def test_a_second_connection_may_have_the_same_name() -> None:
    tape = ready().send("a", says("a"), "m1").note("connect").start("s", new=False, sessionKey="k1")
    assert rules(tape.entries) == []


def test_notes_of_other_kinds_are_ignored() -> None:
    tape = good()
    for name in ("mismatch", "restart", "undelivered", "session_key"):
        tape.lines.insert(5, (name, {"direction": "note", "name": name, "payload": "x"}))
    assert rules(tape.entries) == []
    assert check(tape.entries).amount == f"{len(tape.lines)} lines on 4 connections"


# Recordings of one connection.


def test_a_single_connection_needs_no_name() -> None:
    tape = ready().send("a", says("a")).status("ok", "accepted", "m").status("d", "completed", "m")
    tape.note("disconnect")
    entries = [{k: v for k, v in one.items() if k != "connection"} for one in tape.entries]
    assert rules(entries) == []
    assert rules(entries[1:-1]) == []
    assert check(entries).amount == "9 lines on 1 connection"


def test_several_connections_need_their_names() -> None:
    tape = good()
    del tape["v1 text"]["connection"]
    outcome = check(tape.entries)
    assert [finding.rule for finding in outcome.findings] == ["transcript.connection"]
    assert outcome.findings[0].line == tape.at("v1 text") + 1


def test_a_recording_without_notes_has_no_open_restart() -> None:
    tape = ready().line("restart", "out", "server.restart", {})
    assert rules(tape.entries) == ["open.restart"]
    assert rules(tape.entries[1:]) == []


@pytest.mark.parametrize("payload", [None, 7, "x", [], {}, {"messageID": 1, "status": []}])
@pytest.mark.parametrize(
    "event", [event for one in CHECKED_DIALECTS.values() for event in one.handlers]
)
def test_any_payload_of_any_event_in_any_phase_can_be_checked(
    event: tuple[str, str], payload: object
) -> None:
    direction, name = event
    tape = good()
    for at in range(0, len(tape.lines), 4):
        odd = {"direction": direction, "name": name, "payload": payload, "connection": "c1"}
        changed = [*tape.entries[:at], odd, *tape.entries[at:]]
        assert isinstance(rules(changed), list)


def test_invalid_states_of_audio_parts_are_findings() -> None:
    tape = ready().send("a", says("a"), "m1").status("ok", "accepted", "m1")
    states: tuple[object, ...] = (None, [], {}, "middle")
    for state in states:
        tape.trace("t", "m1", "audio", {"state": state, "messageID": []})
    assert set(rules(tape.entries)) == {"audio.asked", "open.action", "payload"}


def test_the_lifecycle_can_be_fed_by_hand() -> None:
    lifecycle = Lifecycle(load_contract())
    (finding,) = lifecycle.feed(Line(number=1, direction="in", name="action.sned", payload={}))
    assert (finding.file, finding.rule) == (None, "event.known")
    assert lifecycle.finish() == []
    assert lifecycle.connections == 1


def test_a_push_may_have_statuses_without_a_known_messageid() -> None:
    tape = ready().note("push").status("early", "accepted", "x1").trace("t", "x1")
    assert rules(tape.entries) == []


def test_an_invalid_session_create_need_not_be_answered() -> None:
    tape = on().note("connect").start("start", new=True).line("x", "in", "session.create", None)
    assert rules(tape.entries) == ["payload"]
    tape.line("y", "out", "session.created", {"sessionKey": "k"})
    assert rules(tape.entries) == ["payload"]


def test_two_errors_refuse_one_handshake() -> None:
    tape = on().note("connect").line("s", "in", "client.start", {"userID": "u", "projectID": "p"})
    for _ in range(2):
        tape.line("no", "out", "error", {"error": "unauthorized"})
    assert rules(tape.entries) == []


def test_a_fresh_handshake_on_one_connection_is_no_reconnection() -> None:
    tape = ready().start("as another", new=True, user="v").create("create for v", "k2")
    tape.start("as before", new=True).create("create anew", "k3")
    assert rules(tape.entries) == []


def test_a_fault_that_changed_nothing_excuses_nothing() -> None:
    tape = ready().note("fault_missed", "completed twice: x", fault="completed twice")
    tape.send("a", says("x"), "m1").status("ok", "accepted", "m1").status("no", "accepted", "m1")
    outcome = check(tape.entries)
    assert outcome.exempt == 0
    assert [finding.rule for finding in outcome.findings] == ["open.action", "accepted.once"]


def test_a_connection_that_a_fault_broke_need_not_answer() -> None:
    tape = ready().send("a", says("x"), "m1")
    tape.note("fault", "half open at action.send", fault="half open").send("b", says("y"), "m2")
    outcome = check(tape.entries)
    assert (outcome.findings, outcome.exempt) == ((), 0)


def test_events_on_two_connections_have_no_order() -> None:
    tape = ready()
    tape.on = "c2"
    tape.start("too", new=False, sessionKey="k1")
    tape.on = "c1"
    tape.send("a", says("x")).status("ok", "accepted", "m1").status("done", "completed", "m1")
    tape.on = "c2"
    assert rules(tape.trace("late", "m1").entries) == []


def test_a_session_may_end_while_a_client_resumes_it() -> None:
    tape = ready()
    tape.on = "c2"
    tape.line("s", "in", "client.start", {"userID": "u", "projectID": "p", "sessionKey": "k1"})
    tape.on = "c1"
    tape.line("end", "out", "session.ended", {"reason": "x"})
    tape.on = "c2"
    tape.line("ed", "out", "client.started", {"newSessionRequired": False})
    tape.line("too", "out", "session.ended", {"reason": "x"})
    assert rules(tape.entries) == []


# One mistake is one finding.


def test_what_follows_from_a_wrong_handshake_is_no_other_mistake() -> None:
    """The client has misspelt a key, and goes on without looking at the answer."""
    tape = on("c1").note("connect")
    tape.line("start", "in", "client.start", {"userId": "u", "projectID": "p"})
    tape.line("error", "out", "error", {"code": "invalid_payload", "error": "no"})
    tape.line("create", "in", "session.create", {})
    tape.line("error", "out", "error", {"code": "no_start", "error": "no"})
    tape.send("hi", {"type": "text", "payload": "hi"})
    tape.line("error", "out", "error", {"code": "no_start", "error": "no"})
    assert rules(tape.entries) == ["payload"]
    tape.start("again", new=True)
    tape.send("early", {"type": "text", "payload": "hi"})
    assert rules(tape.entries) == ["payload", "action.ready", "open.answer"]
