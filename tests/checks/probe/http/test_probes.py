"""The probes of calls over HTTP, against good, wrong and hostile servers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import requests

from tests.checks.probe.hostile import hostile
from tests.checks.probe.http.tampering import Passing, Tamper, tampering, where
from tests.docs.pages import DOCS, code, rows
from vfmock import Document, Knowledge, MockServer, Scenario, load_scenario, trace
from vfmock import text as say_text
from vfmock.checks.findings import Checked
from vfmock.checks.probe import PROBES, Plan, check_server
from vfmock.checks.probe.http import calls as calls_module
from vfmock.checks.probe.http import knowledge, legacy, stable, transcripts, v4, webchat
from vfmock.checks.probe.http.calls import ProbeCall
from vfmock.endpoints import ENDPOINTS

pytestmark = pytest.mark.slow

PATIENCE = 5.0
"""Seconds for what comes at once, however busy the machine is."""

BRIEF = 0.3
"""Seconds for what does not come at all."""

HANGING = 30.0
"""Seconds after which a run counts as hanging."""

SURFACES = sorted(set(PROBES) - {"socket", "webchat-socket"})

CALLS: dict[str, ProbeCall] = {
    call.name: call
    for one in (legacy, v4, stable, knowledge, transcripts, webchat)
    for call in one.CALLS
}

SHOP = Knowledge(
    documents=(
        Document(content="Hello from the shop.\n\nHello again."),
        Document(content="Hello, I am another one.", name="other"),
    )
)


def check(url: str, surface: str, **given: Any) -> Checked:
    """The outcome of one surface."""
    given.setdefault("patience", PATIENCE)

    async def work() -> list[Checked]:
        async with asyncio.timeout(HANGING):
            return await check_server(Plan(url=url, **given), (surface,))

    (checked,) = asyncio.run(work())
    return checked


def outcomes(checked: Checked) -> dict[str, str]:
    """The outcome of each point."""
    return {one.point: one.outcome for one in checked.points}


def details(checked: Checked) -> dict[str, str]:
    """What is said of the points that are not met."""
    return {one.point: one.detail for one in checked.points if one.outcome == "not met"}


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    """A server that answers whatever is asked."""
    with MockServer(replace(load_scenario("support"), knowledge=SHOP)) as server:
        yield server


# What is tried.


def test_every_call_is_tried_as_the_endpoints_have_it() -> None:
    assert CALLS.keys() == ENDPOINTS.keys()
    for name, call in CALLS.items():
        one = ENDPOINTS[name]
        tried = (call.method, call.path, call.key, call.success, call.answer, call.event)
        answer, event = one.answer_schema, one.event_schema
        assert tried == (one.method, one.path, one.security, one.success, answer, event)


def test_every_point_is_in_the_page_and_is_no_decision() -> None:
    page = (DOCS / "protocol.md").read_text(encoding="utf-8")
    ids = {code(cells[0])[0] for cells in rows(page)}
    points = {point for surface in SURFACES for point in PROBES[surface].points}
    assert points <= ids
    assert {f"http.{name}" for name in ENDPOINTS} <= points
    assert not [point for point in points if point.startswith("decision.")]


# Good servers.


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("options", [{}, {"concurrency": "reject"}], ids=["support", "reject"])
def test_a_good_server_meets_every_point(surface: str, options: dict[str, Any]) -> None:
    scenario = replace(load_scenario("support"), knowledge=SHOP)
    with MockServer(scenario, **options) as server:
        url = server.url
        checked = check(url, surface)
    assert set(outcomes(checked).values()) == {"met"}
    assert (checked.name, checked.findings) == (f"{url} ({surface})", ())


@pytest.mark.parametrize("token", ["vfp_good", "Bearer vfp_good"])
def test_the_keys_of_the_plan_are_sent(token: str) -> None:
    keys: dict[str, Any] = {"api_keys": "VF.DM.good.x", "tokens": "vfp_good"}
    scenario = replace(load_scenario("support"), knowledge=SHOP)
    with MockServer(scenario, environments="blue", **keys) as server:
        for surface in SURFACES:
            checked = check(server.url, surface)
            untried = [one for one in checked.points if one.outcome == "not tried"]
            wanted = [webchat.DOWNLOAD.point] if surface == "webchat" else outcomes(checked)
            assert [one.point for one in untried] == list(wanted)
            assert "the server wants another " in untried[0].detail
            given = {"authorization": "VF.DM.good.x", "token": token, "environment": "blue"}
            checked = check(server.url.replace("http:", "ws:"), surface, **given)
            assert set(outcomes(checked).values()) == {"met"}, surface


def test_an_agent_without_an_answer_to_a_launch_is_not_asked_to_leave_types_out() -> None:
    with MockServer(Scenario(name="shop"), fallback="no-match") as server:
        server.on.launch().reply()
        for surface, point in (("legacy", legacy.EXCLUDED), ("stable", stable.EXCLUDED)):
            assert outcomes(check(server.url, surface))[point] == "not tried"


def test_what_is_said_and_not_taken_is_not_met() -> None:
    with MockServer() as server:
        server.on.launch().reply(say_text("Hi"))
        checked = check(server.url, "legacy", say=("qwertz",))
    assert set(details(checked)) == {"http.legacy-interact", "http.stateless-interact"} | {
        "http.stateless-version-interact"
    }
    assert "got HTTP 400" in details(checked)["http.legacy-interact"]


# Wrong servers.


def status(number: int) -> Tamper:
    """Answer another status."""
    return lambda passing: replace(passing, status=number)


def body(change: Any) -> Tamper:
    """Change the body, in place or for another one."""

    def tamper(passing: Passing) -> Passing:
        found = passing.body
        changed = change(found)
        return passing.with_json(found if changed is None else changed)

    return tamper


def text(old: str, new: str) -> Tamper:
    """Change the text of an answer."""
    return lambda passing: replace(passing, text=passing.text.replace(old, new))


def type_(other: str) -> Tamper:
    """Answer another content type."""
    return lambda passing: replace(passing, type=other)


def keep(variables: dict[str, Any], value: str) -> None:
    """Let the variable of the probe have a value where it has none."""
    variables.setdefault("vfmock_probe", value)


def without_state(answer: dict[str, Any]) -> None:
    """Leave the state out."""
    answer.pop("state", None)


def if_sent(part: str, tamper: Tamper) -> Tamper:
    """Change only the answers to requests that have this in their body."""
    return lambda passing: tamper(passing) if part in str(passing.sent) else passing


def if_asked(part: str, tamper: Tamper) -> Tamper:
    """Change only the answers to requests that have this in their query."""
    return lambda passing: tamper(passing) if part in passing.query else passing


USER = r"/state/user/[^/]+"
VERSION_USER = r"/state/development/user/[^/]+"
PUBLIC_TURN = "/public/.*/interact"
STABLE_STATE = r"/v1/stable/conversation-state/[^/]+"
STALE = body(lambda state: state["variables"].update(vfmock_probe="stale"))
STALE_STATE = body(lambda one: one["state"]["variables"].update(vfmock_probe="stale"))
NO_OBJECT = body(lambda _: [7])
MORE = {"type": "text", "payload": {"message": "more"}}


class Remembering:
    """Goes on to list every transcript that was saved."""

    def __init__(self) -> None:
        self.saved: list[Any] = []

    def __call__(self, passing: Passing) -> Passing:
        if passing.method == "PUT":
            self.saved.append(passing.body)
        elif (passing.method, passing.path) == ("GET", "/v2/transcripts/vfmock"):
            return passing.with_json(self.saved)
        return passing


LISTED_FOR_EVER = Remembering()

WRONG: list[tuple[str, str, Tamper]] = [
    # Legacy.
    ("legacy", "http.legacy-interact", where("POST", f"{USER}/interact", status(201))),
    ("legacy", "http.legacy-interact", where("POST", f"{USER}/interact", NO_OBJECT)),
    (
        "legacy",
        "http.legacy-interact",
        where("POST", f"{USER}/interact", body(lambda traces: {"trace": traces})),
    ),
    ("legacy", "http.legacy-interact", where("POST", f"{USER}/interact", text("]", ""))),
    (
        "legacy",
        "legacy-interact.request.request",
        where("POST", f"{USER}/interact", if_sent("'request'", status(400))),
    ),
    (
        "legacy",
        "query.verbose",
        where("POST", f"{USER}/interact", if_asked("verbose", body(lambda one: one["trace"]))),
    ),
    (
        "legacy",
        "legacy-interact.request.config.excludeTypes",
        where(
            "POST", f"{USER}/interact", if_sent("excludeTypes", body(lambda one: one.append(MORE)))
        ),
    ),
    ("legacy", "legacy-interact.request.state.variables", where("GET", USER, STALE)),
    ("legacy", "http.legacy-state", where("GET", USER, STALE)),
    ("legacy", "http.legacy-state", where("GET", USER, NO_OBJECT)),
    ("legacy", "http.legacy-variables", where("PATCH", f"{USER}/variables", STALE)),
    ("legacy", "http.legacy-state-put", where("PUT", USER, NO_OBJECT)),
    (
        "legacy",
        "http.legacy-state-put",
        where("GET", USER, text('"written"', '"merged"')),
    ),
    ("legacy", "http.legacy-state-reset", where("POST", USER, NO_OBJECT)),
    ("legacy", "http.legacy-state-delete", where("DELETE", USER, status(204))),
    (
        "legacy",
        "http.legacy-version-interact",
        where("POST", f"{VERSION_USER}/interact", status(404)),
    ),
    ("legacy", "http.legacy-version-state", where("GET", VERSION_USER, STALE)),
    (
        "legacy",
        "http.legacy-version-variables",
        where("PATCH", f"{VERSION_USER}/variables", status(404)),
    ),
    ("legacy", "http.legacy-version-state-put", where("PUT", VERSION_USER, status(404))),
    ("legacy", "http.legacy-version-state-reset", where("POST", VERSION_USER, status(404))),
    ("legacy", "http.legacy-version-state-delete", where("DELETE", VERSION_USER, status(404))),
    ("legacy", "http.stateless-state", where("GET", "/interact/state", NO_OBJECT)),
    (
        "legacy",
        "http.stateless-version-state",
        where("GET", "/interact/development/state", NO_OBJECT),
    ),
    ("legacy", "http.stateless-interact", where("POST", "/interact", NO_OBJECT)),
    (
        "legacy",
        "http.stateless-version-interact",
        where("POST", "/interact/development", NO_OBJECT),
    ),
    ("legacy", "http.legacy-stream", where("POST", "/v2/project/.*", text("event: end", ""))),
    ("legacy", "http.legacy-stream", where("POST", "/v2/project/.*", text("id: 2", "id: 3"))),
    ("legacy", "http.legacy-stream", where("POST", "/v2/project/.*", status(500))),
    (
        "legacy",
        "query.state",
        where("POST", "/v2/project/.*", text("event: state", "event: error")),
    ),
    ("legacy", "http.beta-stream", where("POST", "/v2beta1/.*", text("retry: 2000", "x"))),
    (
        "legacy",
        "http.beta-stream",
        where("POST", "/v2beta1/.*", text('"type":"trace"', '"type":"t"')),
    ),
    (
        "legacy",
        "legacy-error.401",
        where("POST", f"{USER}/interact", text('"code": 401', '"code": 403')),
    ),
    ("legacy", "legacy-error.401", where("POST", f"{USER}/interact", text("dateTime", "when"))),
    ("legacy", "legacy-invalid.400", where("POST", f"{USER}/interact", text("verror", "error"))),
    ("legacy", "http.legacy-interact", where("POST", f"{USER}/interact", type_("text/html"))),
    ("legacy", "http.legacy-interact", where("POST", f"{USER}/interact", body(lambda _: []))),
    (
        "legacy",
        "http.legacy-state",
        where("GET", USER, text('"variables": {', '"variables": {"n": NaN, ')),
    ),
    (
        "legacy",
        "http.legacy-state-reset",
        where("GET", USER, body(lambda one: keep(one["variables"], "written"))),
    ),
    (
        "legacy",
        "http.legacy-state-delete",
        where("GET", USER, body(lambda one: keep(one["variables"], "kept"))),
    ),
    (
        "legacy",
        "http.legacy-stream",
        where("POST", "/v2/project/.*", text("event: trace", "event: state")),
    ),
    ("legacy", "http.beta-stream", where("POST", "/v2beta1/.*", text("event: trace", ": x"))),
    # v4.
    ("v4", "http.v4-interact", where("POST", "/v4/interact", status(401))),
    (
        "v4",
        "http.v4-interact",
        where("POST", "/v4/interact", body(lambda one: one.update(traces=[]))),
    ),
    ("v4", "http.v4-session", where("POST", "/v4/project/[^/]+/session", text('"e', '"\\r\\ne'))),
    ("v4", "http.v4-interact-stream", where("POST", "/v4/interact/stream", type_("text/plain"))),
    (
        "v4",
        "http.v4-interact-stream",
        where("POST", "/v4/interact/stream", text("event: trace", ": x")),
    ),
    ("v4", "http.v4-session", where("POST", "/v4/project/[^/]+/session", NO_OBJECT)),
    (
        "v4",
        "http.v4-environment-session",
        where("POST", "/v4/project/[^/]+/environment/main/session", status(404)),
    ),
    ("v4", "http.v4-interact", where("POST", "/v4/interact", NO_OBJECT)),
    (
        "v4",
        "interact.response.state",
        where("POST", "/v4/interact", body(lambda one: without_state(one))),
    ),
    (
        "v4",
        "interact.request.variables",
        where("POST", "/v4/interact", text('"merged"', '"stale"')),
    ),
    (
        "v4",
        "http.v4-interact-stream",
        where(
            "POST",
            "/v4/interact/stream",
            lambda passing: replace(passing, text=passing.text.lstrip()),
        ),
    ),
    (
        "v4",
        "interact-stream.event.event",
        where("POST", "/v4/interact/stream", text("event: state", "event: error")),
    ),
    ("v4", "http.v4-push", where("POST", "/v2/project/.*", status(200))),
    (
        "v4",
        "v4-error.401",
        where("POST", "/v4/interact/stream", text("Unauthorized", '"')),
    ),
    (
        "v4",
        "v4-error.401",
        where(
            "POST",
            "/v4/project/[^/]+/session",
            lambda one: replace(one, status=403) if one.status == 401 else one,
        ),
    ),
    # Stable.
    (
        "stable",
        "http.stable-conversation",
        where("PUT", "/v1/stable/conversation/[^/]+", body(lambda one: one.update(traces=[]))),
    ),
    (
        "legacy",
        "http.legacy-stream",
        where("POST", "/v2/project/.*", lambda one: replace(one, text="\n\n")),
    ),
    (
        "stable",
        "http.stable-conversation",
        where("PUT", "/v1/stable/conversation/[^/]+", body(lambda one: one["traces"])),
    ),
    (
        "stable",
        "stable-conversation.request.config.excludeTypes",
        where(
            "PUT",
            "/v1/stable/conversation/[^/]+",
            if_sent("excludeTypes", body(lambda one: one["traces"].append(MORE))),
        ),
    ),
    ("stable", "http.stable-state", where("GET", STABLE_STATE, body(lambda one: one["state"]))),
    ("stable", "http.stable-variables", where("GET", STABLE_STATE, text('"merged"', '"stale"'))),
    ("stable", "http.stable-state-patch", where("GET", STABLE_STATE, text('"written"', '"x"'))),
    ("stable", "http.stable-state-delete", where("DELETE", STABLE_STATE, status(204))),
    (
        "stable",
        "stable-error.401",
        where("GET", STABLE_STATE, lambda one: replace(one, text="") if one.status == 401 else one),
    ),
    ("stable", "stable-error.400", where("GET", STABLE_STATE, text("invalid", "unknown"))),
    # The knowledge base.
    ("knowledge", "http.knowledge-base", where("POST", "/knowledge-base/query", NO_OBJECT)),
    (
        "knowledge",
        "knowledge-base.request.chunkLimit",
        where(
            "POST",
            "/knowledge-base/query",
            body(lambda one: one.update(chunks=one["chunks"] * 2)),
        ),
    ),
    (
        "knowledge",
        "knowledge-base.request.synthesis",
        where("POST", "/knowledge-base/query", body(lambda one: one.update(output="always"))),
    ),
    (
        "knowledge",
        "http.stable-knowledge-base",
        where("POST", "/v1/stable/knowledge-base/query", body(lambda one: one["answer"])),
    ),
    # Transcripts.
    ("transcripts", "http.older-transcript-save", where("PUT", "/v2/transcripts", NO_OBJECT)),
    (
        "transcripts",
        "http.older-transcripts",
        where("GET", "/v2/transcripts/vfmock", text("[", "[7, ")),
    ),
    (
        "transcripts",
        "http.older-transcripts",
        where("GET", "/v2/transcripts/vfmock", body(lambda found: [])),
    ),
    ("transcripts", "http.older-transcript", where("GET", "/v2/transcripts/vfmock/.*", NO_OBJECT)),
    (
        "transcripts",
        "http.older-transcript",
        where("GET", "/v2/transcripts/vfmock/.*", body(lambda said: [])),
    ),
    (
        "transcripts",
        "http.transcript-search",
        where("POST", "/v1/transcript/project/.*", body(lambda one: one.update(transcripts=[]))),
    ),
    (
        "transcripts",
        "http.stable-transcript-search",
        where("POST", "/v1/stable/transcript/search", body(lambda one: one.update(transcripts=[]))),
    ),
    (
        "transcripts",
        "http.transcript",
        where("GET", "/v1/transcript/.*", body(lambda one: one["transcript"].update(logs=[]))),
    ),
    (
        "transcripts",
        "http.transcript-end",
        where("GET", "/v1/transcript/.*", body(lambda one: one["transcript"].update(endedAt=None))),
    ),
    ("transcripts", "http.transcript-delete", LISTED_FOR_EVER),
    ("transcripts", "http.older-transcript-delete", LISTED_FOR_EVER),
    (
        "stable",
        "http.stable-state-delete",
        where("GET", STABLE_STATE, body(lambda one: keep(one["state"]["variables"], "written"))),
    ),
    # The web chat.
    ("webchat", "http.webchat-publishing", where("GET", "/public/.*", NO_OBJECT)),
    ("webchat", "http.webchat-publishing", where("GET", "/public/.*", status(401))),
    (
        "webchat",
        "http.webchat-settings",
        where("GET", "/v2/public/.*", body(lambda one: one.update(position="top"))),
    ),
    ("webchat", "http.webchat-setup", where("POST", ".*/widget/setup", text("versionID", "id"))),
    (
        "webchat",
        "http.webchat-interact",
        where("POST", PUBLIC_TURN, body(lambda one: one["trace"])),
    ),
    (
        "webchat",
        "http.webchat-interact",
        where("POST", PUBLIC_TURN, body(lambda one: one.update(trace=[]))),
    ),
    (
        "webchat",
        "webchat-interact.response.trace",
        where("POST", PUBLIC_TURN, text('"slate"', '"slat"')),
    ),
    ("webchat", "http.webchat-transcript", where("POST", "/public/.*/transcripts", text("{", ""))),
    (
        "webchat",
        "http.webchat-transcript-download",
        where("POST", ".*/download", lambda one: replace(one, text="\n")),
    ),
    ("webchat", "http.webchat-transcript-download", where("POST", ".*/download", status(401))),
    ("webchat", "http.webchat-transcript-end", where("POST", "/transcripts/end/.*", status(404))),
    ("webchat", "http.webchat-feedback", where("POST", "/feedback/.*", status(500))),
    ("webchat", "http.webchat-log", where("POST", "/v1alpha1/.*", status(302))),
    (
        "webchat",
        "http.webchat-file",
        where("POST", ".*/file-storage", body(lambda one: one.update(fields=[]))),
    ),
    (
        "webchat",
        "http.webchat-upload",
        where("POST", ".*/file-storage", body(lambda one: one["fields"].update(policy="x"))),
    ),
    (
        "webchat",
        "http.webchat-upload",
        where("POST", ".*/file-storage", body(lambda one: one.update(url="nowhere"))),
    ),
    (
        "transcripts",
        "http.transcript-search",
        where("POST", "/v1/transcript/project/.*", NO_OBJECT),
    ),
    (
        "transcripts",
        "http.transcript",
        where("GET", "/v1/transcript/.*", body(lambda one: one["transcript"].update(id="x"))),
    ),
    (
        "transcripts",
        "http.stable-transcript-search",
        where("POST", "/v1/stable/transcript/search", NO_OBJECT),
    ),
    (
        "transcripts",
        "http.stable-transcript",
        where(
            "GET", "/v1/stable/transcript/.*", body(lambda one: one["transcript"].update(id="x"))
        ),
    ),
    (
        "transcripts",
        "http.transcript-end",
        where("POST", "/v1/transcript/[^/]+/project/.*", status(404)),
    ),
    ("transcripts", "http.transcript-delete", where("DELETE", "/v1/transcript/.*", status(404))),
    (
        "transcripts",
        "http.older-transcript-delete",
        where("DELETE", "/v2/transcripts/vfmock/.*", status(404)),
    ),
]
"""A surface, a point, and an answer that does not meet it."""


@pytest.mark.parametrize(
    ("surface", "point", "tamper"), WRONG, ids=[f"{n}-{one[1]}" for n, one in enumerate(WRONG)]
)
def test_a_wrong_answer_does_not_meet_its_point(
    server: MockServer, surface: str, point: str, tamper: Tamper
) -> None:
    with tampering(server.url, tamper) as url:
        checked = check(url, surface)
    assert outcomes(checked)[point] == "not met"
    assert details(checked)[point].startswith("wanted ")


def test_every_point_can_be_broken() -> None:
    broken = {(surface, point) for surface, point, _ in WRONG}
    assert broken == {(surface, point) for surface in SURFACES for point in PROBES[surface].points}


# Hostile servers.


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize(
    "answer",
    [
        None,
        b"",
        b"\x00\xff garbage \r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n[",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.1 302 Found\r\nLocation: http://10.255.255.1/\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
    ],
    ids=["silence", "hang-up", "garbage", "text", "short", "gzip", "redirect", "404"],
)
def test_a_server_of_another_protocol_meets_nothing(surface: str, answer: bytes | None) -> None:
    with hostile(answer) as url:
        checked = check(url, surface, patience=BRIEF)
    assert "met" not in outcomes(checked).values()
    assert details(checked)


def test_an_answer_that_is_too_long_is_left(
    server: MockServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls_module, "SIZE", 1000)
    with tampering(server.url, text("]", " " * 2000 + "]")) as url:
        checked = check(url, "legacy")
    assert "got more than 1000 bytes" in details(checked)["http.legacy-interact"]


@pytest.mark.parametrize("key", ["VF.DM.secret", "VF.DM.one\\two'three\"secret"])
def test_no_report_shows_a_key(server: MockServer, key: str) -> None:
    def fail(passing: Passing) -> Passing:
        return replace(passing, status=500, text=f"{key} vfp_s")

    with tampering(server.url, fail) as url:
        for surface in SURFACES:
            checked = check(url, surface, authorization=key, token="vfp_s")
            assert details(checked)
            assert "secret" not in str(checked)
            assert "vfp_s" not in str(checked)


def test_no_connection_is_kept_that_the_server_may_close(server: MockServer) -> None:
    seen = []

    def look(passing: Passing) -> Passing:
        seen.append(passing.connection)
        return passing

    with tampering(server.url, look) as url:
        check(url, "v4")
    assert set(seen) == {"close"}


def jumbled(passing: Passing) -> Passing:
    """A stream that is written in another way, which is right too."""
    if passing.type != "text/event-stream":
        return passing
    whole = passing.text.replace("data: {}", "data: {\ndata: }").replace(": {", ":{")
    return replace(passing, text=whole.replace("event: ", "event:").replace("\n", "\r\n"))


@pytest.mark.parametrize("surface", ["legacy", "v4"])
def test_a_stream_may_be_written_in_any_way(server: MockServer, surface: str) -> None:
    with tampering(server.url, jumbled) as url:
        assert details(check(url, surface)) == {}


def test_a_state_may_have_more_than_is_written_back(server: MockServer) -> None:
    with tampering(server.url, where("GET", USER, body(lambda one: one.update(more=1)))) as url:
        assert details(check(url, "legacy")) == {}


@pytest.mark.parametrize(
    ("surface", "tamper"),
    [
        ("legacy", lambda one: replace(one, text="[" * 100_000)),
        ("v4", body(lambda one: one.update(sessionKey="\ud800") if "sessionKey" in one else None)),
        ("transcripts", body(lambda one: one.update(_id="..") if "_id" in one else None)),
        ("transcripts", body(lambda one: one.update(_id="\ud800") if "_id" in one else None)),
    ],
)
def test_an_answer_that_nobody_can_use_is_not_met(
    server: MockServer, surface: str, tamper: Tamper
) -> None:
    with tampering(server.url, tamper) as url:
        checked = check(url, surface)
    assert next(iter(outcomes(checked).values())) == "not met"


def test_nobody_sees_a_session_key_in_a_report(server: MockServer) -> None:
    with tampering(server.url, where("POST", "/v2/.*", status(404))) as url:
        pushed = check(url, "v4")
    assert "{sessionKey}" in details(pushed)["http.v4-push"]
    with tampering(server.url, where("POST", "/v4/project/.*", text("}", ""))) as url:
        broken = check(url, "v4")
    assert "redacted" in details(broken)["http.v4-session"]
    assert "eyJ" not in f"{pushed}{broken}"


def test_a_key_that_is_cut_is_not_seen_either(server: MockServer) -> None:
    key = 'VF.DM.0123456789"abcdef.abcdefghijklmnopqrstuvwxyz'

    def echo(passing: Passing) -> Passing:
        return replace(passing, status=200, type="text/event-stream", text=f"\nkey {key}")

    with tampering(server.url, where("POST", "/v2/project/.*", echo)) as url:
        checked = check(url, "legacy", authorization=key)
    assert "0123456789" not in str(checked)


def test_a_client_of_the_web_chat_takes_any_2xx(server: MockServer) -> None:
    def other(passing: Passing) -> Passing:
        is_its = passing.status == 200 and "/v4/" not in passing.path
        return replace(passing, status=202) if is_its else passing

    with tampering(server.url, other) as url:
        assert set(outcomes(check(url, "webchat")).values()) == {"met"}


def test_an_agent_without_texts_has_no_slates() -> None:
    with MockServer() as server:
        for rule in (server.on.launch(), server.on.text()):
            rule.reply(trace({"type": "debug", "payload": {"message": "x"}}))
        checked = check(server.url, "webchat")
    assert outcomes(checked)[webchat.SLATE] == "not tried"


def test_the_transcripts_of_the_named_user_stay() -> None:
    with MockServer("support") as server, requests.Session() as http:
        http.headers["Authorization"] = "VF.DM.1"
        launch = {"action": {"type": "launch"}}
        http.post(f"{server.url}/state/user/me/interact", json=launch, timeout=PATIENCE)
        checked = check(server.url, "transcripts", user="me")
        found = http.post(f"{server.url}/v1/transcript/project/vfmock", timeout=PATIENCE).json()
    assert set(outcomes(checked).values()) == {"met"}
    assert "me" in [one["userID"] for one in found["transcripts"]]


def test_a_time_limit_says_what_came() -> None:
    with hostile(None) as url:
        silent = check(url, "v4", patience=BRIEF)
    assert f"got nothing within {BRIEF:g} s" in details(silent)["http.v4-session"]
    with hostile(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n[", hold=True) as url:
        endless = check(url, "v4", patience=BRIEF)
    assert f"got no end of it in {6 * BRIEF:g} s" in details(endless)["http.v4-session"]


def test_a_knowledge_base_that_finds_little_is_not_asked_for_less() -> None:
    with MockServer("support") as server:
        checked = check(server.url, "knowledge")
    assert outcomes(checked)["knowledge-base.request.chunkLimit"] == "not tried"
    assert outcomes(checked)["knowledge-base.request.synthesis"] == "not tried"
