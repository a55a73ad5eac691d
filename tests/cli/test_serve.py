"""``vfmock serve``: in place of the real host."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.cli.program import COMMAND, PATIENCE, Program, environment, run, run_here
from tests.clients.fixtures import ClientFactory
from tests.wire.talk import ready, say
from vfmock import MockServer
from vfmock.cli.main import cli
from vfmock.settings import options

AGENT = "name: pizza\nrules:\n  - on: {text: hi}\n    reply: [text: hello]\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_serve_echoes_until_a_signal_stops_the_server(
    make_client: ClientFactory, number: signal.Signals
) -> None:
    with Program("serve", "--port", "0", "--seed", "7") as program:
        url = program.wait_for(r"vfmock serves 'empty' at (http://127\.0\.0\.1:\d+)\n")[1]
        options = program.wait_for(r"  io\('(.*)', \{ path: '(.*)' \}\)\n")
        assert (options[1], options[2]) == (url, "/v4/interact/socket")
        program.wait_for(f"  seed 7; talk to it: vfmock chat {re.escape(url)}\n")
        client = make_client("python_async")
        await client.connect_via(url, "websocket")
        await ready(client)
        assert await say(client, "anything at all") == ["anything at all"]
        program.signal(number)
        assert program.exit_code() == 0
        assert program.said.endswith("vfmock stopped\n")
        await client.wait_disconnect()


def test_serve_names_the_page_of_the_widget(tmp_path: Path) -> None:
    file = tmp_path / "bundle.mjs"
    file.write_text("window.voiceflow = {};", encoding="utf-8")
    options = ("--port", "0", "--widget", "--widget-bundle", str(file))
    with Program("serve", "support", *options) as program:
        url = program.wait_for(r"  chat in a browser: (http://127\.0\.0\.1:\d+/__vfmock/widget)\n")[
            1
        ]
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        program.signal(signal.SIGTERM)
        assert program.exit_code() == 0


async def test_events_are_shown_as_they_come(make_client: ClientFactory, tmp_path: Path) -> None:
    file = tmp_path / "pizza.yaml"
    file.write_text(AGENT, encoding="utf-8")
    with Program("serve", str(file), "--port", "0", "--events") as program:
        url = program.wait_for(r"vfmock serves 'pizza' at (http://\S+)\n")[1]
        client = make_client("python_async")
        await client.connect_via(url, "websocket")
        await ready(client)
        assert await say(client, "hi") == ["hello"]
        for line in (
            "  c1 ! connect",
            "  c1 → client.start 'test@test.com' of project",
            "  c1 ← client.started newSessionRequired=true",
            "  c1 → session.create",
            "  c1 ← session.created",
            "  c1 → text 'hi'",
            "  c1 ← accepted",
            "  c1 ← text 'hello'",
            "  c1 ← completed",
        ):
            program.wait_for(re.escape(line))
        program.signal(signal.SIGTERM)
        assert program.exit_code() == 0


async def test_sigterm_drains(make_client: ClientFactory, tmp_path: Path) -> None:
    """All get a restart, running turns get the grace period, no new client; exit code 0."""
    file = tmp_path / "pizza.yaml"
    file.write_text(
        f"{AGENT}  - on: {{text: slow}}\n    reply: [pause: 20s, text: done]\n", encoding="utf-8"
    )
    options = ("--port", "0", "--time-scale", "100", "--restart-grace", "600s")
    with Program("serve", str(file), *options) as program:
        url = program.wait_for(r"vfmock serves 'pizza' at (http://\S+)\n")[1]
        client = make_client("node")
        await client.connect(url, reconnection=False)
        await ready(client)
        await client.emit("action.send", {"action": {"type": "text", "payload": "slow"}})
        await client.next("action.status")
        program.signal(signal.SIGTERM)
        assert await client.next("server.restart") == [
            {"action": {"type": "text", "payload": "slow"}}
        ]
        (payload,) = await client.next("action.trace")
        assert payload["trace"]["payload"]["message"] == "done"
        await client.wait_disconnect()
        assert program.exit_code() == 0


@pytest.mark.parametrize("second", [signal.SIGTERM, signal.SIGINT])
async def test_a_second_signal_does_not_wait(
    make_client: ClientFactory, tmp_path: Path, second: signal.Signals
) -> None:
    file = tmp_path / "pizza.yaml"
    file.write_text(f"{AGENT}  - on: {{text: slow}}\n    reply: [pause: 1h]\n", encoding="utf-8")
    with Program("serve", str(file), "--port", "0", "--restart-grace", "1h") as program:
        url = program.wait_for(r"vfmock serves 'pizza' at (http://\S+)\n")[1]
        client = make_client("node")
        await client.connect(url, reconnection=False)
        await ready(client)
        await client.emit("action.send", {"action": {"type": "text", "payload": "slow"}})
        await client.next("action.status")
        program.signal(signal.SIGTERM)
        await client.next("server.restart")
        program.signal(second)
        assert program.exit_code() == 0
        await client.wait_disconnect()


async def test_serve_takes_instances_presets_and_a_mock_clock(make_client: ClientFactory) -> None:
    options = ("--instances", "2", "--preset", "slow-llm", "--clock", "mock", "--seed", "1")
    with Program("serve", "support", "--port", "0", "--events", *options) as program:
        found = program.wait_for(r"vfmock serves 'support' at (http://\S+) and (http://\S+)\n")
        client = make_client("node")
        await client.connect(found[2])
        await client.emit("client.start", {"userID": "u", "projectID": "p"})
        program.wait_for("fault: latency from connect on")
        program.wait_for("client.start 'u'")
        body = json.dumps({"advance": "8s"}).encode()
        call = urllib.request.Request(f"{found[1]}/__vfmock/clock", data=body, method="POST")
        await asyncio.to_thread(urllib.request.urlopen, call, timeout=PATIENCE)
        assert await client.next("client.started") == [{"newSessionRequired": True}]
        program.signal(signal.SIGINT)  # SIGTERM waits for what the latency holds back
        assert program.exit_code() == 0


def test_the_environment_sets_options(tmp_path: Path) -> None:
    file = tmp_path / "pizza.yaml"
    file.write_text(AGENT, encoding="utf-8")
    variables = {"VFMOCK_SCENARIO": str(file), "VFMOCK_PORT": "0", "VFMOCK_SEED": "11"}
    with Program("serve", variables=variables) as program:
        program.wait_for("vfmock serves 'pizza' at ")
        program.wait_for("seed 11;")
        program.signal(signal.SIGTERM)
        assert program.exit_code() == 0


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--port", "many"], "'port': wanted a whole number, got 'many'"),
        (["--fallback", "ecko"], "wanted one of strict, no-match, echo, got 'ecko'"),
        (["--key-lifetime", "long"], "'key_lifetime': wanted a number of seconds or a duration"),
        (["--prot", "1"], "No such option"),
        (["--clock", "fake"], "'clock': wanted one of real, mock, got 'fake'"),
        (["--time-scale", "fast"], "'time_scale': wanted a number, got 'fast'"),
    ],
)
def test_a_wrong_option_is_exit_code_2(arguments: list[str], problem: str) -> None:
    result = CliRunner().invoke(cli, ["serve", *arguments])
    assert result.exit_code == 2
    assert problem in result.output


def test_every_option_has_a_flag_with_its_default() -> None:
    output = CliRunner().invoke(cli, ["serve", "--help"], terminal_width=200).output
    flags = {f"--{name.replace('_', '-')}" for name, _, _ in options()} - {"--scenario"}
    assert flags - set(re.findall(r"--[a-z-]+", output)) == set()
    assert "[default: 3000]" in output
    assert "--scenario" not in output


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--secret", "short"], "vfmock: 'secret' has 32 characters or more"),
        (["--port", "65536"], "vfmock: 'port' is from 0 to 65535, not 65536"),
        (["nowhere.yaml"], "vfmock: no file and no example 'nowhere.yaml'"),
        (
            ["--widget", "--port", "0", "--widget-bundle", "nowhere.mjs"],
            "vfmock: 'widget_bundle': there is no file nowhere.mjs",
        ),
    ],
)
def test_a_refused_option_is_one_line_and_exit_code_2(arguments: list[str], problem: str) -> None:
    done = run_here("serve", *arguments)
    assert done.returncode == 2
    assert done.stderr.startswith(problem)
    assert done.stderr.count("\n") == 1


def test_a_wrong_scenario_is_reported_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "pizza.yaml"
    file.write_text("name: pizza\nrules:\n  - on: {txt: hi}\n", encoding="utf-8")
    done = run_here("serve", str(file), "--port", "0")
    assert done.returncode == 2
    assert re.match(rf"vfmock: {re.escape(str(file))}:3:\d+: .*'txt'.*'text'", done.stderr)
    assert "Traceback" not in done.stderr


def test_a_port_in_use_is_exit_code_2(server: MockServer) -> None:
    done = run_here("serve", "--port", str(server.port))
    assert done.returncode == 2
    assert done.stderr.startswith(f"vfmock: can't listen on 127.0.0.1:{server.port}: ")
    assert done.stderr.count("\n") == 1


def test_a_given_flag_has_its_effect(make_client: ClientFactory) -> None:
    with Program("serve", "--port", "0", "--require-authorization") as program:
        url = program.wait_for(r"at (http://\S+)\n")[1]
        done = run("chat", url)
        assert done.returncode == 1
        assert "unauthorized: wanted an API key in 'authorization'" in done.stdout + done.stderr
        program.signal(signal.SIGTERM)
        assert program.exit_code() == 0


def test_serve_stops_when_nobody_reads_the_events() -> None:
    process = subprocess.Popen(
        [*COMMAND, "serve", "--port", "0", "--events"], env=environment(), stdout=subprocess.PIPE
    )
    with process:
        assert process.stdout is not None
        url = process.stdout.readline().decode().split()[-1]
        for _ in range(2):
            process.stdout.readline()
        process.stdout.close()
        address = f"{url}/v4/interact/socket/?EIO=4&transport=polling"
        with urllib.request.urlopen(address, timeout=PATIENCE) as response:
            sid = json.loads(response.read()[1:])["sid"]
        with urllib.request.urlopen(f"{address}&sid={sid}", data=b"40", timeout=PATIENCE):
            pass  # this is a client that connects, and so an event
        assert process.wait(PATIENCE) == 0


STRICT = """
name: strict
fallback: {mode: strict}
rules:
  - on: launch
    reply: [text: hello]
  - on: {text: broken}
    reply: [text: "{{ 1 / 0 }}"]
"""


async def _talk(program: Program, make_client: ClientFactory) -> None:
    client = make_client("python_async")
    await client.connect(program.wait_for(r"at (http://\S+)\n")[1])
    await ready(client)
    for words in ("nobody takes this", "broken"):
        await client.emit("action.send", {"action": {"type": "text", "payload": words}})
        await client.next("action.status")
    await client.next("action.status")


async def test_what_goes_wrong_is_shown_without_being_asked_for(
    make_client: ClientFactory, tmp_path: Path
) -> None:
    file = tmp_path / "strict.yaml"
    file.write_text(STRICT, encoding="utf-8")
    with Program("serve", str(file), "--port", "0") as program:
        await _talk(program, make_client)
        program.wait_for(r"  c1 ! mismatch: .*nobody takes this")
        program.wait_for(r"  c1 ← rejected")
        program.wait_for(r"  c1 ! scenario_error: .*division by zero")
        assert "client.start" not in program.said
        program.signal(signal.SIGTERM)
        assert program.exit_code() == 0


async def test_quiet_shows_nothing_of_it(make_client: ClientFactory, tmp_path: Path) -> None:
    file = tmp_path / "strict.yaml"
    file.write_text(STRICT, encoding="utf-8")
    with Program("serve", str(file), "--port", "0", "--quiet") as program:
        await _talk(program, make_client)
        program.signal(signal.SIGTERM)
        assert program.exit_code() == 0
        assert "c1" not in program.said


def test_elsewhere_than_on_the_loopback_an_admin_token_is_drawn_and_printed() -> None:
    with Program("serve", "--port", "0", "--host", "0.0.0.0") as program:
        port = program.wait_for(r"at http://\S+:(\d+)\n")[1]
        token = program.wait_for(r"admin API from other machines: '(Authorization: Bearer \S+)'")[1]
        name, _, value = token.partition(": ")
        url = f"http://127.0.0.1:{port}/__vfmock/health"
        assert _status(url, {}) == 401
        assert _status(url, {name: value}) == 200
        assert _status(url, {name: value + "x"}) == 401
        program.signal(signal.SIGTERM)
        assert program.exit_code() == 0


def _status(url: str, headers: dict[str, str]) -> int:
    """The status of a call from elsewhere."""
    call = urllib.request.Request(url, headers={"Host": "vfmock.example", **headers})
    try:
        with urllib.request.urlopen(call, timeout=PATIENCE) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


@pytest.mark.parametrize(
    "options", [("--host", "127.0.0.1"), ("--host", "0.0.0.0", "--admin-token", "mine-mine")]
)
def test_no_admin_token_is_drawn_where_none_is_needed(options: tuple[str, ...]) -> None:
    with Program("serve", "--port", "0", *options) as program:
        program.wait_for("talk to it")
        program.signal(signal.SIGTERM)
        assert program.exit_code() == 0
        assert "admin API" not in program.said


def test_tls_keeps_its_authority_in_a_file_and_prints_lines_for_a_shell(tmp_path: Path) -> None:
    file = tmp_path / "my ca.pem"
    kept = []
    for _ in range(2):
        with Program("serve", "--port", "0", "--tls", "--ca-file", str(file)) as program:
            port = program.wait_for(r"at https://127\.0\.0\.1:(\d+)\n")[1]
            program.wait_for(rf"talk to it: vfmock chat http://127\.0\.0\.1:{port}\n")
            program.wait_for(f"certificate authority: {re.escape(str(file))}\n")
            program.wait_for(rf"export HTTPS_PROXY=http://127\.0\.0\.1:{port}\n")
            program.wait_for(f"export SSL_CERT_FILE='{re.escape(str(file))}'\n")
            program.signal(signal.SIGINT)
            assert program.exit_code() == 0
        kept.append(file.read_bytes())
    assert kept[0] == kept[1]


def test_tls_without_its_extra_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trustme", None)
    done = run_here("serve", "--port", "0", "--tls")
    assert done.returncode == 2
    assert done.stderr == "vfmock: tls needs the package trustme: pip install 'vfmock[tls]'\n"
