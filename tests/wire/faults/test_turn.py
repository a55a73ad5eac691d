"""Faults in the answers to an action: what the tables of reports do not show."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.clients.fixtures import ClientFactory
from tests.wire.faults.talk import agent, begin, connect, finish, goes_on, shake_hands
from tests.wire.faults.words import ACTION, notes_of
from vfmock import MockServer, fault, text


@pytest.mark.parametrize("armed", ["late", "at the second", "in the reply"])
async def test_another_action_means_the_previous_action(
    make_server: Callable[..., MockServer], make_client: ClientFactory, armed: str
) -> None:
    server = agent(make_server)
    if armed == "at the second":
        server.faults.add("trace of another action", nth=2)
    if armed == "in the reply":
        server.on.event("both").reply(fault("trace of another action"), text("one"))
    client = await connect(server, make_client, "node", "websocket")
    await shake_hands(client)
    if armed == "late":
        server.faults.add("trace of another action")
    action = {"type": "event", "payload": {"event": {"name": "both"}}}
    await client.emit(
        "action.send",
        {"action": action if armed == "in the reply" else {"type": "launch"}, "messageID": "m1"},
    )
    assert (await goes_on(client)).startswith("accepted, text one (previous)")


async def test_the_first_action_of_a_connection_has_no_previous_action(
    make_server: Callable[..., MockServer], make_client: ClientFactory
) -> None:
    server = agent(make_server)
    server.faults.add("trace of another action")
    client = await connect(server, make_client, "node", "websocket")
    await begin(client)
    told = await finish(client, "launch", ACTION)
    assert told.endswith("accepted, text one, text two, completed")
    assert notes_of(server, "trace of another action") == [
        "fault_missed: trace of another action: there was no action before this one"
    ]
