"""Websocket frames: written and read as another implementation (wsproto) reads and writes them."""

from __future__ import annotations

import struct
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wsproto.connection import Connection, ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Event, Ping, TextMessage

from vfmock.transports.engineio import frames
from vfmock.transports.engineio.frames import FrameReader, Message, WebSocketError

LARGEST = 100_000


def client() -> Connection:
    """A client that writes and reads frames."""
    return Connection(ConnectionType.CLIENT)


def pieces(data: bytes, sizes: list[int]) -> Iterator[bytes]:
    """Cut bytes into pieces of these sizes; the rest is the last piece."""
    for size in sizes:
        yield data[:size]
        data = data[size:]
    yield data


def read(data: bytes, largest: int = LARGEST) -> list[Message]:
    """The messages in these bytes."""
    return list(FrameReader(largest).feed(data))


@given(st.lists(st.text() | st.binary() | st.none()), st.lists(st.integers(0, 50)))
def test_reads_what_a_client_writes_in_any_pieces(
    sent: list[str | bytes | None], sizes: list[int]
) -> None:
    writer, data, wanted = client(), b"", []
    for one in sent:
        if isinstance(one, str):
            data += writer.send(TextMessage(data=one))
            wanted.append(Message(frames.TEXT, one.encode()))
        elif one is None:
            data += writer.send(Ping(payload=b"p"))
            wanted.append(Message(frames.PING, b"p"))
        else:
            data += writer.send(BytesMessage(data=one))
            wanted.append(Message(frames.BINARY, one))
    reader = FrameReader(LARGEST)
    assert [message for piece in pieces(data, sizes) for message in reader.feed(piece)] == wanted


@given(st.lists(st.binary(), min_size=1, max_size=5), st.lists(st.integers(0, 20)))
def test_puts_fragments_together(parts: list[bytes], sizes: list[int]) -> None:
    writer, data = client(), b""
    for number, part in enumerate(parts):
        last = number == len(parts) - 1
        data += writer.send(BytesMessage(data=part, message_finished=last))
        if not last:
            data += writer.send(Ping(payload=b"between"))
    reader = FrameReader(LARGEST)
    came = [message for piece in pieces(data, sizes) for message in reader.feed(piece)]
    assert came[-1] == Message(frames.BINARY, b"".join(parts))
    assert came[:-1] == [Message(frames.PING, b"between")] * (len(parts) - 1)


@given(st.binary(max_size=300), st.integers(1, 50))
def test_a_client_reads_what_is_written(payload: bytes, size: int) -> None:
    reader = client()
    reader.receive_data(frames.frame(payload, opcode=frames.BINARY))
    reader.receive_data(frames.fragments(payload, size, opcode=frames.BINARY))
    got: list[Event] = list(reader.events())
    assert all(isinstance(one, BytesMessage) for one in got)
    data = b"".join(one.data for one in got if isinstance(one, BytesMessage))
    assert data == payload * 2


@pytest.mark.parametrize("size", [0, 125, 126, 127, 65_535, 65_536, 99_999, 100_000])
def test_reads_messages_of_every_length(size: int) -> None:
    data = client().send(BytesMessage(data=b"x" * size))
    assert read(data) == [Message(frames.BINARY, b"x" * size)]


def masked(first: int, payload: bytes, *, second: int | None = None) -> bytes:
    """A frame of a client with the mask 0."""
    size = 0x80 | len(payload) if second is None else second
    return bytes((first, size)) + bytes(4 if size & 0x80 else 0) + payload


@pytest.mark.parametrize(
    ("data", "code", "problem"),
    [
        (masked(0xC1, b"x"), 1002, "a reserved bit is set"),
        (masked(0x83, b"x"), 1002, "the opcode 3 is unknown"),
        (masked(0x81, b"x", second=1), 1002, "a frame of a client is masked"),
        (masked(0x09, b"x"), 1002, "a control frame is short and whole"),
        (bytes((0x89, 0xFE)) + struct.pack("!H", 126), 1002, "a control frame is short and whole"),
        (masked(0x80, b"x"), 1002, "a message began within a message, or goes on"),
        (masked(0x01, b"x") + masked(0x81, b"x"), 1002, "a message began within a message"),
        (bytes((0x81, 0xFE)) + struct.pack("!H", 201), 1009, "more than 200 bytes"),
        (masked(0x01, b"x" * 125) + masked(0x80, b"x" * 76), 1009, "more than 200 bytes"),
    ],
)
def test_refuses_what_breaks_the_protocol(data: bytes, code: int, problem: str) -> None:
    with pytest.raises(WebSocketError, match=problem) as caught:
        read(data, 200)
    assert caught.value.code == code


def test_gives_what_came_before_the_error() -> None:
    reader = iter(FrameReader(LARGEST).feed(masked(0x81, b"good") + masked(0x83, b"bad")))
    assert next(reader) == Message(frames.TEXT, b"good")
    with pytest.raises(WebSocketError):
        next(reader)


def test_a_text_is_utf8() -> None:
    assert frames.text_of(Message(frames.TEXT, "ü".encode())) == "ü"
    with pytest.raises(WebSocketError, match="a text is UTF-8") as caught:
        frames.text_of(Message(frames.TEXT, b"\xff"))
    assert caught.value.code == frames.NOT_UTF8


@pytest.mark.parametrize("payload", [b"", b"\x03\xe8", b"\x03\xe8bye", b"\x0f\xa1"])
def test_a_close_frame_may_have_a_code_and_a_reason(payload: bytes) -> None:
    frames.check_close(payload)


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"\x03", 1002),
        (b"\x03\xe7", 1002),
        (b"\x03\xed", 1002),
        (b"\x0b\xb7", 1002),
        (b"\x13\x88", 1002),
        (b"\x03\xe8\xff", 1007),
    ],
)
def test_refuses_a_wrong_close_frame(payload: bytes, code: int) -> None:
    with pytest.raises(WebSocketError) as caught:
        frames.check_close(payload)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("code", "reason", "told"),
    [(1000, "", ""), (4001, "bye", "bye"), (4001, "ü" * 100, "ü" * 61)],
)
def test_a_client_reads_the_close_frame(code: int, reason: str, told: str) -> None:
    reader = client()
    reader.receive_data(frames.close_frame(code, reason))
    (event,) = reader.events()
    assert isinstance(event, CloseConnection)
    assert (event.code, event.reason or "") == (code, told)


def test_a_close_frame_may_have_no_code() -> None:
    reader = client()
    reader.receive_data(frames.close_frame(None))
    (event,) = reader.events()
    assert isinstance(event, CloseConnection)
    assert event.code == 1005


def test_a_frame_has_the_length_of_its_payload() -> None:
    for size in (0, 1, 125, 126, 127, 65535, 65536, 65537):
        head = frames.frame(b"x" * size)[: -size or None]
        told = {126: "!H", 127: "!Q"}.get(head[1])
        assert head[0] == 0x81
        assert (struct.unpack(told, head[2:])[0] if told else head[1]) == size
        assert len(head) == (2 if size < 126 else 4 if size < 65536 else 10)


def test_the_fragments_of_a_message_are_one_message() -> None:
    assert frames.fragments(b"abcde", 2) == b"\x01\x02ab\x00\x02cd\x80\x01e"
    assert frames.fragments(b"ab", 2) == b"\x81\x02ab"
    assert frames.fragments(b"", 2) == b"\x81\x00"
