"""A server with TLS: real clients, tunnels, and clients that stop half-way."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import socketio

from tests.clients.base import PATH, TRANSPORTS, TransportMode
from tests.clients.fixtures import ClientFactory, require_node
from tests.clients.node_client import NODE_DIRECTORY
from tests.wire.talk import ready, say
from vfmock import MockServer, text
from vfmock.errors import ServerError
from vfmock.server.proxy_variables import proxy_variables

BOUND = 30.0
"""Seconds after which a wait counts as hanging."""

CONNECT = b"CONNECT general-runtime.voiceflow.com:443 HTTP/1.1\r\n\r\n"

ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"

HOST = "general-runtime.voiceflow.com"

HEALTH = b"GET /__vfmock/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


@pytest.fixture
def secure() -> Iterator[MockServer]:
    """A server with TLS that answers every text with itself."""
    with MockServer(seed=1, tls=True) as server:
        server.on.launch().reply(text("Hi!"))
        server.on.text().reply(lambda turn: text(str(turn.action.text)))
        yield server


@pytest.fixture
def certificate(secure: MockServer) -> str:
    """The authority of that server."""
    return Path(secure.ca_file).read_text(encoding="utf-8")


class Peer:
    """A client that does everything by hand, byte by byte."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), BOUND)

    def __enter__(self) -> Peer:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, *pieces: bytes) -> None:
        """Send pieces, each in a packet of its own as far as a client can have its way."""
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for piece in pieces:
            self.socket.sendall(piece)

    def read(self, end: bytes) -> bytes:
        """Read until some bytes have come."""
        data = b""
        while not data.endswith(end):
            piece = self.socket.recv(1)
            assert piece, data
            data += piece
        return data

    def rest(self) -> bytes:
        """Read to the end of the connection."""
        data = b""
        while piece := self.socket.recv(65536):
            data += piece
        return data

    def secure(self, ca_file: str, name: str) -> None:
        """Go on with TLS."""
        context = ssl.create_default_context(cafile=ca_file)
        self.socket = context.wrap_socket(self.socket, server_hostname=name)

    def below_tls(self) -> None:
        """Go on with the bytes of TCP."""
        assert isinstance(self.socket, ssl.SSLSocket)
        self.socket = socket.socket(fileno=self.socket.detach())
        self.socket.settimeout(BOUND)


def hello(name: str = HOST) -> bytes:
    """The first message of a TLS handshake."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = ssl.create_default_context().wrap_bio(incoming, outgoing, server_hostname=name)
    with pytest.raises(ssl.SSLWantReadError):
        client.do_handshake()
    return outgoing.read()


def refusals(server: MockServer) -> list[str]:
    return [str(entry.payload) for entry in server.journal.notes("refused")]


def wait_for_refusal(server: MockServer, words: str) -> str:
    """Wait for a note of the journal. Return its text."""
    came = threading.Event()
    server.journal.watch(lambda entry: came.set() if entry.name == "refused" else None)
    if not refusals(server):
        assert came.wait(BOUND)
    (told,) = refusals(server)
    assert words in told
    return told


def healthy(server: MockServer) -> None:
    """Whether the server still answers by plain http and by https."""
    with Peer(server.port) as plain:
        plain.send(HEALTH)
        assert plain.rest().startswith(b"HTTP/1.1 200 OK")
    with Peer(server.port) as peer:
        peer.secure(server.ca_file, "localhost")
        peer.send(HEALTH)
        assert peer.rest().startswith(b"HTTP/1.1 200 OK")


# Where it is.


def test_the_address_and_the_file_are_known_while_the_server_runs() -> None:
    server = MockServer(tls=True, instances=2)
    with pytest.raises(ServerError, match="the server is not running"):
        server.ca_file  # noqa: B018
    with server:
        file = Path(server.ca_file)
        assert file.read_bytes().startswith(b"-----BEGIN CERTIFICATE-----")
        assert [one.url for one in server.instances] == [
            f"https://127.0.0.1:{one.port}" for one in server.instances
        ]
        with pytest.raises(ServerError, match=r"runs already, at https://127\.0\.0\.1:"):
            server.start()
        for instance in server.instances:
            with Peer(instance.port) as peer:
                peer.secure(server.ca_file, "127.0.0.1")
    assert not file.parent.exists()
    with server:  # a second run has an authority of its own
        assert server.ca_file != str(file)


def test_a_start_that_fails_leaves_no_file(
    secure: MockServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(ServerError, match="can't listen"):
        MockServer(tls=True, port=secure.port).start()
    assert list(tmp_path.iterdir()) == []


def test_without_tls_there_is_no_file_and_no_variables() -> None:
    with MockServer() as server:
        with pytest.raises(ServerError, match="the server has no certificate: it is for tls=True"):
            server.ca_file  # noqa: B018
        with pytest.raises(ServerError, match="it is for tls=True"):
            server.proxy_variables  # noqa: B018


def test_the_variables_name_the_proxy_in_both_cases_and_the_file(secure: MockServer) -> None:
    found = secure.proxy_variables
    assert found == proxy_variables(f"http://127.0.0.1:{secure.port}", secure.ca_file)
    assert found["HTTPS_PROXY"] == found["https_proxy"] == f"http://127.0.0.1:{secure.port}"
    assert found["SSL_CERT_FILE"] == found["NODE_EXTRA_CA_CERTS"] == secure.ca_file
    assert "127.0.0.1" in found["no_proxy"]


# Real clients, at the URL of the server.


def test_pythons_client_reaches_the_host_that_is_compiled_in(
    secure: MockServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By polling: on a websocket with TLS the threads of this client get in each other's way. It
    loses one in a hundred connections to a server with the TLS of Node.js, too."""
    for name, value in secure.proxy_variables.items():
        monkeypatch.setenv(name, value)
    with socketio.SimpleClient() as client:
        client.connect(f"https://{HOST}", socketio_path=PATH, transports=["polling"])
        client.emit("client.start", {"userID": "é" * 100_000, "projectID": "p1"})
        assert client.receive(BOUND) == ["client.started", {"newSessionRequired": True}]


AIOHTTP = f"""
import asyncio, sys
import aiohttp, socketio

async def main():
    async with aiohttp.ClientSession(trust_env=True) as http:
        client = socketio.AsyncSimpleClient(http_session=http)
        await client.connect(sys.argv[1], socketio_path={PATH!r}, transports=["websocket"])
        await client.emit("client.start", {{"userID": "ada", "projectID": "p1"}})
        print(await client.receive({BOUND}))
        await client.disconnect()

asyncio.run(main())
"""


@pytest.mark.parametrize("url", [None, f"https://{HOST}"], ids=["at its url", "compiled in"])
def test_pythons_asynchronous_client_trusts_the_file_of_its_variable(
    secure: MockServer, url: str | None
) -> None:
    command = [sys.executable, "-c", AIOHTTP, url or secure.url]
    assert run(command, secure).stdout == "['client.started', {'newSessionRequired': True}]\n"


@pytest.mark.parametrize("mode", TRANSPORTS)
async def test_the_node_client_talks_over_tls(
    secure: MockServer, make_client: ClientFactory, mode: TransportMode, certificate: str
) -> None:
    client = make_client("node")
    await client.connect_via(secure.url, mode, ca=certificate)
    await ready(client)
    assert await say(client, "hello") == ["hello"]
    assert await say(client, "é" * 100_000) == ["é" * 100_000]
    await client.disconnect()


NODE = f"""
const {{ io }} = require('socket.io-client');
const socket = io(process.argv[1], {{ path: '{PATH}', transports: ['websocket'] }});
socket.on('client.started', (payload) => {{ console.log(payload); socket.disconnect(); }});
socket.on('connect_error', (error) => {{ console.log(error); socket.disconnect(); }});
socket.emit('client.start', {{ userID: 'ada', projectID: 'p1' }});
"""


def test_node_trusts_the_file_of_its_variable(secure: MockServer) -> None:
    require_node()
    done = run(["node", "-e", NODE, secure.url], secure)
    assert done.stdout == "{ newSessionRequired: true }\n"


def run(
    command: list[str], server: MockServer | None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a command with the variables of a server, and no others that could lead it elsewhere."""
    kept = {"PATH": os.environ["PATH"], "NODE_PATH": str(NODE_DIRECTORY / "node_modules")}
    given = {} if server is None else server.proxy_variables
    return subprocess.run(
        command,
        env=kept | given | variables,
        capture_output=True,
        text=True,
        timeout=BOUND,
        check=False,
    )


def curl(server: MockServer, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run curl with the variables of a server."""
    return run(["curl", "--silent", "--show-error", *arguments], server)


LAUNCH = (
    *("-H", "Authorization: VF.DM.1234.x", "-H", "Content-Type: application/json"),
    *("-d", json.dumps({"action": {"type": "launch"}})),
)
"""What makes a request of curl a launch."""


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_curl_reaches_the_host_that_is_compiled_in(secure: MockServer, scheme: str) -> None:
    done = curl(secure, *LAUNCH, f"{scheme}://{HOST}/state/user/u/interact")
    assert json.loads(done.stdout)[0]["payload"]["message"] == "Hi!"
    assert refusals(secure) == []


def test_curl_may_speak_tls_to_the_proxy_too(secure: MockServer) -> None:
    proxy = ("--proxy", secure.url, "--proxy-cacert", secure.ca_file)
    done = curl(secure, *proxy, *LAUNCH, f"https://{HOST}/state/user/u/interact")
    assert json.loads(done.stdout)[0]["payload"]["message"] == "Hi!"


def test_a_handshake_within_tls_that_fails_is_explained_too(
    secure: MockServer, caplog: pytest.LogCaptureFixture
) -> None:
    proxy = ("--proxy", secure.url, "--proxy-cacert", secure.ca_file)
    with MockServer(tls=True) as other:
        curl(secure, *proxy, "--cacert", other.ca_file, f"https://{HOST}/")
    wait_for_refusal(secure, "a TLS handshake failed ('TLSV1_ALERT_UNKNOWN_CA')")
    assert [one for one in caplog.records if one.name == "asyncio"] == []
    healthy(secure)


def test_curl_is_refused_another_host(secure: MockServer, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="vfmock"):
        done = curl(secure, "https://example.com/")
    assert done.returncode != 0
    assert "403" in done.stderr
    (told,) = refusals(secure)
    assert told.startswith("CONNECT 'example.com:443': a proxy is wanted for another host")
    assert f"refused a client: {told}" in caplog.messages


def test_a_plain_request_for_another_host_is_refused(secure: MockServer) -> None:
    done = curl(secure, "--write-out", "\n%{http_code}", "http://example.com/?token=hush")
    text_of, _, status = done.stdout.rpartition("\n")
    assert status == "403"
    assert refusals(secure) == [text_of]
    assert text_of.startswith("GET 'http://example.com/': a proxy is wanted for another host")


@pytest.mark.parametrize("target", ["http://a:99999999/", "http://[a/", "http:///", "http://"])
def test_a_target_that_is_no_url_is_answered(secure: MockServer, target: str) -> None:
    with Peer(secure.port) as peer:
        peer.send(f"GET {target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
        assert peer.rest().startswith(b"HTTP/1.0 400 Bad Request")
    healthy(secure)


def test_a_wrong_path_of_the_host_is_explained_as_such(secure: MockServer) -> None:
    done = curl(secure, "--write-out", "\n%{http_code}", f"http://{HOST}/stat/user/u/interact")
    assert done.stdout.endswith("\n404")
    assert "nothing is served there, did you mean /state/user/" in done.stdout


def test_curl_without_trust_is_explained(secure: MockServer, tmp_path: Path) -> None:
    with MockServer(tls=True) as other:
        done = curl(secure, "--cacert", other.ca_file, f"https://{HOST}/")
    assert done.returncode == 60
    told = wait_for_refusal(secure, "a TLS handshake failed ('TLSV1_ALERT_UNKNOWN_CA')")
    assert f"SSL_CERT_FILE={secure.ca_file}" in told
    healthy(secure)


def test_curl_learns_that_tls_is_off() -> None:
    with MockServer() as server:
        proxy = f"http://127.0.0.1:{server.port}"
        done = run(
            ["curl", "--silent", "--show-error", f"https://{HOST}/"], None, https_proxy=proxy
        )
        assert "501" in done.stderr
        (told,) = refusals(server)
        assert told.startswith("CONNECT came, which asks a proxy for a tunnel")
        assert "--tls" in told


# Byte by byte.


def test_the_first_bytes_may_come_in_any_pieces(secure: MockServer) -> None:
    """Also: all at once, from a client that does not wait for the answer."""
    first = hello()
    for pieces in ([CONNECT + first], [CONNECT, first], [bytes([one]) for one in CONNECT + first]):
        with Peer(secure.port) as peer:
            peer.send(*pieces)
            assert peer.read(b"\r\n\r\n") == ESTABLISHED
            assert peer.read(b"\x16") == b"\x16"
    healthy(secure)


def test_plain_http_may_come_out_of_a_tunnel(secure: MockServer) -> None:
    with Peer(secure.port) as peer:
        peer.send(CONNECT)
        assert peer.read(b"\r\n\r\n") == ESTABLISHED
        peer.send(HEALTH)
        assert peer.rest().startswith(b"HTTP/1.1 200 OK")


def test_what_is_no_http_in_a_tunnel_is_answered_as_outside(secure: MockServer) -> None:
    with Peer(secure.port) as peer:
        peer.send(CONNECT)
        assert peer.read(b"\r\n\r\n") == ESTABLISHED
        peer.send(b"\x00\xff rubbish\r\n\r\n")
        assert peer.rest().startswith(b"HTTP/1.0 400 Bad Request")
    healthy(secure)


def test_rubbish_in_a_handshake_ends_the_connection(secure: MockServer) -> None:
    with Peer(secure.port) as peer:
        peer.send(b"\x16rubbish, and more of it than a record has for its head")
        with suppress(ConnectionResetError):  # an alert may come before
            peer.rest()
    assert "trust" not in wait_for_refusal(secure, "a TLS handshake failed ('")
    healthy(secure)


def test_a_large_first_packet_is_read_whole(secure: MockServer) -> None:
    """More comes at once than asyncio's TLS reads at once."""
    body = json.dumps({"action": {"type": "text", "payload": "x" * 600_000}}).encode()
    head = (
        f"POST http://{HOST}/state/user/u/interact HTTP/1.1\r\nHost: {HOST}\r\n"
        "Authorization: VF.DM.1234.x\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    ).encode()
    with Peer(secure.port) as peer:
        peer.send(CONNECT)
        peer.read(b"\r\n\r\n")
        peer.secure(secure.ca_file, HOST)
        peer.send(head + body)
        answer = peer.rest()
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert b"x" * 600_000 in answer


@pytest.mark.parametrize("size", [1, 5, 100])
def test_a_client_that_leaves_in_a_handshake_is_explained(secure: MockServer, size: int) -> None:
    with Peer(secure.port) as peer:
        peer.send(hello()[:size])
    assert "trust" in wait_for_refusal(secure, "a TLS handshake failed ('ConnectionResetError')")
    healthy(secure)


@pytest.mark.parametrize(
    "first",
    [b"", b"CONN", CONNECT, CONNECT + b"\x16\x03", b"\x16", b"\x16\x03\x01"],
    ids=["nothing", "half a method", "tunnel", "tunnel and TLS", "TLS", "more TLS"],
)
def test_the_server_stops_while_a_client_has_not_come_far(
    caplog: pytest.LogCaptureFixture, first: bytes
) -> None:
    server = MockServer(tls=True).start()
    with Peer(server.port) as peer:
        peer.send(first)
        healthy(server)  # so the first bytes were read
        server.stop()
        assert peer.rest() in (b"", ESTABLISHED)
    assert [one for one in caplog.records if one.name == "asyncio"] == []


def test_the_server_stops_while_a_client_keeps_a_connection_with_tls() -> None:
    """It reads nothing, so it does not answer the end of TLS."""
    server = MockServer(tls=True).start()
    with Peer(server.port) as idle, Peer(server.port) as used:
        for peer in (idle, used):
            peer.secure(server.ca_file, "localhost")
        used.send(HEALTH.replace(b"close", b"keep-alive"))
        used.read(b"}")
        server.stop()
        assert used.rest() == idle.rest() == b""


async def test_a_server_on_the_running_loop_stops_too() -> None:
    async with MockServer(tls=True) as server:
        context = ssl.create_default_context(cafile=server.ca_file)
        _, writer = await asyncio.open_connection("127.0.0.1", server.port, ssl=context)
        reader, pending = await asyncio.open_connection("127.0.0.1", server.port)
        pending.write(b"\x16\x03\x01")
        await pending.drain()
    assert await asyncio.wait_for(reader.read(), BOUND) == b""
    for one in (writer, pending):
        one.close()


# Faults that break connections.


@pytest.mark.parametrize("tunnel", [False, True])
def test_a_connection_with_tls_can_be_reset(secure: MockServer, tunnel: bool) -> None:
    secure.faults.add("connection reset", times="always")
    with Peer(secure.port) as peer:
        if tunnel:
            peer.send(CONNECT)
            peer.read(b"\r\n\r\n")
        peer.secure(secure.ca_file, HOST)
        peer.send(f"GET {PATH}/?EIO=4&transport=polling HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        peer.below_tls()  # Python's TLS takes a reset for an end
        with pytest.raises(ConnectionResetError):
            peer.rest()
    secure.faults.clear()
    healthy(secure)


@pytest.mark.parametrize("fault", ["transport close", "transport error", "io server disconnect"])
async def test_a_connection_with_tls_can_be_broken(
    secure: MockServer, make_client: ClientFactory, fault: str, certificate: str
) -> None:
    told = []
    for url, options in (
        (secure.url, {"ca": certificate}),
        (secure.url.replace("https", "http"), {}),
    ):
        secure.faults.add(fault, on="action.send")
        client = make_client("node")
        await client.connect(url, reconnection=False, **options)
        await ready(client)
        await client.emit("action.send", {"action": {"type": "text", "payload": "hi"}})
        told.append(await client.wait_disconnect())
    assert told[0] == told[1]
