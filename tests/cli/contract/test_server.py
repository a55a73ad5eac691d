"""``vfmock contract server``: its options, its report, its exit code."""

from __future__ import annotations

import json
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from tests.cli.program import run
from vfmock import MockServer, text
from vfmock.checks.conformance import POINTS
from vfmock.cli.main import cli

pytestmark = pytest.mark.slow


@pytest.fixture
def server() -> Iterator[MockServer]:
    with MockServer("support") as server:
        yield server


def check(*arguments: str, **variables: str) -> Result:
    return CliRunner(env=variables).invoke(cli, ["contract", "server", *arguments])


def test_a_good_server_is_exit_code_0(server: MockServer) -> None:
    result = check(server.url)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "met        rule.path                  the Socket.IO path is " + server.path
    assert lines[-1] == f"{server.url}: 37 points on 6 connections: 25 met, 12 not tried"
    assert len(lines) == len(POINTS) + 1
    assert all(point in line for point, line in zip(POINTS, lines, strict=False))


def test_a_point_that_is_not_met_is_exit_code_1(server: MockServer) -> None:
    server.faults.add("accepted missing")
    result = check(server.url)
    assert result.exit_code == 1
    assert "\nnot met    rule.action.2              it gets a status, " in result.stdout
    assert ": 22 met, 2 not met, 13 not tried\n" in result.stdout


def test_a_missing_server_is_exit_code_1_and_the_address_is_shown(server: MockServer) -> None:
    server.faults.add("connection refused")
    result = check(server.url)
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        f"error: can't be reached: tried 127.0.0.1 port {server.port}: Connection refused "
        "[server.unreachable]",
        f"{server.url}: nothing tried: 1 error",
    ]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ([], "Missing argument 'URL'"),
        (["nonsense"], "Invalid value for URL: wanted a URL such as http://127.0.0.1:3000"),
        (["http://x/y"], "wanted a URL without a path"),
        (["http://x", "--user", ".."], "wanted user to be what a path can hold, got '..'"),
        (["http://x", "--timeout", "nan"], "wanted a number of seconds above 0, got nan"),
        (["http://x", "--timeout", "0"], "0.0 is not in the range x>0"),
        (["http://x", "--transport", "webtransport"], "'webtransport' is not one of"),
    ],
)
def test_a_wrong_call_is_exit_code_2(arguments: list[str], problem: str) -> None:
    result = check(*arguments)
    assert result.exit_code == 2
    assert problem in result.output


def test_a_key_is_sent_only_where_it_is_given(server: MockServer) -> None:
    check(server.url, VFMOCK_API_KEY="VF.DM.x", VFMOCK_API_KEYS="VF.DM.x")
    assert "VF.DM" not in str([entry.payload for entry in server.journal])
    result = check(server.url, "--api-key", "VF.DM.x")
    starts = [one.payload for one in server.journal if one.name == "client.start"]
    assert [start.get("authorization") for start in starts] == [None] * 6 + ["VF.DM.x"] * 6
    assert "VF.DM" not in result.output


def test_every_option_has_its_effect(server: MockServer) -> None:
    server.on.event("ring").reply(text("Hello?"))
    options = {"user": "me", "project": "p1", "environment": "dev", "event": "ring"}
    given = [part for name, value in options.items() for part in (f"--{name}", value)]
    result = check(server.url, *given, "--say", "one", "--say", "two", "--transport", "polling")
    assert result.exit_code == 0
    start = next(one.payload for one in server.journal if one.name == "client.start")
    wanted = {"userID": "me", "projectID": "p1", "environmentID": "dev"}
    assert {key: start[key] for key in wanted} == wanted
    sent = [one.payload["action"]["payload"] for one in server.journal if one.name == "action.send"]
    assert sent == [{}, "one", "two", {}, {}, {"event": {"name": "ring"}}, {}]
    assert "\nnot tried  rule.transports.websocket  websocket works: left out" in result.stdout


def test_the_timeout_is_for_each_answer(server: MockServer) -> None:
    server.faults.add("client.started missing")
    result = check(server.url, "--timeout", "0.2")
    assert "wanted client.started, got nothing within 0.2 s" in result.stdout


def test_the_report_has_every_format(server: MockServer) -> None:
    server.faults.add("completed twice", times="always")
    report = json.loads(check(server.url, "--format", "json").stdout)
    assert (report["check"], report["ok"], report["errors"]) == ("contract.server", False, 1)
    (checked,) = report["checked"]
    assert [one["point"] for one in checked["points"]] == list(POINTS)
    root = ElementTree.fromstring(check(server.url, "--format", "junit").stdout)
    assert [one.get("type") for one in root.iter("failure")] == ["rule.action.4"]
    assert (root.get("tests"), root.get("skipped")) == ("38", "12")
    said = check(server.url, "--format", "github").stdout
    assert said.count("\n::error title=rule.action.4::if accepted: ") == 1


def test_the_program_writes_only_the_report(server: MockServer) -> None:
    server.faults.add("parse error")
    server.faults.add("transport close", nth=2)
    done = run("contract", "server", server.url)
    assert done.stderr == ""
    assert "[packet.malformed, server]" in done.stdout


def test_several_surfaces_are_checked_one_after_the_other(server: MockServer) -> None:
    result = check(server.url, "--surface", "stable", "--surface", "socket", "--token", "vfp_1")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-2:] == [
        f"{server.url} (stable): 8 points in 11 calls: 8 met",
        f"{server.url}: 37 points on 6 connections: 25 met, 12 not tried",
    ]
    assert "vfp_1" not in result.output


def test_a_surface_that_is_not_there_is_exit_code_2(server: MockServer) -> None:
    result = check(server.url, "--surface", "v5")
    assert result.exit_code == 2
    assert "'v5' is not one of 'knowledge', 'legacy', 'socket'" in result.output
