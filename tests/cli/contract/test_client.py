"""``vfmock contract client``: each client program has the findings for its mistakes."""

from __future__ import annotations

import json
import re
import shlex
import signal
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from tests.cli.contract.clients import (
    AGENT,
    BAD_AT_RESTARTS,
    COMES_BACK,
    GOOD,
    KIT,
    MISTAKES,
    NODE,
    WARNINGS,
)
from tests.cli.program import Program, run, run_here
from tests.clients.fixtures import require_node
from tests.clients.node_client import NODE_DIRECTORY
from vfmock.checks.client import CLIENT_RULES
from vfmock.cli import process
from vfmock.cli.main import cli

pytestmark = pytest.mark.slow

HANG = "import threading; print('here', flush=True); threading.Event().wait()"


HASTY = ("create.wait", "create.once")
"""What a client does in a hurry, and so has to be faster than the answer."""


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    Path("agent.yaml").write_text(AGENT, encoding="utf-8")


def check(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["contract", "client", *arguments])


def check_python(body: str, *options: str) -> Result:
    """Check a Python program that is made of the kit.

    Once in a hundred times the library's threads keep a program from its end for half a minute.
    """
    Path("bot.py").write_text(f"{KIT}\n{body}\nos._exit(0)\n", encoding="utf-8")
    return check("--scenario", "agent.yaml", *options, "--", sys.executable, "bot.py")


def rules(result: Result) -> list[str]:
    """The rules that its findings name."""
    return re.findall(r"\[([a-z.-]+), client", result.output)


def test_a_good_client_has_no_findings() -> None:
    result = check_python(GOOD)
    assert result.output == f"{sys.executable} bot.py: 3 actions on 2 connections: ok\n"
    assert result.exit_code == 0


@pytest.mark.parametrize("rule", MISTAKES)
def test_a_mistake_is_the_only_finding(rule: str) -> None:
    latency = "200ms" if rule in HASTY else "1ms"
    result = check_python(MISTAKES[rule], "--patience", "100ms", "--latency", latency)
    assert rules(result) == [rule]
    assert result.exit_code == 1


@pytest.mark.parametrize("rule", WARNINGS)
def test_a_warning_does_not_fail(rule: str) -> None:
    result = check_python(WARNINGS[rule])
    assert rules(result) == [rule]
    assert ": warning: " in result.output
    assert result.exit_code == 0


def test_a_client_may_report_silence_in_time() -> None:
    body = MISTAKES["no-reply.missed"].replace(
        'client.wait("session.ended")',
        'client.emit("action.send", {"action": {"type": "no-reply"}})\n'
        'client.wait("action.status", status="completed")\nclient.wait("session.ended")',
    )
    assert rules(check_python(body, "--patience", "100ms")) == []


# Restarts.


@pytest.mark.parametrize("option", ["--restart", "--restart-at=2"])
def test_a_client_that_reconnects_has_no_findings(option: str) -> None:
    result = check_python(COMES_BACK, option)
    assert result.output.endswith("bot.py: 3 actions on 2 connections: ok\n")
    assert result.exit_code == 0


@pytest.mark.parametrize("name", BAD_AT_RESTARTS)
def test_a_client_that_does_not_reconnect_is_found(name: str) -> None:
    result = check_python(BAD_AT_RESTARTS[name], "--restart")
    assert rules(result) == [name.split()[0]]
    assert result.exit_code == (0 if name == "restart.replay" else 1)


def test_a_client_has_only_the_given_time_to_reconnect() -> None:
    body = BAD_AT_RESTARTS["restart.reconnect"].replace(
        "client.close()", 'other = Client()\nother.wait("never")\n'
    )
    result = check_python(body, "--restart", "--patience", "100ms", "--timeout", "3s")
    assert rules(result) == ["restart.reconnect", "client.timeout"]
    assert "with its sessionKey: got nothing within 0.1 s [" in result.output


def test_every_rule_is_broken_by_a_program_here() -> None:
    broken = {*MISTAKES, *WARNINGS, *(name.split()[0] for name in BAD_AT_RESTARTS)}
    assert set(CLIENT_RULES) - broken == {
        "client.timeout",  # the test above has it
        "action.taken",
        "scenario.works",  # and the tests below have these
    }


STRICT = """
fallback: {mode: strict}
rules:
  - on: {text: hello}
    reply: [text: hi]
  - on: {text: broken}
    reply: [text: "{{ 1 / 0 }}"]
"""
HEARD_BY_NOBODY = """
client = Client().ready()
for words in ("helo", "helo", "broken", "hello"):
    client.send(words)
    client.wait("action.status", status="rejected" if words == "helo" else "completed")
client.close()
"""


def test_a_run_that_proves_nothing_is_not_ok() -> None:
    Path("agent.yaml").write_text(STRICT, encoding="utf-8")
    result = check_python(HEARD_BY_NOBODY)
    assert re.findall(r"\[([a-z.-]+)", result.output) == ["action.taken", "scenario.works"]
    assert "no rule takes text 'helo' in state 'start'" in result.output
    assert "template '{{ 1 / 0 }}': division by zero" in result.output
    assert result.exit_code == 1


def test_a_rule_is_ignored_if_it_is_asked_for() -> None:
    Path("agent.yaml").write_text(STRICT, encoding="utf-8")
    result = check_python(HEARD_BY_NOBODY, "--ignore", "action.taken", "--ignore", "scenario.works")
    assert result.output.endswith(": 4 actions on 1 connection: ok\n")
    assert result.exit_code == 0
    unknown = check("--ignore", "action.takn", "--", "true")
    assert "no rule 'action.takn', did you mean 'action.taken'" in unknown.output
    assert unknown.exit_code == 2


def test_a_misspelt_key_is_named() -> None:
    body = """
client = Client()
client.emit("client.start", {"userId": "u", "projectID": "p"})
client.wait("error")
client.close()
"""
    result = check_python(body)
    assert "at /userID wanted a string that is not empty, got nothing, but there is 'userId'" in (
        result.output
    )


@pytest.mark.parametrize("restart", [(), ("--restart-at", "1")])
def test_the_client_of_the_protocol_page_has_no_findings(restart: tuple[str, ...]) -> None:
    require_node()
    Path("bot.mjs").write_text(NODE.format(folder=NODE_DIRECTORY), encoding="utf-8")
    result = check(*restart, "--", "node", "bot.mjs", "{url}")
    amount = "2 actions on 2 connections" if restart else "1 action on 1 connection"
    assert result.output == f"node bot.mjs '{{url}}': {amount}: ok\n"


def test_the_effect_of_a_preset_is_no_finding() -> None:
    Path("day.yaml").write_text(
        "name: day\nfaults:\n  - {fault: completed twice, on: action.send, times: always}\n",
        encoding="utf-8",
    )
    result = check_python(GOOD, "--preset", "day.yaml")
    assert result.exit_code == 0
    assert "exempt: " in result.output


# How the command ends.


def test_a_command_that_hangs_is_ended() -> None:
    result = check("--timeout", "1s", "--", sys.executable, "-c", HANG)
    assert rules(result) == ["client.timeout", "client.connect"]
    assert "it ran for 1 s and was ended" in result.output


LOST = """
import os, socketio
try:
    socketio.Client(reconnection=False).connect(os.environ["VFMOCK_URL"], transports=["websocket"])
except socketio.exceptions.ConnectionError:
    pass
"""
"""A client that forgot the path."""


def test_a_client_that_cannot_connect_is_told_why() -> None:
    result = check("--", sys.executable, "-c", LOST)
    assert rules(result) == ["client.connect"]
    assert "a client connects: GET /socket.io/ (websocket): nothing is served there" in (
        result.output
    )


def test_a_command_that_does_not_end_is_killed_with_its_child_processes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(process, "GRACE", 0.1)
    # A process that holds the pipe open prevents the end of the pipe.
    script = "trap '' TERM; mkfifo pipe; (cat pipe) & cat pipe"
    result = check("--timeout", "500ms", "--", "sh", "-c", script)
    assert rules(result) == ["client.timeout", "client.connect"]


def test_a_signal_that_ended_the_command_is_reported() -> None:
    result = check("--", "sh", "-c", "kill -9 $$")
    assert "signal 9 ended it [client.exit, client]" in result.output


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--", "pyhton3", "bot.py"], "can't start 'pyhton3': no such command, did you mean 'pyth"),
        (["./agent.yml"], "can't start './agent.yml': no such command, did you mean 'agent.yaml'?"),
        (["./agent.yaml"], "can't start './agent.yaml': it is not executable"),
        (["./"], "can't start './': it is a folder"),
        (["--journal", "no/where.jsonl", "--", "true"], "can't write 'no/where.jsonl': No such f"),
        ([], "Missing argument '-- COMMAND"),
        (["--timeout", "long", "true"], "wanted a number of seconds or a duration such as 500ms"),
        (["--restart-at", "0", "true"], "0 is not in the range x>=1"),
        (["--scenario", "suport", "true"], "no example 'suport', did you mean 'support'"),
        (["--seed", "x", "true"], "'seed': wanted a whole number"),
    ],
)
def test_a_wrong_call_is_exit_code_2(arguments: list[str], problem: str) -> None:
    done = run_here("contract", "client", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert problem in done.stderr


def test_a_script_that_cannot_be_started_is_an_error() -> None:
    Path("bot").write_bytes(b"\x00\x01")
    Path("bot").chmod(0o755)
    done = run_here("contract", "client", str(Path("bot").resolve()))
    assert done.returncode == 2
    assert "Exec format error" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_the_check_and_the_command(number: signal.Signals) -> None:
    script = "import os; print(os.getpid(), flush=True); " + HANG
    with Program("contract", "client", "--", sys.executable, "-c", script) as program:
        child = int(program.wait_for(r"(\d+)\n")[1])
        program.signal(number)
        assert program.exit_code() == 128 + number
        assert program.said.endswith("vfmock: interrupted\n")
    assert not Path(f"/proc/{child}").exists()


# What comes of it.


def test_the_options_of_the_command_are_passed_on() -> None:
    result = check(sys.executable, "-c", "import sys; sys.exit(len(sys.argv))", "--timeout", "x")
    assert "exit code 0: got 3 [client.exit, client]" in result.output


FAILS = [sys.executable, "-c", "print('a word of the client'); raise SystemExit(1)"]


def test_standard_output_has_only_the_report() -> None:
    done = run("contract", "client", *FAILS)
    assert done.returncode == 1
    assert done.stderr == "a word of the client\n"
    assert done.stdout == check(*FAILS).stdout
    assert "a word of the client" not in done.stdout.splitlines()


def test_the_report_has_every_format() -> None:
    report = json.loads(check("--format", "json", "--", *FAILS).stdout)
    assert (report["check"], report["errors"]) == ("contract.client", 2)
    assert report["checked"][0]["name"] == shlex.join(FAILS)
    root = ElementTree.fromstring(check("--format", "junit", "--", *FAILS).stdout)
    assert [one.get("type") for one in root.iter("failure")] == ["client.exit"]
    said = check("--format", "github", "--", *FAILS).stdout
    assert said.startswith("::error title=client.exit::")


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def test_a_finding_names_a_line_of_a_file_that_is_there(temporary: Path) -> None:
    result = check_python(MISTAKES["action.id"])
    (file,) = temporary.iterdir()
    found = re.match(rf"{re.escape(str(file))}:(\d+): error", result.output)
    assert found
    line = file.read_text(encoding="utf-8").splitlines()[int(found[1]) - 1]
    assert json.loads(line)["name"] == "action.send"
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_run_without_such_findings_leaves_no_file(temporary: Path) -> None:
    assert check_python(GOOD).exit_code == 0
    assert check("--", sys.executable, "-c", "raise SystemExit(3)").exit_code == 1
    assert list(temporary.iterdir()) == []


def test_the_journal_is_a_transcript_with_the_same_findings() -> None:
    result = check_python(MISTAKES["action.id"], "--journal", "run.jsonl")
    finding = result.output.splitlines()[0]
    assert finding.startswith("run.jsonl:")
    again = CliRunner().invoke(cli, ["contract", "transcript", "run.jsonl"])
    assert again.output.splitlines()[0] == finding
    number = int(finding.split(":")[1])
    line = Path("run.jsonl").read_text(encoding="utf-8").splitlines()[number - 1]
    assert json.loads(line)["payload"]["messageID"] == "m1"


COMPILED_IN = """
import asyncio

import aiohttp
import socketio

HOST = "https://general-runtime.voiceflow.com"


async def main():
    async with aiohttp.ClientSession(trust_env=True) as http:
        client = socketio.AsyncSimpleClient(http_session=http)
        await client.connect(HOST, socketio_path="/v4/interact/socket", transports=["websocket"])

        async def ask(event, payload, wanted):
            await client.emit(event, payload)
            while wanted not in str(await client.receive(20)):
                pass

        await ask("client.start", {"userID": "ada", "projectID": "p"}, "client.started")
        await ask("session.create", {}, "session.created")
        await ask("action.send", {"action": {"type": "launch"}}, "completed")
        await client.disconnect()


asyncio.run(main())
"""


def test_a_client_with_the_host_compiled_in_is_checked_with_tls() -> None:
    Path("bot.py").write_text(COMPILED_IN, encoding="utf-8")
    result = check("--tls", "--scenario", "agent.yaml", "--", sys.executable, "bot.py")
    assert result.output == f"{sys.executable} bot.py: 1 action on 1 connection: ok\n"
    assert result.exit_code == 0
