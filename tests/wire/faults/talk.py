"""The conversation in which every fault is met."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeVar

from tests.clients.base import TRANSPORTS, ConnectError, TransportMode, WireClient
from tests.clients.fixtures import ClientFactory, ClientKind
from tests.wire.faults.reports import Report
from tests.wire.faults.words import (
    ACTION,
    NEXT,
    PREVIOUS,
    join,
    report,
    reports_of,
    words_of,
)
from tests.wire.talk import USER
from vfmock import MockServer, audio, completion, pause, text
from vfmock.server.faults import ArmedFault

CONFIG = {"completionEvents": True, "audioEvents": True}
KINDS: tuple[ClientKind, ...] = ("node", "python_async")
"""The clients whose words the tables have."""

WAYS: tuple[TransportMode, ...] = ("websocket", "polling")
"""The transports that every fault can meet."""

T = TypeVar("T")


async def everywhere(
    meet: Callable[[ClientKind, TransportMode], Awaitable[T]],
    cases: Iterable[tuple[Any, TransportMode]] = tuple(itertools.product(KINDS, WAYS)),
) -> dict[str, T]:
    """What comes of a conversation with each client on each transport; all are held at once."""

    async def one(kind: Any, way: TransportMode) -> T:
        try:
            return await meet(kind, way)
        except Exception as error:
            error.add_note(case(kind, way))
            raise

    async with asyncio.TaskGroup() as group:
        tasks = {case(kind, way): group.create_task(one(kind, way)) for kind, way in cases}
    return {where: task.result() for where, task in tasks.items()}


def case(kind: str, way: TransportMode) -> str:
    """A client on a transport, in words."""
    return f"{kind} on {way}"


def agent(make_server: Callable[..., MockServer], **options: Any) -> MockServer:
    """A server with short answers: Python's client takes 16 packets of a poll and no more."""
    server = make_server(seed=1, **options)
    server.on.launch().reply(text("one"), text("two"))
    server.on.text("stream").reply(completion("one two three", chunk=5))
    server.on.text("sound").reply(audio("hello", seconds=0.4))
    server.on.text("slow").reply(text("one"), pause(60), text("two"))
    server.on.text().reply(lambda turn: text(str(turn.action.text)))
    return server


def arm(server: MockServer, name: str, how: Report) -> ArmedFault:
    """Arm a fault as its report says."""
    return server.faults.add(name if how.given is None else {name: how.given}, **how.how)


async def connect(
    server: MockServer,
    make_client: ClientFactory,
    kind: ClientKind,
    transport: TransportMode,
    **options: Any,
) -> WireClient:
    """A connected client that does not reconnect after it is cut off."""
    client = make_client(kind)
    await client.connect_via(server.url, transport, reconnection=False, **options)
    return client


async def begin(client: WireClient, **metadata: Any) -> None:
    """Send both events of the handshake, without waiting for an answer."""
    await client.emit("client.start", {**USER, "config": CONFIG, **metadata})
    await client.emit("session.create", {})


async def shake_hands(client: WireClient) -> None:
    """Begin, and have the first action answered."""
    await begin(client)
    await finish(client, "hello", PREVIOUS)


async def send(client: WireClient, words: str, message_id: str = ACTION) -> None:
    """Send an action: ``launch``, or something that the user says."""
    action = {"type": "launch"} if words == "launch" else {"type": "text", "payload": words}
    await client.emit("action.send", {"action": action, "messageID": message_id})


async def finish(client: WireClient, words: str, message_id: str) -> str:
    """Send an action and wait until it is over; return all that came until then."""
    await send(client, words, message_id)
    return words_of(
        await client.collect_until(
            "action.status",
            lambda args: args[0]["messageID"] == message_id and args[0]["status"] != "accepted",
        )
    )


async def goes_on(client: WireClient) -> str:
    """What came since, up to the answer to one more action, so the connection is alive."""
    return await finish(client, "again", NEXT)


async def ends(client: WireClient, seen: int) -> str:
    """What came after the first ``seen`` events, up to and including the connection's end."""
    await client.wait_disconnect()
    return join(words_of(client.received[seen:]), reports_of(client))


async def over(client: WireClient) -> str:
    """Everything that an action causes, until it is over."""
    return words_of(
        await client.collect_until("action.status", lambda args: args[0]["status"] != "accepted")
    )


async def attempt(
    server: MockServer,
    make_client: ClientFactory,
    kind: ClientKind,
    transport: TransportMode,
    **options: Any,
) -> tuple[WireClient, str]:
    """Try to connect, once; return the client and what it reports, ``connect`` if all is well."""
    client = make_client(kind)
    transports = TRANSPORTS[transport]
    try:
        await client.connect(server.url, transports=transports, reconnection=False, **options)
    except ConnectError as error:
        fields = {"message": error.message, "data": error.data}
        said = [fields for name, fields in client.lifecycle if name == "connect_error"]
        return client, report("connect_error", (said[-1] if said else {}) | fields, server.port)
    if transport != "upgrade" or kind != "node":
        return client, "connect"  # Python's library says nothing of an upgrade
    await client.wait_report("upgrade_error")
    return client, join("connect", reports_of(client))
