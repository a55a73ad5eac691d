"""Faults in the handshake: what the tables of reports do not show."""

from __future__ import annotations

from collections.abc import Callable

from tests.clients.base import TransportMode
from tests.clients.fixtures import ClientFactory, ClientKind
from tests.wire.faults.talk import agent, connect, everywhere
from tests.wire.talk import create, start
from vfmock import MockServer


async def test_no_key_is_good_while_new_sessions_are_required(
    make_server: Callable[..., MockServer], make_client: ClientFactory
) -> None:
    async def meet(kind: ClientKind, way: TransportMode) -> tuple[bool, bool]:
        server = agent(make_server)
        client = await connect(server, make_client, kind, way)
        await start(client)
        key = await create(client)
        armed = server.faults.add("new session required")
        meanwhile = await start(client, sessionKey=key)
        armed.remove()
        return meanwhile, await start(client, sessionKey=key)

    assert set((await everywhere(meet)).values()) == {(True, False)}


async def test_half_a_key_resumes_no_session(
    make_server: Callable[..., MockServer], make_client: ClientFactory
) -> None:
    async def meet(kind: ClientKind, way: TransportMode) -> bool:
        server = agent(make_server)
        server.faults.add("session.created malformed key")
        client = await connect(server, make_client, kind, way)
        await start(client)
        key = await create(client)
        return await start(client, sessionKey=key)

    assert set((await everywhere(meet)).values()) == {True}
