"""``vfmock chat --surface``: the same chat over every surface."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.cli.program import Program, run, run_here
from vfmock import MockServer, completion
from vfmock.cli.surfaces import SURFACES

pytestmark = pytest.mark.slow

HTTP = [name for name in SURFACES if name != "socket"]
STREAMS = [name for name in SURFACES if name.endswith("stream")]
WHOLE = [name for name in HTTP if name not in STREAMS]

CALLS = {
    "legacy": r"POST /state/user/me/interact ",
    "legacy-stream": r"POST /v2/project/shop/user/me/interact/stream\?environment=main ",
    "v4": r"POST /v4/interact ",
    "v4-stream": r"POST /v4/interact/stream ",
    "stable": r"PUT /v1/stable/conversation/me\?projectID=shop&environmentAlias=main ",
}
"""The call that carries a turn."""


def chat(server: MockServer, surface: str, *options: str) -> Program:
    """A chat over a surface."""
    return Program("chat", server.url, "--surface", surface, *options)


@pytest.fixture(params=list(SURFACES))
def begun(request: pytest.FixtureRequest, server: MockServer) -> Iterator[Program]:
    """A chat that has begun, over each surface in turn."""
    with chat(server, request.param) as program:
        program.wait_for(r"(connected|talking) to http://\S+ as vfmock-chat: a number presses")
        program.wait_for(r"agent› Hi!\n\s+\[1\] Order\n\s+\[2\] Track\n")
        program.wait_for("you  › ")
        yield program


def test_texts_buttons_and_commands_are_answered(begun: Program, server: MockServer) -> None:
    for line, answer in (
        ("2", r"Which number\?"),
        ("hello", r"Hello to you\."),
        ("/event ring", r"Somebody rang\."),
        ('/json {"type": "custom"}', r"Custom\."),
    ):
        begun.enter(line)
        begun.wait_for(f"agent› {answer}\n")
    begun.enter("what?")
    begun.wait_for(r"error (rejected|HTTP 400): no_rule_matched: no rule takes text 'what\?'")
    begun.enter("wait")
    begun.wait_for(r"\(waits 0\.05 s for you\)\n")
    begun.wait_for(r"\(silence\)\n")
    begun.wait_for(r"agent› Still there\?\n")
    begun.enter("/quit")
    assert begun.exit_code() == 0
    server.verify.button("Track", times=1)
    server.verify.no_reply(times=1)
    assert "Traceback" not in begun.said


@pytest.mark.parametrize(
    ("line", "reason"),
    [("bye", "end_of_diagram|by the agent"), ("/end", "user_ended|by the user")],
)
def test_the_end_of_the_conversation_ends_the_chat(begun: Program, line: str, reason: str) -> None:
    begun.enter(line)
    begun.wait_for(f"session ended: ({reason})\n")
    assert begun.exit_code() == 0


@pytest.mark.parametrize("surface", HTTP)
def test_the_call_and_its_answer_can_be_shown(server: MockServer, surface: str) -> None:
    options = ["--user", "me", "--environment", "main"]
    if "project" in SURFACES[surface].takes:
        options += ["--project", "shop"]
    with chat(server, surface, "--events", *options) as program:
        program.wait_for(rf'    → {CALLS[surface]}\{{"action": \{{"type": "launch"')
        program.wait_for(r"    ← trace \{" if surface in STREAMS else r"    ← HTTP 200 ")
        program.wait_for("you  › ")
        program.hang_up()
        assert program.exit_code() == 0
    (session,) = server.sessions
    assert session["user"] == "me"
    assert session["environment"] == "main"
    assert session["project"] == ("default" if surface == "legacy" else "shop")


@pytest.mark.parametrize("surface", STREAMS)
def test_a_stream_is_shown_as_it_comes_and_may_break_off(server: MockServer, surface: str) -> None:
    with chat(server, surface) as program:
        program.wait_for("you  › ")
        program.enter("slow")
        program.wait_for(r"agent› One\.\n")
        server.stop()
        program.wait_for("error the (connection was lost|answer .* stopped without an event 'end')")
        program.enter("hello")
        program.wait_for(r"error can't connect to 'http://")
        assert program.exit_code() == 1
        assert "Traceback" not in program.said


@pytest.mark.parametrize("surface", STREAMS)
def test_a_stream_has_completions_in_chunks_for_who_asks(server: MockServer, surface: str) -> None:
    server.on.text("write").reply(completion("All of it.", chunk=4))
    with chat(server, surface, "--completions", "--events") as program:
        program.wait_for("you  › ")
        program.enter("write")
        program.wait_for(r'← trace .*"content": "All "')
        program.wait_for(r'← trace .*"content": "t\."')
        program.wait_for("you  › ")
        server.faults.add("transport close", on="action.trace", nth=3)
        program.enter("write")
        program.wait_for("\nerror the ")
        program.wait_for("you  › ")
        program.hang_up()
        assert program.exit_code() == 0


@pytest.mark.parametrize("surface", HTTP)
def test_a_failure_of_one_turn_does_not_end_the_chat(server: MockServer, surface: str) -> None:
    with chat(server, surface) as program:
        program.wait_for("you  › ")
        server.faults.add({"http error": 503})
        program.enter("hello")
        program.wait_for("error HTTP 503: Service Unavailable\n")
        server.faults.add("error in turn")
        program.enter("hello")
        program.wait_for("error (HTTP 500: )?something went wrong\n")
        program.enter("hello")
        program.wait_for("agent› Hello to you.\n")
        program.enter("/quit")
        assert program.exit_code() == 0


@pytest.mark.parametrize("surface", ["v4", "v4-stream"])
def test_a_session_key_resumes_a_session(server: MockServer, surface: str) -> None:
    with Program("chat", server.url) as first:
        first.wait_for("you  › ")
        (created,) = server.journal.sent("session.created")
        first.hang_up()
        assert first.exit_code() == 0
    key = created.payload["sessionKey"]
    with chat(server, surface, "--session-key", key) as program:
        program.wait_for("you  › ")
        assert "Hi!" not in program.said, "a resumed session is not launched again"
        program.enter("hello")
        program.wait_for("agent› Hello to you.\n")
        server.end_session("vfmock-chat", "because")
        program.enter("hello")
        program.wait_for("error HTTP 401: the session of the key has ended\n")
        assert program.exit_code() == 1


@pytest.mark.parametrize(
    ("surface", "code", "said"),
    [
        ("legacy", 0, "error HTTP 400: Cannot resolve project version, please verify"),
        ("legacy-stream", 0, "error HTTP 400: Cannot resolve project version, please verify"),
        ("v4", 1, "error HTTP 401: "),
        ("v4-stream", 1, "error HTTP 401: "),
        ("stable", 1, "error HTTP 401: "),
    ],
)
def test_a_wrong_key_is_told_and_a_right_one_is_let_in(surface: str, code: int, said: str) -> None:
    with MockServer(fallback="echo", api_keys=["VF.DM.right"], tokens=["vfp_right"]) as server:
        done = run("chat", server.url, "--surface", surface)
        assert done.returncode == code, done.stdout
        assert said in done.stdout
        assert "Traceback" not in done.stdout + done.stderr
        right = "vfp_right" if surface == "stable" else "VF.DM.right"
        done = run("chat", server.url, "--surface", surface, "--key", right)
        assert (done.returncode, "error" in done.stdout) == (0, False), done.stdout


@pytest.mark.parametrize(
    ("surface", "option"),
    [
        ("legacy", "--project=p"),
        ("legacy", "--completions"),
        ("legacy-stream", "--transport=polling"),
        ("legacy-stream", "--session-key=x"),
        ("v4", "--completions"),
        ("v4-stream", "--audio"),
        ("stable", "--session-key=x"),
    ],
)
def test_an_option_without_an_effect_is_refused(surface: str, option: str) -> None:
    done = run_here("chat", "--surface", surface, option)
    assert done.returncode == 2
    name = option.partition("=")[0]
    assert f"{name} has no effect over '{surface}', which takes --" in done.stderr
    assert "--user" in done.stderr


def test_an_unknown_surface_is_exit_code_2() -> None:
    done = run_here("chat", "--surface", "pigeon")
    assert done.returncode == 2
    assert re.search(r"'pigeon' is not one of 'legacy', .*'v4-stream'", done.stderr)


def test_the_libraries_of_a_surface_are_loaded_when_it_is_used() -> None:
    check = (
        "import sys, vfmock.cli.surfaces;"
        " print(*sorted({'aiohttp', 'socketio'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("\n", "")
