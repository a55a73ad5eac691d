"""A client that can't connect is explained: in the journal, the conversation, the log and the
answer. Real clients make the mistakes that a real client can make."""

from __future__ import annotations

import asyncio
import logging
import ssl

import aiohttp
import pytest
import socketio

from tests.behaviour.extensions import registered
from tests.clients.base import PATH
from tests.journal import noted
from tests.transports.raw import Polling, exchange
from vfmock import MockServer
from vfmock.core.redaction import placeholder

GET = "EIO=4&transport=polling"


def refusals(server: MockServer) -> list[str]:
    return [str(entry.payload) for entry in server.journal.notes("refused")]


async def get(url: str, **headers: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as http, http.get(url, headers=headers) as response:
        return response.status, await response.text()


async def open_websocket(url: str) -> None:
    async with aiohttp.ClientSession() as http:
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await http.ws_connect(url)


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("", "a plain HTTP request came, wanted Engine.IO (?EIO=4&transport=polling)"),
        ("EIO=3&transport=polling", "protocol '3' of Engine.IO came, wanted '4'"),
        ("transport=polling", "no version (EIO) of Engine.IO came, wanted '4'"),
        ("EIO=4&transport=webtransport", "the transport 'webtransport' is unknown"),
        ("EIO=4&transport=websocket", "came without the header 'Upgrade: websocket'"),
    ],
)
async def test_explains_a_wrong_handshake(server: MockServer, query: str, problem: str) -> None:
    status, answer = await get(f"{server.url}{PATH}/?{query}")
    assert status == 400
    (told,) = refusals(server)
    assert told.startswith(f"GET {PATH}/: ")
    assert problem in told
    assert told in answer
    assert f"! refused: {told}" in server.conversation()


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("", "a plain websocket came, wanted Engine.IO (?EIO=4&transport=websocket)"),
        ("?EIO=3&transport=websocket", "protocol '3' of Engine.IO came"),
        ("?EIO=4", "a websocket came with no transport, wanted transport=websocket"),
        ("?EIO=4&transport=polling", "a websocket came with transport=polling"),
    ],
)
async def test_explains_a_wrong_websocket(server: MockServer, query: str, problem: str) -> None:
    await open_websocket(f"{server.url}{PATH}/{query}")
    (told,) = refusals(server)
    assert told.startswith(f"GET {PATH}/ (websocket): ")
    assert problem in told


async def test_explains_a_post_without_a_connection(server: MockServer) -> None:
    async with aiohttp.ClientSession() as http:
        await http.post(f"{server.url}{PATH}/?{GET}", data="40")
    assert refusals(server) == [
        f"POST {PATH}/: a handshake is a GET, or 'sid' is missing in the query"
    ]


@pytest.mark.parametrize("transport", ["polling", "websocket"])
async def test_explains_the_default_path_of_a_real_client(
    server: MockServer, transport: str
) -> None:
    async with aiohttp.ClientSession() as http:
        client = socketio.AsyncClient(reconnection=False, http_session=http)
        with pytest.raises(socketio.exceptions.ConnectionError):
            await client.connect(server.url, transports=[transport])
    (told,) = refusals(server)
    assert told.startswith("GET /socket.io/")
    assert f": nothing is served there, the path is {PATH}" in told
    assert "in Python 'socketio_path'" in told


async def test_explains_a_wrong_path_of_anything_else(server: MockServer) -> None:
    status, answer = await get(f"{server.url}/elsewhere?token=hush")
    assert status == 404
    assert refusals(server) == [f"GET /elsewhere: nothing is served there, the path is {PATH}"]
    assert answer == refusals(server)[0]


async def test_a_path_is_shown_as_it_came_and_without_secrets(server: MockServer) -> None:
    head = await exchange(server.port, b"GET /a%0Ab/VF.DM.12.x HTTP/1.1\r\nHost: a\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 404")
    (told,) = refusals(server)
    assert told.startswith(f"GET /a%0Ab/{placeholder('VF.DM.12.x')}: nothing")


async def test_explains_a_namespace_of_a_real_client(server: MockServer) -> None:
    client = socketio.AsyncClient(reconnection=False)
    errors: list[object] = []
    client.on("connect_error", errors.append, namespace="/chat")
    with pytest.raises(socketio.exceptions.ConnectionError):
        await client.connect(server.url, socketio_path=PATH, namespaces=["/chat"])
    await client.disconnect()
    (told,) = refusals(server)
    assert told.startswith("the namespace '/chat' is unknown, the only one is '/'")
    assert errors == [{"message": "Invalid namespace"}]


async def test_explains_tls(server: MockServer) -> None:
    context = ssl.create_default_context()
    with pytest.raises(ssl.SSLError):
        await asyncio.open_connection("127.0.0.1", server.port, ssl=context)
    await noted(server, "refused")
    (told,) = refusals(server)
    assert told.startswith("a TLS handshake came (https or wss): this server speaks plain http")


async def test_explains_a_connection_of_another_instance() -> None:
    async with MockServer(instances=2, seed=1) as server:
        here, there = server.instances
        async with Polling(here.url) as client:
            handshake = await client.connect()
            status, _ = await get(f"{there.url}{PATH}/?{GET}&sid={handshake['sid']}")
    assert status == 400
    (told,) = refusals(server)
    assert told.startswith(f"the connection '{handshake['sid']}' was not made by this instance")


async def test_a_connection_that_is_over_is_not_one_of_another_instance(
    server: MockServer,
) -> None:
    async with Polling(server.url) as client:
        await client.connect()
        assert await client.post("41", "1") == 200
        await noted(server, "disconnect")
        assert await client.post("40") == 400
    assert refusals(server) == []


async def test_explains_frames_that_are_no_packets(server: MockServer) -> None:
    url = f"{server.url}{PATH}/?EIO=4&transport=websocket"
    async with aiohttp.ClientSession() as http, http.ws_connect(url) as websocket:
        await websocket.receive()
        await websocket.send_str('{"type": "launch"}')
        await noted(server, "refused")
    assert refusals(server)[0].startswith(
        """the connection was closed at '{"type": "launch"}': it is no Engine.IO packet"""
    )


async def test_explains_a_malformed_packet(server: MockServer) -> None:
    async with Polling(server.url) as client:
        await client.connect()
        await client.post("42{}")
        await noted(server, "refused")
    assert "an event packet is a list that starts with the event's name" in refusals(server)[0]


@pytest.mark.parametrize("auth", ['{"a":' * 400 + "1" + "}" * 400, '["x",' + "[" * 400 + "]" * 401])
async def test_an_auth_that_nests_too_deep_is_refused(server: MockServer, auth: str) -> None:
    """The code that redacts and shows a handshake has a limit, and must not fail later."""
    url = f"{server.url}{PATH}/?EIO=4&transport=websocket"
    async with aiohttp.ClientSession() as http, http.ws_connect(url) as websocket:
        await websocket.receive()
        await websocket.send_str(f"40{auth}")
        await noted(server, "refused")
    assert server.journal.notes("connect") == []
    assert "the connection was closed at" in server.conversation()


async def test_explains_a_client_that_never_connects_to_socket_io(server: MockServer) -> None:
    url = f"{server.url}{PATH}/?EIO=4&transport=websocket"
    async with aiohttp.ClientSession() as http, http.ws_connect(url) as websocket:
        await websocket.receive()
    await noted(server, "refused")
    assert "did not connect to Socket.IO" in refusals(server)[0]


async def test_a_server_that_stops_does_not_blame_a_client(server: MockServer) -> None:
    url = f"{server.url}{PATH}/?EIO=4&transport=websocket"
    async with aiohttp.ClientSession() as http, http.ws_connect(url) as websocket:
        await websocket.receive()
        await asyncio.to_thread(server.stop)
    assert refusals(server) == []


async def test_a_client_that_connects_is_not_refused(server: MockServer) -> None:
    for transport in ("polling", "websocket"):
        client = socketio.AsyncClient()
        await client.connect(server.url, socketio_path=PATH, transports=[transport])
        await client.disconnect()
    assert refusals(server) == []


async def test_the_journal_has_each_refusal_and_the_log_each_text(
    server: MockServer, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "vfmock"):
        for _ in range(3):
            await get(f"{server.url}/socket.io/?{GET}&t=1")
    assert len(refusals(server)) == 3
    (logged,) = caplog.messages
    assert logged == f"refused a client: {refusals(server)[0]}"


async def test_a_blocked_transport_is_in_the_journal_and_in_the_log(
    server: MockServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.faults.add("polling blocked")
    with caplog.at_level(logging.WARNING, "vfmock"):
        status, _ = await get(f"{server.url}{PATH}/?{GET}")
    assert status == 403
    (entry,) = server.journal.notes("fault")
    assert entry.payload == "polling blocked at the handshake by polling"
    assert caplog.messages == [
        "refused a client: handshake by polling: HTTP 403, polling is not allowed here"
    ]


async def test_explains_another_method(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in registered(monkeypatch):
        async with MockServer() as server, aiohttp.ClientSession(server.url) as http:
            answer = await http.delete("/toy/ada?b=c")
            assert (answer.status, answer.headers["Allow"]) == (405, "OPTIONS,POST")
    assert refusals(server) == ["DELETE /toy/ada: the method is POST"]


async def test_what_came_is_cut(server: MockServer) -> None:
    await get(f"{server.url}/{'a' * 500}")
    assert refusals(server)[0].startswith(f"GET /{'a' * 198}…: nothing is served there")
    async with Polling(server.url) as client:
        await client.connect()
        await client.post("x" * 500)
        await noted(server, "disconnect")
    assert f"closed at '{'x' * 200}'…: it is" in refusals(server)[1]


async def test_only_so_many_different_texts_are_logged(
    server: MockServer, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vfmock.transports.refusals.MOST_LOGGED", 2)
    with caplog.at_level(logging.WARNING, "vfmock"):
        for number in range(4):
            await get(f"{server.url}/{number}")
    assert len(caplog.messages) == 2
    assert len(refusals(server)) == 4


async def test_a_refusal_is_no_problem_of_the_test(server: MockServer) -> None:
    """A browser asks for ``/favicon.ico``, and a client may try another path first."""
    await get(f"{server.url}/favicon.ico")
    server.check()


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/v4/interakt", "/v4/interact"),
        ("/state/64f0/interact", "/state/user/{userID}/interact"),
        ("/v4/projects/p/session", "/v4/project/{projectID}/session"),
    ],
)
async def test_a_wrong_path_of_a_call_has_the_nearest_one(
    server: MockServer, path: str, near: str
) -> None:
    async with aiohttp.ClientSession(server.url) as http:
        answer = await http.post(path)
        text = await answer.text()
    socket = f"(the path of Socket.IO is {PATH})"
    told = f"POST {path}: nothing is served there, did you mean {near} {socket}"
    assert (answer.status, text, refusals(server)) == (404, told, [told])


async def test_a_wrong_path_of_socket_io_has_no_call(server: MockServer) -> None:
    await get(f"{server.url}/v4/interact/sockets/?{GET}")
    (told,) = refusals(server)
    assert f"the path is {PATH}" in told
