"""The run against good, faulty and hostile servers: its result, and that it always ends."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from engineio.payload import Payload

from tests.checks.probe.hostile import hostile
from vfmock import MockServer, completion, end, pause, text, trace
from vfmock.checks.conformance import POINTS
from vfmock.checks.findings import Checked
from vfmock.checks.probe import Plan, check_server
from vfmock.checks.probe.socketio import run as run_module
from vfmock.checks.probe.socketio import socket as socket_module

pytestmark = pytest.mark.slow

PATIENCE = 5.0
"""Seconds for what comes at once, however busy the machine is."""

BRIEF = 1.0
"""Seconds for what does not come at all."""

HANGING = 30.0
"""Seconds after which a run counts as hanging; none of these takes 5."""

UNTRIED = {
    "rule.start.event",
    "rule.key.expired",
    "rule.end",
    "rule.end.timeout",
    "rule.completions",
    "rule.audio",
    "rule.restart",
    "rule.restart.replay",
    "rule.error",
    "session.ended",
    "server.restart",
    "error",
}
"""What shows only with an agent that does more, or on a day that is worse."""


def check(url: str, **given: Any) -> Checked:
    given.setdefault("patience", PATIENCE)

    async def work() -> Checked:
        async with asyncio.timeout(HANGING):
            (checked,) = await check_server(Plan(url=url, **given))
            return checked

    return asyncio.run(work())


def points(checked: Checked, outcome: str) -> set[str]:
    return {one.point for one in checked.points if one.outcome == outcome}


def detail(checked: Checked, point: str) -> str:
    (found,) = (one.detail for one in checked.points if one.point == point)
    return found


@pytest.fixture(autouse=True)
def _brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """Timeouts are short in these tests."""
    monkeypatch.setattr(run_module, "SETTLE", 0.02)


@pytest.fixture
def server() -> Iterator[MockServer]:
    with MockServer("support") as server:
        yield server


# Good servers.


@pytest.mark.parametrize(
    ("scenario", "options", "untried"),
    [
        ("support", {}, UNTRIED),
        ("voice", {}, UNTRIED - {"rule.audio"}),
        (None, {"fallback": "echo"}, UNTRIED),
        ("support", {"concurrency": "queue"}, UNTRIED),
    ],
    ids=["support", "voice", "echo", "queue"],
)
def test_a_good_server_breaks_no_point(
    scenario: str | None, options: dict[str, Any], untried: set[str]
) -> None:
    with MockServer(scenario, **options) as server:
        checked = check(server.url)
        starts = [one.payload for one in server.journal if one.name == "client.start"]
    assert points(checked, "not met") == set()
    assert points(checked, "not tried") == untried
    assert checked.findings == ()
    assert checked.amount == "37 points on 6 connections"
    assert len(starts) == 6
    assert not [start for start in starts if "authorization" in start]


def test_an_agent_that_streams_and_ends_meets_more_points(server: MockServer) -> None:
    server.on.text("stream").reply(completion("one two three"))
    server.on.text("bye").reply(text("Goodbye."), end())
    checked = check(server.url, say=("stream", "bye", "never said"), event="ring")
    assert points(checked, "not met") == set()
    assert points(checked, "not tried") == {
        "rule.audio",
        "rule.key.expired",
        "rule.end.timeout",
        "rule.restart",
        "rule.restart.replay",
        "rule.error",
        "server.restart",
        "error",
    }
    assert "never said" not in str([entry.payload for entry in server.journal])


def test_the_session_of_another_user_is_not_touched(server: MockServer) -> None:
    check(server.url)
    made = [one for one in server.journal if one.name == "session.create"]
    assert len(made) == 1
    users = {one.payload["userID"] for one in server.journal if one.name == "client.start"}
    assert {user.split("-without-")[0] for user in users} == {min(users)}
    assert min(users).startswith("vfmock-contract-")


def test_the_run_sends_what_the_options_say(server: MockServer) -> None:
    given = {"user": "me", "project": "p1", "environment": "dev", "authorization": "VF.DM.key"}
    checked = check(server.url, **given, say=("one", "two"), event="ring")
    assert points(checked, "not met") == set()
    first = next(one.payload for one in server.journal if one.name == "client.start")
    assert first == {
        "userID": "me",
        "projectID": "p1",
        "environmentID": "dev",
        "authorization": "VF.DM.key",
        "config": {"completionEvents": False, "audioEvents": False},
    }
    sent = [one.payload["action"] for one in server.journal if one.name == "action.send"]
    assert [(one["type"], one["payload"]) for one in sent] == [
        ("launch", {}),
        ("text", "one"),
        ("text", "two"),
        ("launch", {}),
        ("launch", {}),
        ("event", {"event": {"name": "ring"}}),
        ("launch", {}),  # without a session
    ]


@pytest.mark.parametrize("transport", ["websocket", "polling", "upgrade"])
def test_one_transport_can_be_tried_alone(server: MockServer, transport: str) -> None:
    checked = check(server.url, transports=(transport,))
    left = {f"rule.transports.{one}" for one in ("websocket", "polling", "upgrade")}
    left.discard(f"rule.transports.{transport}")
    assert points(checked, "not met") == set()
    assert points(checked, "not tried") == UNTRIED | left
    for point in left:
        assert detail(checked, point) == "left out by --transport"


def test_a_poll_may_have_more_packets_than_the_library_takes(server: MockServer) -> None:
    most = Payload.max_decode_packets
    server.on.text("Hello").reply(*[text(str(number)) for number in range(3 * most)])
    checked = check(server.url, transports=("polling",))
    assert points(checked, "not met") == set()
    assert Payload.max_decode_packets == most


# API keys.


def test_a_server_that_requires_a_key_is_reported() -> None:
    with MockServer("support", api_keys=["good"], require_authorization=True) as server:
        checked = check(server.url)
        assert points(checked, "not met") == set()
        assert points(checked, "met") == {
            "rule.path",
            "rule.transports.websocket",
            "rule.transports.polling",
            "rule.transports.upgrade",
            "rule.init.1",
            "rule.error",
            "error",
        }
        assert detail(checked, "rule.init.3").startswith("needs an API key (--api-key): got error ")
        assert points(check(server.url, authorization="good"), "not met") == set()


def test_a_wrong_key_is_reported_but_not_shown() -> None:
    with MockServer("support", api_keys=["good"]) as server:
        checked = check(server.url, authorization="wrong-key")
    assert points(checked, "not met") == {"rule.init.2"}
    assert detail(checked, "rule.init.2").startswith(
        'wanted client.started, got error "unauthorized: '
    )
    assert "wrong-key" not in str(checked)


# Bad days.


@pytest.mark.parametrize(
    ("fault", "broken", "patience"),
    [
        ("accepted missing", {"rule.action.2", "rule.action.3"}, PATIENCE),
        ("completed missing", {"rule.action.4"}, BRIEF),
        ("completed twice", {"rule.action.4"}, PATIENCE),
        ("trace after completed", {"rule.action.4"}, PATIENCE),
        ("accepted then nothing", {"rule.action.4"}, BRIEF),
        ("trace before accepted", {"rule.action.3"}, PATIENCE),
        ("trace of an unknown action", {"rule.action.3"}, PATIENCE),
        ("action rejected", {"rule.start.launch"}, PATIENCE),
        ("trace with wrong types", {"action.trace"}, PATIENCE),
        ("client.started missing", {"rule.init.3"}, BRIEF),
        ("client.started twice", {"rule.init.3"}, PATIENCE),
        ("client.started invalid", {"client.started"}, PATIENCE),
        ("session.created missing", {"rule.init.4"}, BRIEF),
        ("session.created without key", {"rule.init.4", "session.created"}, PATIENCE),
        ("new session required", {"rule.session", "rule.reconnect"}, PATIENCE),
        ("session invalidated", {"rule.session", "rule.reconnect"}, PATIENCE),
        ("polling blocked", {"rule.transports.polling", "rule.transports.upgrade"}, PATIENCE),
        ("upgrade failure", {"rule.transports.upgrade"}, PATIENCE),
        ("http error", {"rule.transports.websocket"}, PATIENCE),
        ("handshake timeout", {"rule.transports.websocket"}, BRIEF),
        ("connect error", {"rule.init.1"}, PATIENCE),
        ("transport close", {"rule.action.2"}, PATIENCE),
        ("half open", {"rule.action.2"}, BRIEF),
        ("trace duplicated", set(), PATIENCE),
        ("error in turn", set(), PATIENCE),
        ("server restart", set(), PATIENCE),
        ("parse error", set(), PATIENCE),
    ],
)
def test_a_fault(server: MockServer, fault: str, broken: set[str], patience: float) -> None:
    server.faults.add(fault)
    checked = check(server.url, patience=patience)
    assert points(checked, "not met") == broken
    assert all(detail(checked, point) for point in broken)
    # One broken point does not keep the others from being tried.
    assert len(points(checked, "met")) >= 20


@pytest.mark.parametrize("fault", ["new session required", "session invalidated"])
def test_a_server_that_never_resumes_meets_no_point_about_resuming(
    server: MockServer, fault: str
) -> None:
    server.faults.add(fault, times="always")
    met = points(check(server.url), "met")
    assert met & {"rule.init.4.resumed", "rule.reconnect", "rule.session", "rule.restart"} == set()


def test_a_server_that_begins_anew_after_a_restart_does_not_meet_its_point(
    server: MockServer,
) -> None:
    server.faults.add("new session required")
    server.faults.add("server restart", on="action.send", nth=2)
    checked = check(server.url)
    assert "rule.restart" not in points(checked, "met")


def test_a_firewall_that_blocks_websocket_is_reported(server: MockServer) -> None:
    server.faults.add("websocket blocked", on="handshake")
    server.faults.add("websocket blocked", on="upgrade")
    checked = check(server.url)
    assert points(checked, "not met") == {"rule.transports.websocket", "rule.transports.upgrade"}
    assert detail(checked, "rule.transports.websocket") == "wanted a connection, got HTTP 403"
    assert detail(checked, "rule.transports.upgrade") == "wanted websocket, it stayed with polling"
    assert "rule.reconnect" in points(checked, "met")


def test_the_detail_says_what_was_wanted_and_what_came(server: MockServer) -> None:
    server.faults.add("completed missing")
    server.faults.add("session.created without key")
    server.faults.add({"http error": 418})
    checked = check(server.url, patience=BRIEF)
    assert detail(checked, "rule.action.4") == "wanted completed, got nothing within 1 s"
    assert detail(checked, "session.created") == (
        "wanted a string that is not empty at /sessionKey, got nothing"
    )
    assert detail(checked, "rule.transports.websocket") == "wanted a connection, got HTTP 418"


def test_a_malformed_packet_is_a_warning(server: MockServer) -> None:
    server.faults.add("parse error")
    (odd,) = check(server.url).findings
    assert (odd.rule, odd.level) == ("packet.malformed", "warning")


def test_a_restart_with_an_action_in_flight_meets_its_points(server: MockServer) -> None:
    server.on.launch().reply(pause(0.2), text("Hi."))
    server.faults.add("server restart", on="accepted")
    checked = check(server.url)
    assert points(checked, "not met") == set()
    assert {"rule.restart", "rule.restart.replay", "server.restart"} <= points(checked, "met")


def test_the_run_ends_when_the_server_always_restarts(server: MockServer) -> None:
    server.faults.add("server restart", times="always")
    checked = check(server.url)
    assert checked.amount == "37 points on 11 connections"


def test_the_run_ends_when_the_server_answers_nothing(server: MockServer) -> None:
    server.faults.add("client.started missing", times="always")
    checked = check(server.url, patience=BRIEF)
    assert points(checked, "not met") == {"rule.init.3"}
    assert detail(checked, "rule.action.1") == "no session got ready"
    assert points(checked, "met") == {
        "rule.path",
        "rule.transports.websocket",
        "rule.transports.polling",
        "rule.transports.upgrade",
        "rule.init.1",
    }


def test_the_run_ends_when_the_server_answers_no_action(server: MockServer) -> None:
    server.on.any().reply()
    server.faults.add("accepted missing", times="always")
    server.faults.add("completed missing", times="always")
    checked = check(server.url, patience=BRIEF, transports=("websocket",))
    assert points(checked, "not met") == {"rule.init.5", "rule.action.2", "rule.action.overlap"}
    wanted = "wanted accepted or rejected, got nothing within 1 s"
    assert detail(checked, "rule.action.2") == wanted


def test_a_server_that_answers_no_action_with_a_trace_breaks_the_point() -> None:
    with MockServer() as server:
        server.on.any().reply()
        checked = check(server.url, transports=("websocket",))
    assert points(checked, "not met") == {"rule.action.3"}
    told = "wanted a trace of 4 accepted actions, got none"
    assert detail(checked, "rule.action.3") == told


def test_an_agent_that_rejects_everything_breaks_only_launch() -> None:
    with MockServer() as server:
        checked = check(server.url)
    assert points(checked, "not met") == {"rule.start.launch"}
    assert detail(checked, "rule.action.overlap").startswith("no action runs: launch was rejected")
    assert detail(checked, "rule.action.4") == "no action was accepted"
    assert {"rule.action.2", "rule.init.5", "rule.action.session"} <= points(checked, "met")


def test_a_rejected_second_action_breaks_the_overlap_point() -> None:
    with MockServer("support", concurrency="reject") as server:
        server.on.launch().reply(text("a"), pause(0.05), text("b"))
        checked = check(server.url)
    assert points(checked, "not met") == {"rule.action.overlap"}
    assert "wanted both accepted, got one rejected: 'action_in_progress'" in detail(
        checked, "rule.action.overlap"
    )


def test_an_end_trace_without_session_ended_is_reported(server: MockServer) -> None:
    server.on.text("Hello").reply(trace(type="end"))
    checked = check(server.url, patience=BRIEF)
    assert points(checked, "not met") == set()
    assert detail(checked, "rule.end") == (
        "an end trace came, and no session.ended behind it: got nothing within 1 s"
    )


# Worse.


def test_the_run_ends_when_a_turn_does_not_end(server: MockServer) -> None:
    steps = [step for number in range(200) for step in (text(str(number)), pause(0.02))]
    server.on.launch().reply(*steps)
    checked = check(server.url, patience=0.3, transports=("websocket",))
    assert points(checked, "not met") == {"rule.action.4"}
    told = detail(checked, "rule.action.4")
    assert told.startswith("wanted completed, got no end of it in 1.8 s")


def test_the_run_ends_when_the_server_sends_too_many_events(
    server: MockServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket_module, "LIMIT", 50)
    server.on.launch().reply(*[text(str(number)) for number in range(2000)])
    checked = check(server.url, transports=("websocket",))
    assert "rule.action.4" in points(checked, "not met")
    assert "it was left after 50 events" in detail(checked, "rule.action.4")


@pytest.mark.parametrize(
    "answer",
    [
        None,
        b"",
        b"\x00\xff garbage \r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n0{nonsen",
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n0[",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n0",
    ],
    ids=["silence", "hang-up", "garbage", "text", "cut", "404", "json", "short"],
)
def test_a_server_of_another_protocol_breaks_the_path_and_the_transports(
    answer: bytes | None,
) -> None:
    with hostile(answer) as url:
        checked = check(url, patience=BRIEF)
    ways = {f"rule.transports.{one}" for one in ("websocket", "polling", "upgrade")}
    assert points(checked, "not met") == {"rule.path", *ways}
    assert points(checked, "not tried") == set(POINTS) - ways - {"rule.path"}
    assert detail(checked, "rule.init.1") == "there was no connection"


def test_a_missing_server_is_an_error(server: MockServer) -> None:
    server.faults.add("connection refused")
    checked = check(server.url)
    assert (checked.points, checked.amount) == ((), "nothing tried")
    (error,) = checked.findings
    assert (error.rule, error.level) == ("server.unreachable", "error")
    assert error.message == (
        f"can't be reached: tried 127.0.0.1 port {server.port}: Connection refused"
    )


def test_the_loop_gets_its_exception_handler_back(server: MockServer) -> None:
    async def work() -> bool:
        loop, own = asyncio.get_running_loop(), lambda *_: None
        loop.set_exception_handler(own)
        await check_server(Plan(url=server.url, transports=("websocket",)))
        return loop.get_exception_handler() is own

    assert asyncio.run(work())


def test_the_limits_have_their_values() -> None:
    assert (run_module.VISITS, socket_module.LIMIT) == (8, 10_000)
