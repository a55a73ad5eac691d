"""More of what Node's Engine.IO server does while a client upgrades. vfmock does the same."""

from __future__ import annotations

import pytest

from tests.wire.suites.engine_cases import never_opens
from tests.wire.suites.held import HeldRequest
from tests.wire.suites.served import PROTOCOL, Served

LAYER = "engineio"


async def test_ends_an_open_poll_when_an_upgrade_is_tried(served: Served) -> None:
    polling = await served.poll()
    async with HeldRequest(polling, "GET") as poll:
        socket = await served.probe(polling)
        answer = await poll.answer()
        await socket.close()
    assert answer is not None
    assert (answer.status, answer.text) == (200, "6")


async def test_ends_a_poll_that_is_open_when_an_upgrade_is_complete(served: Served) -> None:
    polling = await served.poll()
    socket = await served.websocket(**PROTOCOL, transport="websocket", sid=polling.sid)
    async with HeldRequest(polling, "GET") as poll:
        await socket.send("5", "4hello")
        answer = await poll.answer()
    assert answer is not None
    assert (answer.status, answer.text) == (200, "1")
    assert await socket.receive() == "4hello"


async def test_keeps_the_order_of_messages_over_an_upgrade(served: Served) -> None:
    polling = await served.poll()
    await polling.send("4one\x1ebAg==")
    socket = await served.probe(polling)
    await polling.send("4three")
    await socket.send("5", "4four")
    assert [await socket.receive() for _ in range(4)] == ["4one", b"\2", "4three", "4four"]


async def test_goes_on_polling_while_an_upgrade_is_tried(served: Served) -> None:
    polling = await served.poll()
    socket = await served.probe(polling)
    await polling.send("4hello")
    assert await polling.text() == "4hello"
    await socket.close()


@pytest.mark.parametrize("packet", ["4hello", "2", "2other", "3probe", "abc", "", b"probe"])
async def test_closes_an_upgrade_that_begins_with_something_else(
    served: Served, packet: str | bytes
) -> None:
    polling = await served.poll()
    socket = await served.websocket(**PROTOCOL, transport="websocket", sid=polling.sid)
    await socket.send(packet)
    await socket.is_closed()
    await polling.send("4still here")
    assert await polling.text() == "4still here"


async def test_goes_on_polling_when_an_upgrade_ends_halfway(served: Served) -> None:
    polling = await served.poll()
    socket = await served.probe(polling)
    await socket.close()
    await polling.send("4still here")
    assert await polling.text() == "4still here"
    socket = await served.probe(polling)
    await socket.send("5", "4hello")
    assert await socket.receive() == "4hello"


async def test_closes_a_second_upgrade_at_the_same_time(served: Served) -> None:
    polling = await served.poll()
    first = await served.probe(polling)
    await never_opens(served, **PROTOCOL, transport="websocket", sid=polling.sid)
    await first.send("5", "4hello")
    assert await first.receive() == "4hello"


async def test_upgrades_without_a_probe(served: Served) -> None:
    polling = await served.poll()
    socket = await served.websocket(**PROTOCOL, transport="websocket", sid=polling.sid)
    await socket.send("5", "4hello")
    assert await socket.receive() == "4hello"


async def test_closes_an_upgrade_when_polling_ends(served: Served) -> None:
    polling = await served.poll()
    socket = await served.probe(polling)
    await polling.send("1")
    await socket.is_closed()


async def test_sends_a_heartbeat_over_the_websocket_after_an_upgrade(beating: Served) -> None:
    polling = await beating.poll()
    socket = await beating.probe(polling)
    await socket.send("5")
    for _ in range(2):
        assert await socket.receive() == "2"
        await socket.send("3")
