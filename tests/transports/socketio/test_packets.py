"""Packets: read as strictly as Node's server reads, and written with any JSON value."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from socketio import packet as python_socketio

from vfmock.transports.nesting import DEEPEST
from vfmock.transports.socketio.packets import (
    RESERVED,
    Decoder,
    Packet,
    PacketType,
    Unreadable,
    dumps,
    encode,
    event_packet,
    loads,
    read_event,
)

STRANGE = [
    None,
    True,
    "",
    "ü \u2028 \0",
    "\ud800 lone \udfff",
    2**53,
    2**64,
    -(2**70),
    0.1,
    {"a": [1, {"b": None}]},
    {"\ud800": 1},
]


def packet_of(*messages: str | bytes) -> Packet:
    """The packet in these messages. It is complete with the last one."""
    decoder = Decoder()
    *begun, last = messages
    for message in begun:
        assert decoder.feed(message) is None
        assert decoder.is_waiting
    packet = decoder.feed(last)
    assert packet is not None
    assert not decoder.is_waiting
    return packet


def read(text: str) -> Any:
    """The data of an encoded packet. An event is read in both ways."""
    data = packet_of(text).data
    if text.startswith("2["):
        assert read_event(text) == data
    return data


def nested(levels: int, innermost: str = "") -> str:
    """An object with that many levels, as text."""
    return '{"a":' * (levels - 1) + "{" + innermost + "}" + "}" * (levels - 1)


@pytest.mark.parametrize("value", STRANGE)
def test_written_json_can_be_read_again(value: Any) -> None:
    text = dumps(value)
    assert json.loads(text) == value
    assert loads(text) == value


@pytest.mark.parametrize("value", STRANGE)
def test_a_packet_with_any_value_is_written_and_read(value: Any) -> None:
    (text,) = encode(Packet(PacketType.EVENT, "/", ["event", value]))
    assert isinstance(text, str)
    assert read(text) == ["event", value]
    written = event_packet("event", value)
    assert written is not None
    assert json.loads(written.removeprefix(b"42")) == ["event", value]


def test_json_is_written_without_spaces() -> None:
    assert dumps({"a": [1, 2**70]}) == '{"a":[1,1180591620717411303424]}'
    assert dumps({"a": [1, 2]}) == '{"a":[1,2]}'


@pytest.mark.parametrize("value", [{1, 2}, object(), b"bytes"])
def test_a_value_that_is_not_json_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        dumps(value)


@pytest.mark.parametrize("text", ["NaN", "[Infinity]", '{"a":-Infinity}', "[NaN, NaN]"])
def test_numbers_that_json_does_not_have_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not JSON"):
        loads(text)


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ('2["a"]', ["a"]),
        ('2["a",{}]', ["a", {}]),
        ('2["a",1,null]', ["a", 1, None]),
        ('27["a",{}]', ["a", {}]),
        ('2/chat,["a"]', ["a"]),
        ("3[1]", [1]),
        ("0", None),
        ('0{"token":"x"}', {"token": "x"}),
        ("1", None),
        ("2", []),
        ("3", []),
        ("31", []),
        ('2[7,"a"]', [7, "a"]),
        ("2[1.5]", [1.5]),
        ('4"no"', "no"),
    ],
)
def test_correct_packets_are_read(text: str, data: Any) -> None:
    assert read(text) == data


@pytest.mark.parametrize(
    "text",
    [
        "2[",
        "2[]",
        "2{}",
        '2"a"',
        "2null",
        "2[null]",
        "2[true]",
        "0[]",
        '0"x"',
        "1{}",
        "3{}",
        "4[]",
        '2[["a"]]',
        '2["a",NaN]',
        '2["a"',
        '2["a"]]',
        "2\x00",
        "0null",
        '5-["a"]',
        "51-{}",
        '50-["a"]',
        "60-1[]",
        '51-["connect",{"_placeholder":true,"num":0}]',
        *(f'2["{name}"]' for name in sorted(RESERVED)),
    ],
)
def test_a_malformed_packet_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each has its own words, some of them not ours
        Decoder().feed(text)


@pytest.mark.parametrize("text", ["", "x", "-1", "7", "9"])
def test_a_packet_without_a_type_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no type of a packet"):
        Decoder().feed(text)


PLACEHOLDER = '{"_placeholder":true,"num":0}'


def test_attachments_take_their_places() -> None:
    wanted = Packet(PacketType.EVENT, "/chat", ["a", [b"x", {"b": b"y"}]], 7)
    other = PLACEHOLDER.replace("0", "1")
    text = f'52-/chat,7["a",[{PLACEHOLDER},{{"b":{other}}}]]'
    assert packet_of(text, b"x", b"y") == wanted
    assert encode(wanted) == [text, b"x", b"y"]


def test_a_text_in_place_of_an_attachment_is_refused() -> None:
    decoder = Decoder()
    assert decoder.feed(f'51-["a",{PLACEHOLDER}]') is None
    with pytest.raises(ValueError, match="a text came where a binary attachment is due"):
        decoder.feed("2")


def test_an_attachment_that_nothing_announced_is_refused() -> None:
    with pytest.raises(ValueError, match="no event before it announced any"):
        Decoder().feed(b"x")


@pytest.mark.parametrize("number", ["1", "-1", "null", '"0"'])
def test_a_place_without_an_attachment_is_refused(number: str) -> None:
    decoder = Decoder()
    decoder.feed(f'51-["a",{{"_placeholder":true,"num":{number}}}]')
    with pytest.raises(ValueError, match="there is no attachment"):
        decoder.feed(b"x")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.text().filter(lambda name: name not in RESERVED)


@given(
    st.sampled_from(["/", "/chat"]),
    st.builds(lambda name, values: [name, *values], NAMES, st.lists(VALUES, max_size=3)),
    st.none() | st.integers(0, 10**9),
)
def test_python_socketio_reads_what_is_written_and_the_other_way_round(
    namespace: str, data: list[Any], ack: int | None
) -> None:
    ours = encode(Packet(PacketType.EVENT, namespace, data, ack))
    theirs = python_socketio.Packet(
        packet_type=python_socketio.EVENT, data=data, namespace=namespace, id=ack
    ).encode()
    written = theirs if isinstance(theirs, list) else [theirs]
    if len(ours) <= 10:  # more attachments are refused
        assert packet_of(*written) == Packet(PacketType.EVENT, namespace, data, ack)
        packet = python_socketio.Packet(encoded_packet=ours[0])
        for attachment in ours[1:]:
            packet.add_attachment(attachment)
        assert (packet.data, packet.namespace or "/", packet.id) == (data, namespace, ack)


def test_a_payload_may_have_the_greatest_depth() -> None:
    assert read(f'2["a",{nested(DEEPEST)}]')[1] == json.loads(nested(DEEPEST))


@pytest.mark.parametrize("levels", [DEEPEST + 1, 500, 100_000])
@pytest.mark.parametrize("head", ['2["a",', '27["a",', '2[ "a" , '])
def test_a_payload_that_is_too_deep_is_marked_as_unreadable(levels: int, head: str) -> None:
    packet = packet_of(f"{head}{nested(levels)}]")
    assert packet.data == ["a", Unreadable(f"a payload nests {DEEPEST} levels at the most")]
    assert packet.ack == (7 if "7" in head else None)


def test_arrays_count_as_levels_too() -> None:
    deep = "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1)
    assert isinstance(read(f'2["a",{deep}]')[1], Unreadable)
    assert read(f'2["a",{deep[1:-1]}]')[1] == json.loads(deep[1:-1])


def test_many_brackets_side_by_side_are_not_deep() -> None:
    flat = "[" + ",".join(["{}"] * 1000) + "]"
    assert len(read(f'2["a",{flat}]')[1]) == 1000


@pytest.mark.parametrize("string", ["[" * 500, "{" * 500, '\\"' + "[" * 500, "\\\\" + "]" * 500])
def test_brackets_in_strings_do_not_count(string: str) -> None:
    data = read(f'2["a",{{"b":"{string}","c":[{{}}]}}]')
    assert data[1] == {"b": json.loads(f'"{string}"'), "c": [{}]}


def test_a_name_may_have_quotes_and_brackets() -> None:
    data = read(f'2["a\\"[[b",{nested(DEEPEST + 1)}]')
    assert data[0] == 'a"[[b'
    assert isinstance(data[1], Unreadable)


def test_deep_nesting_without_a_name_is_malformed() -> None:
    with pytest.raises((ValueError, RecursionError)):
        read(f"2[{nested(100_000)}]")


def test_deep_nesting_of_a_reserved_event_is_refused() -> None:
    with pytest.raises(ValueError, match="'connect' is reserved"):
        read(f'2["connect",{nested(DEEPEST + 1)}]')


def test_a_string_without_an_end_is_refused_quickly() -> None:
    text = '2["a","' + '\\"[' * 200_000
    begun = time.process_time()
    with pytest.raises(ValueError):  # noqa: PT011
        read(text)
    assert time.process_time() - begun < 10


def test_an_event_with_bytes_is_no_plain_event() -> None:
    assert event_packet("a", b"bytes") is None


def test_packets_without_bytes_are_one_text() -> None:
    assert encode(Packet(PacketType.CONNECT, data={"sid": "s"})) == ['0{"sid":"s"}']
    assert encode(Packet(PacketType.DISCONNECT, "/chat")) == ["1/chat,"]
    assert encode(Packet(PacketType.ACK, "/chat", [b"x", 1], 7)) == [
        f"61-/chat,7[{PLACEHOLDER},1]",
        b"x",
    ]
