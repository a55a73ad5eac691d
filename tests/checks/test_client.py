"""What only the mock can know of a client; events and time are fed by hand, without sockets."""

from __future__ import annotations

from typing import Self

import pytest

from vfmock.checks.client import CLIENT_RULES, ClientCheck, Ending
from vfmock.checks.findings import Finding
from vfmock.checks.lifecycle import RULES
from vfmock.contract import load_contract
from vfmock.core.journal import Direction, Entry
from vfmock.types import JSON, JSONObject

SLOW: JSONObject = {"type": "text", "payload": "slow"}
TRACE = {"trace": {"type": "text", "payload": {"message": "And."}}, "messageID": "m1"}


class Run:
    """A journal that is written by hand; ``now`` is in seconds."""

    def __init__(self) -> None:
        self.check = ClientCheck(load_contract(), "run.jsonl", patience=5)
        self.now = 0.0

    def entry(
        self,
        direction: Direction,
        name: str,
        payload: JSON,
        connection: str,
        *,
        session: str = "s1",
        fault: str = "",
    ) -> Self:
        """Add an entry, in the session ``s1`` by default."""
        entry = Entry(
            at=0,
            direction=direction,
            name=name,
            payload=payload,
            connection=connection,
            session=session,
            fault=fault,
        )
        self.check.feed(entry, self.now)
        return self

    def wait(self, seconds: float) -> Self:
        """Time passes."""
        self.now += seconds
        return self

    def connect(self, connection: str = "c1") -> Self:
        return self.entry("note", "connect", "", connection, session="")

    def leave(self, connection: str = "c1") -> Self:
        return self.entry("note", "disconnect", "transport close", connection)

    def start(self, connection: str, *, new: bool, user: str = "u", **more: JSON) -> Self:
        """Connect and shake hands."""
        payload = {"userID": user, "projectID": "p", **more}
        self.connect(connection).entry("in", "client.start", payload, connection, session="")
        answer = {"newSessionRequired": new}
        session = "" if new else "s1"
        return self.entry("out", "client.started", answer, connection, session=session)

    def ready(self, connection: str = "c1") -> Self:
        """Have a session."""
        self.start(connection, new=True)
        self.entry("in", "session.create", {}, connection, session="")
        return self.entry("out", "session.created", {"sessionKey": "k1"}, connection)

    def send(self, action: JSONObject, connection: str = "c1", message_id: str = "m1") -> Self:
        payload = {"action": action, "messageID": message_id}
        self.entry("in", "action.send", payload, connection)
        status = {"status": "accepted", "messageID": message_id}
        return self.entry("out", "action.status", status, connection)

    def ask(self, fault: str = "") -> Self:
        """A no-reply trace after 10 s, and the end of its turn."""
        trace = {"trace": {"type": "no-reply", "payload": {"timeout": 10}}, "messageID": "m1"}
        self.send(SLOW).entry("out", "action.trace", trace, "c1", fault=fault)
        done = {"status": "completed", "messageID": "m1"}
        return self.entry("out", "action.status", done, "c1")

    def restart(self) -> Self:
        """The server goes away while an action runs."""
        self.send(SLOW).entry("out", "server.restart", {"action": SLOW}, "c1")
        return self.leave()

    def end(self, code: int | None = 0, restart_at: int | None = None) -> list[Finding]:
        return self.check.finish(Ending(code=code, timeout=60, restart_at=restart_at), self.now)

    def rules(self) -> list[str]:
        return [finding.rule for finding in self.end()]


def test_a_correct_conversation_has_no_findings() -> None:
    run = Run().ready().send(SLOW).leave()
    assert run.end() == []
    assert run.check.amount == "1 action on 1 connection"


def test_the_rules_differ_from_those_of_the_lifecycle() -> None:
    assert set(CLIENT_RULES) & set(RULES) == set()
    others = {rule.id for rule in CLIENT_RULES.values() if rule.who != "client"}
    assert others == {"scenario.works"}


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        ("mismatch", "action.taken"),
        ("scenario_error", "scenario.works"),
        ("internal_error", "scenario.works"),
    ],
)
def test_what_the_scenario_has_no_answer_to_is_found_once(kind: str, rule: str) -> None:
    run = Run().ready()
    for text in ("no rule takes it", "no rule takes it", "nor that"):
        run.entry("note", kind, text, "c1")
    found = run.end()
    assert [one.rule for one in found] == [rule, rule]
    assert [one.message.rsplit(": ", 1)[1] for one in found] == ["no rule takes it", "nor that"]
    assert [one.level for one in found] == ["error", "error"]
    assert all(one.line for one in found)


def test_an_error_that_a_fault_makes_is_no_finding() -> None:
    run = Run().ready().entry("note", "scenario_error", "on purpose", "c1", fault="x")
    assert run.rules() == []


def test_a_rule_may_be_ignored() -> None:
    run = Run()
    run.check = ClientCheck(load_contract(), ignored=["action.taken"])
    run.ready().entry("note", "mismatch", "no rule takes it", "c1")
    run.entry("note", "scenario_error", "it failed", "c1")
    assert run.rules() == ["scenario.works"]


def test_a_mistake_of_the_server_is_no_finding_about_the_client() -> None:
    run = Run().ready().entry("out", "action.trace", TRACE, "c1")
    assert run.rules() == []


def test_findings_of_the_lifecycle_have_their_place() -> None:
    run = Run().connect().entry("in", "action.sned", {}, "c1", session="")
    (finding,) = run.end()
    assert str(finding) == (
        "run.jsonl:2: error: an event is one of the protocol: got 'action.sned', did you mean "
        "'action.send' (known: action.send, client.start, session.create) "
        "[event.known, client, c1]"
    )


# The command.


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (3, "error: the command ends with exit code 0: got 3 [client.exit, client]"),
        (-9, "error: the command ends with exit code 0: signal 9 ended it [client.exit, client]"),
        (
            None,
            "error: the command ends within --timeout: it ran for 60 s and was ended "
            "[client.timeout, client]",
        ),
    ],
)
def test_the_exit_of_the_command_is_reported(code: int | None, said: str) -> None:
    assert list(map(str, Run().ready().leave().end(code))) == [said]


def test_a_client_must_connect_and_send_something() -> None:
    assert Run().rules() == ["client.connect"]
    assert Run().connect().leave().rules() == ["client.silent"]


def test_a_client_that_could_not_connect_is_told_why() -> None:
    run = Run()
    for text in ("wrong path", "wrong path", "polling blocked", "three", "four"):
        name = "fault" if text == "polling blocked" else "refused"
        run.entry("note", name, text, "", session="")
    (finding,) = run.end()
    assert finding.rule == "client.connect"
    assert finding.message == "a client connects: wrong path; polling blocked; three"


def test_a_client_that_connected_in_the_end_was_not_refused() -> None:
    run = Run().entry("note", "refused", "wrong path", "", session="").ready().leave()
    assert run.rules() == []


def test_a_silent_client_is_told_what_its_packets_were() -> None:
    run = Run().connect().entry("note", "refused", "a bad packet", "", session="").leave()
    (finding,) = run.end()
    assert finding.message.endswith(": no event came; a bad packet")


def test_a_restart_that_did_not_happen_is_reported() -> None:
    (finding,) = Run().ready().send(SLOW).end(restart_at=2)
    assert finding.rule == "restart.reached"
    assert finding.message.endswith(": it was to come at action 2, got 1")
    assert Run().ready().send(SLOW).end(restart_at=1) == []


# Silence.


def test_unreported_silence_is_found() -> None:
    (finding,) = Run().ready().ask().wait(15.1).leave().end()
    assert str(finding) == (
        "run.jsonl:8: error: a client reports the silence that a no-reply trace asked about: got "
        "nothing within 10 s and 5 s more [no-reply.missed, client, c1]"
    )


def test_unreported_silence_is_found_while_the_client_still_runs() -> None:
    assert Run().ready().ask().wait(15.1).rules() == ["no-reply.missed"]


def test_unreported_silence_is_found_once() -> None:
    run = Run().ready().ask().wait(16).entry("note", "undelivered", "", "c1").wait(16)
    assert run.rules() == ["no-reply.missed"]


@pytest.mark.parametrize(
    "what",
    [
        lambda run: run.wait(14.9),
        lambda run: run.wait(1).send({"type": "no-reply"}, message_id="m2"),
        lambda run: run.wait(1).send({"type": "text", "payload": "hm"}, message_id="m2"),
        lambda run: run.wait(1).leave(),
        lambda run: run.entry("out", "session.ended", {"reason": "x"}, "c1"),
        lambda run: run.entry("note", "fault", "half open at now", "c1", fault="half open"),
        lambda run: run.entry(
            "in", "client.start", {"userID": "u", "projectID": "p", "sessionKey": "k1"}, "c1"
        ),
    ],
)
def test_some_silence_needs_no_report(what: object) -> None:
    run = Run().ready().ask()
    assert callable(what)
    what(run)
    if run.now < 14:
        run.wait(20)
    assert run.rules() == []


def test_a_client_may_count_from_the_end_of_the_turn() -> None:
    run = Run().ready().ask().wait(10).entry("out", "action.trace", TRACE, "c1").wait(14)
    assert run.rules() == []
    assert run.wait(2).rules() == ["no-reply.missed"]


def test_a_trace_that_a_fault_made_asks_for_nothing() -> None:
    assert Run().ready().ask(fault="trace duplicated").wait(20).rules() == []


# Restarts.


def test_a_client_may_reconnect_and_send_its_action_again() -> None:
    run = Run().ready().restart().wait(4.9).start("c2", new=False, sessionKey="k1")
    assert run.send(SLOW, "c2", "m2").rules() == []


def test_a_client_that_does_not_send_its_action_again_is_found() -> None:
    run = Run().ready().restart().start("c2", new=False, sessionKey="k1")
    (finding,) = run.send({"type": "text", "payload": "fast"}, "c2", "m2").end()
    assert (finding.rule, finding.level, finding.line) == ("restart.replay", "warning", 8)
    assert finding.connection == "c1"


def test_a_client_without_an_action_in_flight_need_not_send_one() -> None:
    run = Run().ready().entry("out", "server.restart", {}, "c1").leave()
    assert run.start("c2", new=False, sessionKey="k1").rules() == []


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "got nothing more before the command ended"), (5.1, "got nothing within 5 s")],
)
def test_a_client_that_does_not_reconnect_is_found(seconds: float, said: str) -> None:
    (finding,) = Run().ready().restart().wait(seconds).end()
    assert (finding.rule, finding.line, finding.connection) == ("restart.reconnect", 8, "c1")
    assert finding.message.endswith(f": {said}")


def test_a_client_that_reconnects_too_late_is_found() -> None:
    run = Run().ready().restart().wait(5.1).start("c2", new=False, sessionKey="k1")
    assert run.rules() == ["restart.reconnect"]


def test_the_time_to_reconnect_begins_when_the_connection_closes() -> None:
    run = Run().ready().send(SLOW).entry("out", "server.restart", {}, "c1").wait(60)
    assert run.leave().wait(4).start("c2", new=False, sessionKey="k1").rules() == []


def test_a_command_ended_by_force_need_not_reconnect() -> None:
    assert [one.rule for one in Run().ready().restart().end(None)] == ["client.timeout"]


@pytest.mark.parametrize(
    ("key", "rule"),
    [({"sessionKey": "k9"}, "restart.reconnect"), ({}, "start.key-kept")],
)
def test_a_client_that_reconnects_without_its_key_is_found(key: dict[str, str], rule: str) -> None:
    run = Run().ready().restart().start("c2", new=True, **key)
    assert run.rules() == [rule]


def test_a_key_from_before_the_run_must_be_kept_too() -> None:
    run = Run().start("c1", new=False, sessionKey="k0").restart()
    assert run.start("c2", new=False, sessionKey="k0").send(SLOW, "c2", "m2").rules() == []


def test_a_connection_of_another_user_is_no_reconnection() -> None:
    run = Run().ready().restart().start("c2", new=True, user="v")
    assert run.rules() == ["restart.reconnect"]


def test_both_connections_of_a_session_must_reconnect() -> None:
    run = Run().ready().start("c2", new=False, sessionKey="k1")
    for connection in ("c1", "c2"):
        run.entry("out", "server.restart", {}, connection).leave(connection)
    run.start("c3", new=False, sessionKey="k1")
    assert run.rules() == ["restart.reconnect"]


def test_a_client_without_a_session_need_not_reconnect() -> None:
    run = Run().start("c1", new=True).entry("out", "server.restart", {}, "c1", session="").leave()
    assert run.rules() == []
    ended = Run().ready().restart().entry("out", "session.ended", {"reason": "x"}, "")
    assert ended.rules() == []
