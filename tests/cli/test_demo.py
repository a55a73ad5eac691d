"""``vfmock demo``: what a new user sees first."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.cli.program import run
from vfmock import MockServer, choice, end, text
from vfmock.cli.client import ChatClient
from vfmock.cli.commands import demo
from vfmock.cli.errors import ClientError
from vfmock.cli.screen import Screen


def test_the_conversation_is_shown() -> None:
    done = run("demo")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    for line in (
        "vfmock serves 'support' at http://127.0.0.1:",
        "connected over websocket",
        "you  › [Track an order]",
        "you  › 10042",
        "HP-10042 is on its way",
        "comes back with the session key",
        "you  › [That's all]",
        "session ended: rated",
    ):
        assert line in done.stdout


def test_the_demo_can_show_events_and_make_a_drawing_without_network(tmp_path: Path) -> None:
    file = tmp_path / "demo.svg"
    done = run("demo", "--events", "--svg", str(file))
    assert done.returncode == 0, done.stderr
    assert "→ client.start " in done.stdout
    assert '"sessionKey"' in done.stdout
    assert "← session.ended " in done.stdout
    drawn = file.read_text(encoding="utf-8")
    assert drawn.startswith("<svg")
    assert "HP-10042" in drawn
    assert "@font-face" not in drawn
    assert re.findall(r"url\((?!#)[^)]*\)", drawn) == []


def play(server: MockServer) -> str:
    """The demo's moves, with another agent."""
    return asyncio.run(demo._play(server, Screen()))


def test_the_demo_ends_when_the_agent_ends_early() -> None:
    with MockServer() as server:
        server.on.launch().reply(text("Bye."), end())
        assert play(server) == "end_of_diagram"


def test_an_agent_that_does_not_end_is_an_error() -> None:
    with MockServer() as server:
        server.on.any().reply(choice("Track an order", "That's all"))
        with pytest.raises(ClientError, match="the agent did not end the conversation"):
            play(server)


def test_a_missing_button_is_an_error() -> None:
    with MockServer() as server:
        server.on.any().reply(choice("Something else"))
        with pytest.raises(ClientError, match="there is no button 'Track an order'"):
            play(server)


def test_a_session_that_is_not_resumed_is_an_error() -> None:
    async def come_back(server: MockServer) -> None:
        client = ChatClient(url=server.url)
        await client.open()
        client.session_key = "another"
        await demo._come_back(client, Screen())

    with MockServer() as server, pytest.raises(ClientError, match="the session was not resumed"):
        asyncio.run(come_back(server))


def test_a_failure_is_exit_code_1(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "MOVES", ((demo.PRESS, "No such button"),))
    result = CliRunner().invoke(demo.command, [])
    assert result.exit_code == 1
    assert "error there is no button 'No such button'" in result.output


def test_the_folder_of_a_drawing_must_exist(tmp_path: Path) -> None:
    result = CliRunner().invoke(demo.command, ["--svg", str(tmp_path / "no" / "demo.svg")])
    assert result.exit_code == 2
    assert "there is no folder" in result.output
