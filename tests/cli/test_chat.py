"""``vfmock chat``: through a pipe, and at a terminal."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.cli.program import Program, run, run_here
from vfmock import MockServer, text


@pytest.fixture(params=["pipe", "terminal"])
def chat(request: pytest.FixtureRequest, server: MockServer) -> Iterator[Program]:
    """A chat that has begun."""
    with Program("chat", server.url, at_terminal=request.param == "terminal") as program:
        program.wait_for(r"connected to http://\S+ as vfmock-chat: a number presses a button")
        program.wait_for(r"agent› Hi!\n")
        program.wait_for(r"\[1\] Order\n\s+\[2\] Track\n")
        program.wait_for("you  › ")
        yield program


def test_the_user_can_type_texts_and_numbers_of_buttons(chat: Program, server: MockServer) -> None:
    chat.enter("2")
    chat.wait_for(r"agent› Which number\?\n")
    chat.enter("hello")
    chat.wait_for("agent› Hello to you.\n")
    chat.enter("")
    chat.enter("/quit")
    assert chat.exit_code() == 0
    server.verify.button("Track", times=1)
    server.verify.text("hello", times=1)


def test_the_end_of_the_input_ends_the_chat(chat: Program) -> None:
    chat.hang_up()
    assert chat.exit_code() == 0


def test_the_end_of_the_session_ends_the_chat(chat: Program) -> None:
    chat.enter("bye")
    chat.wait_for("agent› Goodbye.\n")
    chat.wait_for("the agent ends the conversation\n")
    chat.wait_for("session ended: end_of_diagram\n")
    assert chat.exit_code() == 0
    assert "Fatal" not in chat.said


def test_the_user_hangs_up(chat: Program) -> None:
    chat.enter("/end")
    chat.wait_for("session ended: user_ended\n")
    assert chat.exit_code() == 0


def test_the_session_may_end_while_the_user_types_nothing(
    chat: Program, server: MockServer
) -> None:
    server.end_session("vfmock-chat", "inactivity_timeout")
    chat.wait_for("session ended: inactivity_timeout\n")
    assert chat.exit_code() == 0
    assert "Fatal" not in chat.said


def test_silence_is_reported_after_the_timeout_of_the_agent(
    chat: Program, server: MockServer
) -> None:
    chat.enter("wait")
    chat.wait_for(r"agent› Take your time\.\n")
    chat.wait_for(r"\(waits 0\.05 s for you\)\n")
    chat.wait_for(r"\(silence\)\n")
    chat.wait_for(r"agent› Still there\?\n")
    chat.enter("/quit")
    assert chat.exit_code() == 0
    server.verify.no_reply(times=1)


def test_every_command_sends_its_action(chat: Program) -> None:
    for line, answer in (
        ("/launch", "Hi!"),
        ("/event ring", "Somebody rang."),
        ("/intent pay", "Pay."),
        ("/silence", "Still there?"),
        ("/dtmf 7", "Seven."),
        ('/json {"type": "custom"}', "Custom."),
    ):
        chat.enter(line)
        chat.wait_for(f"agent› {answer.replace('?', '.')}\n")
    chat.enter("/quit")
    assert chat.exit_code() == 0


def test_a_wrong_line_does_not_end_the_chat(chat: Program, server: MockServer) -> None:
    server.on.text("broken").reply(text("{{ nothing }}"))
    for line, problem in (
        ("what?", "error rejected: no_rule_matched: no rule takes text 'what.'"),
        ("/lanch", "error unknown command '/lanch', did you mean '/launch'"),
        ("/event", "error wanted /event NAME, got '/event'"),
        ("/json {", "error wanted an action as JSON"),
        ("/json [1]", "error wanted an action as JSON"),
        ('/json {"type": 7}', "error invalid_payload: action.send: at /action/type "),
        ("broken", "error scenario_error: .*'nothing' is not defined"),
    ):
        chat.enter(line)
        chat.wait_for(problem)
        chat.enter("hello")
        chat.wait_for("agent› Hello to you.\n")
    chat.enter("/quit")
    assert chat.exit_code() == 0


def test_a_number_without_a_button_sends_nothing(chat: Program, server: MockServer) -> None:
    chat.enter("3")
    chat.wait_for("error no button has the number 3 .they have 1 to 2; /say 3 says it.\n")
    chat.enter("2")
    chat.wait_for(r"agent› Which number\?\n")
    chat.enter("/quit")
    assert chat.exit_code() == 0
    server.verify.text(times=0)


def test_piped_input_reads_like_a_conversation(server: MockServer) -> None:
    with Program("chat", server.url) as program:
        for line in ("2", "hello"):
            program.enter(line)
        program.hang_up()
        assert program.exit_code() == 0
        said = program.said
    assert said.split("\n")[1:] == [
        "agent› Hi!",
        "       [1] Order",
        "       [2] Track",
        "you  › 2",
        "agent› Which number?",
        "you  › hello",
        "agent› Hello to you.",
        "you  › ",
        "",
    ]


def test_the_server_may_go_away_while_the_user_types_nothing(
    chat: Program, server: MockServer
) -> None:
    server.stop()
    chat.wait_for("error the connection was lost: ")
    assert chat.exit_code() == 1
    assert "Fatal" not in chat.said
    assert "Traceback" not in chat.said


def test_the_server_may_go_away_in_a_turn(chat: Program, server: MockServer) -> None:
    chat.enter("slow")
    chat.wait_for("agent› One.\n")
    server.stop()
    chat.wait_for("error the connection was lost: ")
    assert chat.exit_code() == 1


def test_a_trace_outside_a_turn_is_shown(chat: Program, server: MockServer) -> None:
    (created,) = server.journal.sent("session.created")
    with Program("chat", server.url, "--session-key", created.payload["sessionKey"]) as other:
        other.wait_for("you  › ")
        other.enter("hello")
        chat.wait_for("agent› Hello to you.\n")
        other.hang_up()
        assert other.exit_code() == 0
    chat.enter("hello")
    chat.wait_for("agent› Hello to you.\n")
    chat.enter("/quit")
    assert chat.exit_code() == 0


def test_another_chat_of_the_same_user_takes_over(chat: Program, server: MockServer) -> None:
    with Program("chat", server.url) as other:
        chat.wait_for("session ended: session_replaced\n")
        assert chat.exit_code() == 0
        other.wait_for("you  › ")
        other.hang_up()
        assert other.exit_code() == 0


def test_an_interrupt_ends_the_chat(chat: Program) -> None:
    chat.signal(signal.SIGINT)
    chat.wait_for("bye\n")
    assert chat.exit_code() == 0
    assert "Traceback" not in chat.said


def test_events_can_be_shown(server: MockServer) -> None:
    with Program("chat", server.url, "--events", "--transport", "polling", "--user", "me") as chat:
        chat.wait_for(r'    → client\.start \{"userID": "me", "projectID": "vfmock"')
        chat.wait_for(r'    ← client\.started \{"newSessionRequired": true\}')
        chat.wait_for(r"    → session\.create \{\}")
        chat.wait_for(r"    ← session\.created ")
        chat.wait_for(r"connected to ")
        chat.wait_for(r"    → action\.send .*launch")
        chat.wait_for(r"    ← action\.trace .*…")
        chat.wait_for("you  › ")
        chat.enter("/quit")
        assert chat.exit_code() == 0
    assert server.journal.received("client.start")[0].user in ("", "me")


def test_a_session_key_resumes_the_session(server: MockServer) -> None:
    with Program("chat", server.url) as chat:
        chat.wait_for("you  › ")
        (created,) = server.journal.sent("session.created")
        chat.hang_up()
        assert chat.exit_code() == 0
    key = created.payload["sessionKey"]
    with Program("chat", server.url, "--session-key", key, "--audio", "--completions") as chat:
        chat.wait_for("you  › ")
        assert "Hi!" not in chat.said, "a resumed session is not launched again"
        chat.enter("hello")
        chat.wait_for("agent› Hello to you.\n")
        chat.hang_up()
        assert chat.exit_code() == 0
    config = server.journal.received("client.start")[-1].payload["config"]
    assert config == {"completionEvents": True, "audioEvents": True}


def test_a_missing_server_is_exit_code_1() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as one:
        port = one.getsockname()[1]
    done = run("chat", f"http://127.0.0.1:{port}")
    assert done.returncode == 1
    assert f"error can't connect to 'http://127.0.0.1:{port}': " in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_an_unknown_transport_is_exit_code_2() -> None:
    done = run_here("chat", "--transport", "pigeon")
    assert done.returncode == 2
    assert "'pigeon' is not one of 'websocket', 'polling'" in done.stderr
