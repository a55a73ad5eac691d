"""More of what Node's Engine.IO server answers, request by request. vfmock answers the same."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.wire.suites.engine_cases import never_opens
from tests.wire.suites.held import HeldRequest
from tests.wire.suites.served import PROTOCOL, UPGRADE, Answer, Served
from tests.wire.suites.servers import MAX_PAYLOAD

LAYER = "engineio"

ORIGIN = {"Origin": "https://shop.example"}

WORDS = {
    0: "Transport unknown",
    1: "Session ID unknown",
    2: "Bad handshake method",
    3: "Bad request",
    5: "Unsupported protocol version",
}
"""The message of each code. vfmock may say more after it."""


def refused(answer: Answer, code: int) -> None:
    """Check that a request is refused with a code."""
    assert answer.error() == (400, "application/json", code)
    assert answer.json()["message"].startswith(WORDS[code])


# Requests that are refused.


@pytest.mark.parametrize(
    ("method", "query", "code"),
    [
        ("GET", "EIO=4", 0),
        ("GET", "EIO=4&transport=", 0),
        ("GET", "EIO=4&transport=abc", 0),
        ("GET", "EIO=4&transport=webtransport", 0),
        ("GET", "EIO=4&transport=polling&transport=abc", 0),
        ("POST", "EIO=3&transport=abc&sid=unknown", 0),
        ("GET", "EIO=4&transport=polling&sid=unknown", 1),
        ("GET", "EIO=3&transport=polling&sid=unknown", 1),
        ("GET", "EIO=4&transport=websocket&sid=unknown", 1),
        ("GET", "EIO=4&transport=polling&sid=constructor", 1),
        ("POST", "EIO=4&transport=polling&sid=unknown", 1),
        ("PUT", "EIO=4&transport=polling&sid=unknown", 1),
        ("POST", "EIO=4&transport=polling", 2),
        ("POST", "EIO=4&transport=polling&sid=", 2),
        ("POST", "EIO=3&transport=polling", 2),
        ("POST", "EIO=4&transport=websocket", 2),
        ("PUT", "EIO=4&transport=polling", 2),
        ("DELETE", "EIO=4&transport=polling", 2),
        ("GET", "EIO=4&transport=websocket", 3),
        ("GET", "EIO=3&transport=websocket", 3),
        ("GET", "transport=polling", 5),
        ("GET", "EIO=3&transport=polling", 5),
        ("GET", "EIO=5&transport=polling", 5),
        ("GET", "EIO=4&EIO=3&transport=polling", 5),
    ],
)
async def test_refuses_a_request_with_the_code_of_what_is_wrong_first(
    served: Served, method: str, query: str, code: int
) -> None:
    refused(await served.request(method, query), code)


@pytest.mark.parametrize(
    "query",
    [
        "EIO=4&transport=polling&sid=",
        "EIO=3&EIO=4&transport=abc&transport=polling",
        "EIO=4&transport=polling&b64=1&t=abc",
    ],
)
async def test_reads_a_query_as_node_does(served: Served, query: str) -> None:
    answer = await served.request("GET", query)
    assert (answer.status, answer.text[:2]) == (200, "0{")


async def test_refuses_a_request_by_another_transport_than_that_of_its_connection(
    served: Served,
) -> None:
    socket = await served.connect()
    for method in ("GET", "POST"):
        query = {**PROTOCOL, "transport": "polling", "sid": socket.sid}
        refused(await served.request(method, query), 3)
    polling = await served.poll()
    refused(await served.get(**PROTOCOL, transport="websocket", sid=polling.sid), 3)
    await polling.send("4still here")
    assert await polling.text() == "4still here"


async def test_refuses_a_request_of_another_version_than_that_of_its_connection(
    served: Served,
) -> None:
    polling = await served.poll()
    for version in ({}, {"EIO": "3"}):
        refused(await served.get(**version, transport="polling", sid=polling.sid), 3)
    await polling.send("4still here")
    assert await polling.text() == "4still here"


async def test_answers_500_to_a_method_that_no_transport_has(served: Served) -> None:
    polling = await served.poll()
    for method in ("PUT", "DELETE"):
        assert (await served.request(method, polling.query)).status == 500
    await polling.send("4still here")
    assert await polling.text() == "4still here"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("EIO=4", 0),
        ("EIO=4&transport=abc", 0),
        ("EIO=4&transport=websocket&sid=unknown", 1),
        ("EIO=3&transport=websocket&sid=unknown", 1),
    ],
)
async def test_refuses_an_upgrade_in_plain_words(served: Served, query: str, code: int) -> None:
    answer = await served.request("GET", query, headers=UPGRADE)
    assert (answer.status, answer.headers["Connection"]) == (400, "close")
    assert answer.text.startswith(WORDS[code])


async def test_refuses_a_websocket_of_another_version_than_that_of_its_connection(
    served: Served,
) -> None:
    polling = await served.poll()
    query = {"EIO": "3", "transport": "websocket", "sid": polling.sid}
    answer = await served.request("GET", query, headers=UPGRADE)
    assert (answer.status, answer.text[:11]) == (400, WORDS[3])


async def test_opens_no_websocket_that_says_that_it_polls(served: Served) -> None:
    await never_opens(served, **PROTOCOL, transport="polling")


# Answers to polling.


async def test_answers_a_post_with_ok_as_html(served: Served) -> None:
    polling = await served.poll()
    answer = await polling.post("4hello")
    assert (answer.status, answer.kind, answer.text) == (200, "text/html", "ok")
    assert answer.headers["Cache-Control"] == "no-store"


async def test_answers_a_poll_with_text_that_no_cache_keeps(served: Served) -> None:
    polling = await served.poll()
    await polling.send("4grüße 🙂")
    answer = await polling.get()
    assert (answer.status, answer.text) == (200, "4grüße 🙂")
    assert answer.headers["Content-Type"].lower() == "text/plain; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"


async def test_refuses_the_second_of_two_polls(served: Served) -> None:
    polling = await served.poll()
    async with HeldRequest(polling, "GET"):
        second = await polling.get()
    assert (second.status, second.text) == (400, "")
    await polling.is_over()


async def test_refuses_the_second_of_two_posts_and_closes(served: Served) -> None:
    polling = await served.poll()
    async with HeldRequest(polling, "POST", size=10) as first:
        second = await polling.post("4hello")
        assert (second.status, second.text) == (400, "")
        answer = await first.answer()
    assert answer is None or answer.status == 400
    await polling.is_over()


async def test_closes_when_a_post_is_cut_off(served: Served) -> None:
    polling = await served.poll()
    async with HeldRequest(polling, "GET") as poll:
        async with HeldRequest(polling, "POST", size=10):
            pass
        answer = await poll.answer()
    assert answer is not None
    assert (answer.status, answer.text) == (200, "1")
    await polling.is_over()


async def test_refuses_a_post_of_raw_bytes_and_closes(served: Served) -> None:
    polling = await served.poll()
    answer = await polling.post(b"\4hello", {"Content-Type": "application/octet-stream"})
    assert answer.status == 400
    await polling.is_over()


@pytest.mark.parametrize("sent", ["bAQIDBA==", "bAQIDBA", "b AQID\nBA=="])
async def test_reads_base64_as_node_does(served: Served, sent: str) -> None:
    polling = await served.poll()
    await polling.send(sent)
    assert await polling.text() == "bAQIDBA=="


async def test_reads_base64_of_urls_too(served: Served) -> None:
    polling = await served.poll()
    await polling.send("b-_-_")
    assert await polling.text() == "b+/+/"


async def test_reads_base64_in_a_websocket_too(served: Served) -> None:
    socket = await served.connect()
    await socket.send("bAQIDBA==")
    assert await socket.receive() == b"\1\2\3\4"


async def test_sends_an_empty_message(served: Served) -> None:
    polling = await served.poll()
    await polling.send("4")
    assert await polling.text() == "4"


@pytest.mark.parametrize("body", ["", "9", "a", "4x\x1e", "\x1e4x", "4x\x1e\x1e4y", "d4x"])
async def test_closes_polling_when_a_packet_is_malformed(served: Served, body: str) -> None:
    polling = await served.poll()
    await polling.offend(body)
    await polling.is_over()


@pytest.mark.parametrize("packet", ["", "9", "a", "2", "2probe", "2x"])
async def test_closes_a_websocket_when_a_packet_is_malformed(served: Served, packet: str) -> None:
    socket = await served.connect()
    await socket.send(packet)
    await socket.is_closed()


async def test_closes_polling_of_a_client_that_sends_heartbeats(served: Served) -> None:
    polling = await served.poll()
    await polling.offend("2")
    await polling.is_over()


async def test_ignores_packets_that_mean_nothing_here(served: Served) -> None:
    polling = await served.poll()
    await polling.send("0\x1e3\x1e5\x1e6\x1e4hello")
    assert await polling.text() == "4hello"
    socket = await served.connect()
    await socket.send("0", "3", "5", "6", "4hello")
    assert await socket.receive() == "4hello"


# Sizes.


async def test_takes_a_message_of_the_largest_size(served: Served) -> None:
    largest = "4" + "x" * (MAX_PAYLOAD - 1)
    socket = await served.connect()
    await socket.send(largest)
    assert await socket.receive() == largest
    polling = await served.poll()
    await polling.send(largest)
    assert await polling.text() == largest


async def test_closes_a_websocket_with_1009_when_a_message_is_too_large(served: Served) -> None:
    socket = await served.connect()
    await socket.send("4" + "x" * MAX_PAYLOAD)
    await socket.is_closed(1009)


async def test_refuses_a_post_that_is_too_large_and_closes(served: Served) -> None:
    polling = await served.poll()
    assert (await polling.post("4" + "x" * MAX_PAYLOAD)).status == 413
    await polling.is_over()


# Browsers.


def readable(answer: Answer) -> None:
    """Check that a page of another origin may read an answer, and that no cache confuses two."""
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN["Origin"]
    assert answer.headers["Access-Control-Allow-Credentials"] == "true"
    assert "Origin" in listed(answer.headers, "Vary")


def listed(headers: Mapping[str, str], name: str) -> list[str]:
    """The values in a header that is a list."""
    return [value.strip() for value in headers[name].split(",")]


async def test_tells_a_browser_what_it_may_send(served: Served) -> None:
    wanted = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type,x-own",
    }
    query = {**PROTOCOL, "transport": "polling"}
    answer = await served.request("OPTIONS", query, headers={**ORIGIN, **wanted})
    assert (answer.status, answer.text) == (204, "")
    readable(answer)
    assert {"GET", "POST"} <= set(listed(answer.headers, "Access-Control-Allow-Methods"))
    assert listed(answer.headers, "Access-Control-Allow-Headers") == ["content-type", "x-own"]


async def test_lets_a_page_read_every_answer(served: Served) -> None:
    query = {**PROTOCOL, "transport": "polling"}
    opened = await served.request("GET", query, headers=ORIGIN)
    readable(opened)
    polling = await served.poll()
    readable(await polling.post("4hello", ORIGIN))
    readable(await polling.get(ORIGIN))
    readable(await served.request("PUT", polling.query, headers=ORIGIN))
    readable(await served.request("POST", query, headers=ORIGIN))
    async with HeldRequest(polling, "GET"):
        readable(await polling.get(ORIGIN))
    readable(await polling.get(ORIGIN))
    polling = await served.poll()
    readable(await polling.post("4" + "x" * MAX_PAYLOAD, ORIGIN))
