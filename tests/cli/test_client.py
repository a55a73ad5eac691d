"""The client of the command line, in cases that the tests of the commands do not reach."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from vfmock import MockServer, text
from vfmock.cli import client as client_module
from vfmock.cli.client import ChatClient
from vfmock.cli.errors import ClientError, RejectedError


@pytest.fixture
async def client(server: MockServer) -> AsyncIterator[ChatClient]:
    """A client with a session."""
    client = ChatClient(url=server.url)
    assert await client.open() is True
    yield client
    await client.close()


async def test_a_trace_outside_a_turn_is_received(client: ChatClient, server: MockServer) -> None:
    other = ChatClient(url=server.url, session_key=client.session_key)
    assert await other.open() is False
    traces = [trace async for trace in other.act({"type": "text", "payload": "hello"})]
    assert await asyncio.wait_for(client.overhear(), 20) == traces[0]
    server.end_session(client.user, "because")
    assert await asyncio.wait_for(client.overhear(), 20) is None
    assert client.ended == "because"
    await other.close()


async def test_a_session_may_end_in_a_turn(client: ChatClient, server: MockServer) -> None:
    async def act() -> list[str]:
        action = {"type": "text", "payload": "slow"}
        messages = []
        async for trace in client.act(action):
            messages.append(trace["payload"]["message"])
            server.end_session(client.user, "because")
        return messages

    assert await asyncio.wait_for(act(), 20) == ["One."]
    while client.ended is None:
        await asyncio.wait_for(client.overhear(), 20)
    assert client.ended == "because"


async def test_an_error_outside_a_turn_is_raised(client: ChatClient) -> None:
    await client._emit("client.strat", {})
    with pytest.raises(RejectedError, match="unknown_event: "):
        await asyncio.wait_for(client.overhear(), 20)


async def test_events_of_an_earlier_connection_are_ignored(
    client: ChatClient, server: MockServer
) -> None:
    server.restart()
    with pytest.raises(ClientError, match="the connection was lost"):
        await asyncio.wait_for(client.overhear(), 20)
    client._events.put_nowait(("disconnect", "old"))
    assert await client.open() is False
    server.on.text("again").reply(text("here"))
    traces = [trace async for trace in client.act({"type": "text", "payload": "again"})]
    assert len(traces) == 1


async def test_a_server_that_does_not_answer_is_an_error(
    client: ChatClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "PATIENCE", 0.01)
    with pytest.raises(ClientError, match=r"no session\.created within 0\.01 s"):
        await client._answer("session.created")


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "nonsense", "http://[", "ftp://x"])
async def test_a_url_without_a_server_is_an_error(url: str) -> None:
    with pytest.raises(ClientError, match="can't connect to "):
        await ChatClient(url=url).open()
