"""More of what Node's Socket.IO server does with a packet. vfmock does the same."""

from __future__ import annotations

import pytest

from tests.wire.suites.joining import INVALID, in_main, is_open, joined
from tests.wire.suites.served import Served

LAYER = "socketio"

PLACE = '{"_placeholder":true,"num":0}'

RESERVED = (
    "connect",
    "connect_error",
    "disconnect",
    "disconnecting",
    "newListener",
    "removeListener",
)


# Namespaces.


async def test_goes_on_after_an_unknown_namespace(served: Served) -> None:
    socket = await served.connect()
    await socket.send('40/random,{"token":"abc"}')
    assert await socket.receive() == INVALID
    await socket.send("40")
    await joined(socket)


async def test_takes_a_query_for_a_part_of_the_name(served: Served) -> None:
    socket = await served.connect()
    await socket.send("40/custom?a=1,")
    assert await socket.receive() == '44/custom?a=1,{"message":"Invalid namespace"}'


@pytest.mark.parametrize("packet", ['42["message"]', "41", "431[]", '44{"message":"x"}'])
async def test_closes_when_another_packet_comes_before_connect(served: Served, packet: str) -> None:
    socket = await served.connect()
    await socket.send(packet)
    await socket.is_closed()


@pytest.mark.parametrize(
    "packet",
    [
        '42/custom,["message"]',
        "41/custom,",
        "43/custom,1[]",
        '42/random,["message"]',
        '44{"message":"x"}',
    ],
)
async def test_closes_when_a_packet_is_for_a_namespace_that_was_not_joined(
    served: Served, packet: str
) -> None:
    socket = await in_main(served)
    await socket.send(packet)
    await socket.is_closed()


@pytest.mark.parametrize("packet", ["40", '40{"token":"abc"}'])
async def test_closes_when_a_client_joins_a_namespace_again(served: Served, packet: str) -> None:
    socket = await in_main(served)
    await socket.send(packet)
    await socket.is_closed()


async def test_lets_a_client_leave_and_join_again_with_another_id(served: Served) -> None:
    socket = await served.connect()
    await socket.send("40")
    first = await joined(socket)
    await socket.send("41")
    await is_open(socket)  # Node's server does not see a packet in the same tick as a later one
    await socket.send("40")
    second = await joined(socket)
    assert len({socket.sid, first, second}) == 3


async def test_closes_when_an_event_comes_after_a_client_left(served: Served) -> None:
    socket = await in_main(served)
    await socket.send("41")
    await is_open(socket)
    await socket.send('42["message"]')
    await socket.is_closed()


async def test_closes_only_clients_that_never_joined_a_namespace(impatient: Served) -> None:
    socket = await in_main(impatient)
    await socket.send("41")
    later = await impatient.connect()
    await later.send("40/random,")
    assert await later.receive() == INVALID
    await later.is_closed()
    await is_open(socket)


@pytest.mark.parametrize("payload", ["[]", '"x"', "null", "true", "{", "{}x"])
async def test_closes_when_the_auth_of_a_client_is_no_object(served: Served, payload: str) -> None:
    socket = await served.connect()
    await socket.send(f"40{payload}")
    await socket.is_closed()


# Events.


@pytest.mark.parametrize("event", ['[1,"x"]', "[-1.5]", '[""]', '["unknown",{}]'])
async def test_goes_on_after_an_event_that_nobody_knows(served: Served, event: str) -> None:
    socket = await in_main(served)
    await socket.send(f"42{event}")
    await is_open(socket)


@pytest.mark.parametrize("event", RESERVED)
async def test_closes_when_the_name_of_an_event_is_reserved(served: Served, event: str) -> None:
    socket = await in_main(served)
    await socket.send(f'42["{event}"]')
    await socket.is_closed()


@pytest.mark.parametrize(
    "packet",
    [
        "4",
        "47",
        "4-1[]",
        "42[]",
        "42[true]",
        "42[null]",
        "42[{}]",
        "42[[]]",
        '42["message"',
        '42["message",NaN]',
        '42"message"',
        "42null",
        '421.5["message"]',
        '42-1["message"]',
        '42 ["message"] x',
        "43{}",
        "431{}",
        "41[]",
        "41{}",
    ],
)
async def test_closes_when_a_packet_is_malformed(served: Served, packet: str) -> None:
    socket = await in_main(served)
    await socket.send(packet)
    await socket.is_closed()


@pytest.mark.parametrize("packet", ["42", "43", "431", "43999[]", "43[]"])
async def test_goes_on_after_a_packet_that_says_nothing(served: Served, packet: str) -> None:
    socket = await in_main(served)
    await socket.send(packet)
    await is_open(socket)


# Attachments.


@pytest.mark.parametrize(
    "messages",
    [
        [b"\1"],
        [f'451-["message",{PLACE}]', '42["message"]'],
        [f'451-["message",{PLACE}]', f'451-["message",{PLACE}]'],
        [f'451-["message",{PLACE}]', b"\1", b"\2"],
        ['451-["message",{"_placeholder":true,"num":1}]', b"\1"],
        ['451-["message",{"_placeholder":true,"num":-1}]', b"\1"],
        ['451-["message",{"_placeholder":true,"num":"0"}]', b"\1"],
        ['451-["message",{"_placeholder":true}]', b"\1"],
        ['450-["message"]'],
        ['45-["message"]'],
        ['45["message"]'],
        ['451["message"]'],
        ['451.5-["message"]'],
        ['45-1-["message"]'],
        ['4511-["message"]'],
        ['451-["connect"]'],
        ["451-{}"],
    ],
)
async def test_closes_when_attachments_are_wrong(
    served: Served, messages: list[str | bytes]
) -> None:
    socket = await in_main(served)
    await socket.send(*messages)
    assert await socket.rest() in ([], [f'451-["message-back",{PLACE}]', b"\1"])


async def test_takes_ten_attachments(served: Served) -> None:
    socket = await in_main(served)
    places = ",".join(f'{{"_placeholder":true,"num":{number}}}' for number in range(10))
    await socket.send(f'4510-["message",{places}]', *[bytes([number]) for number in range(10)])
    assert await socket.receive() == f'4510-["message-back",{places}]'
    assert [await socket.receive() for _ in range(10)] == [bytes([number]) for number in range(10)]


@pytest.mark.parametrize("arguments", [f"[[{PLACE}],0]", f'{{"a":{{"b":{PLACE}}}}}'])
async def test_finds_attachments_anywhere(served: Served, arguments: str) -> None:
    socket = await in_main(served)
    await socket.send(f'451-["message",{arguments}]', b"\1")
    assert await socket.receive() == f'451-["message-back",{arguments}]'
    assert await socket.receive() == b"\1"


async def test_takes_an_attachment_that_belongs_in_two_places(served: Served) -> None:
    socket = await in_main(served)
    await socket.send(f'451-["message",{PLACE},{PLACE}]', b"\1")
    second = PLACE.replace("0", "1")
    assert await socket.receive() == f'452-["message-back",{PLACE},{second}]'
    assert [await socket.receive(), await socket.receive()] == [b"\1", b"\1"]


async def test_sends_attachments_over_polling(served: Served) -> None:
    polling = await served.poll()
    await polling.send("40")
    assert (await polling.text()).startswith("40{")
    await polling.send(f'451-["message",{PLACE}]\x1ebAQ==')
    assert await polling.text() == f'451-["message-back",{PLACE}]\x1ebAQ=='
