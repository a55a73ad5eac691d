"""One client: Socket.IO over a raw websocket, with frames made beforehand."""

import json
import socket
from types import TracebackType
from typing import Self

from .errors import LoadError
from .framing import CLOSE, PING, PONG, WHOLE_TEXT, client_frame, split

PATIENCE = 15.0
"""Seconds that a server has for any one answer. Only a server that hangs needs them all."""

# The header block has no Sec-WebSocket-Extensions: nothing is compressed, on any server.
UPGRADE = (
    "GET /v4/interact/socket/?EIO=4&transport=websocket HTTP/1.1\r\n"
    "Host: 127.0.0.1:{port}\r\n"
    "Upgrade: websocket\r\n"
    "Connection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "\r\n"
)
EIO_PING = b"2"
EIO_PONG = client_frame(b"3")


def event(name: str, payload: object) -> bytes:
    """Make the frame of one Socket.IO event in the default namespace."""
    return client_frame(b"42" + json.dumps([name, payload], separators=(",", ":")).encode())


TURN = event("action.send", {"action": {"type": "text", "payload": "go"}})


class Connection:
    """A websocket that is ready for turns once `connect` returns; then it does not block.

    `user` names the Voiceflow user. Two open connections need two users, because a user's
    new session ends the one before.
    """

    def __init__(self, port: int, user: str) -> None:
        self.packets_in_turn = 0
        self._rest = b""
        self._user = user
        self._port = port
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def connect(self) -> None:
        """Upgrade, connect Socket.IO, start the client and create a session."""
        start = {"userID": self._user, "projectID": "turns"}
        try:
            self._upgrade()
            self._expect(b"0{")
            self.send(client_frame(b"40"))
            self._expect(b"40")
            self.send(event("client.start", start))
            self._expect(b'42["client.started"')
            self.send(event("session.create", {}))
            self._expect(b'42["session.created"')
        except TimeoutError as error:
            raise LoadError(f"the handshake was not answered in {PATIENCE:.0f} s") from error
        if self._rest:
            raise LoadError(f"more than a handshake came: {self._rest[:200]!r}")
        self._socket.setblocking(False)

    def fileno(self) -> int:
        """Return the descriptor, so that a selector takes the connection itself."""
        return self._socket.fileno()

    def send(self, frame: bytes) -> None:
        """Send one frame. It is small and the connection waits for answers, so it fits."""
        if self._socket.send(frame) != len(frame):
            raise LoadError("the server does not read what it is sent")

    def receive(self) -> list[bytes]:
        """Read once and return the packets that are whole; answer pings."""
        data = self._socket.recv(65536)
        if not data:
            raise LoadError("the server closed the connection")
        return self._packets(data)

    def close(self) -> None:
        """Close without a close frame: what is measured is over."""
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _packets(self, data: bytes) -> list[bytes]:
        frames, self._rest = split(self._rest + data if self._rest else data)
        packets = []
        for first, payload in frames:
            if first == WHOLE_TEXT and payload != EIO_PING:
                packets.append(payload)
            else:
                self._answer(first, payload)
        return packets

    def _answer(self, first: int, payload: bytes) -> None:
        if first == WHOLE_TEXT:
            self.send(EIO_PONG)
        elif first == PING:
            self.send(client_frame(payload, PONG))
        elif first == CLOSE:
            raise LoadError(f"the server closed the websocket: {payload!r}")
        elif first != PONG:
            raise LoadError(f"a websocket frame of kind {first:#x} came, wanted whole text frames")

    def _upgrade(self) -> None:
        self._socket.sendall(UPGRADE.format(port=self._port).encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            data = self._socket.recv(65536)
            if not data:
                raise LoadError("the server closed the connection in the websocket handshake")
            answer += data
        head, self._rest = answer.split(b"\r\n\r\n", 1)
        if b" 101 " not in head.partition(b"\r\n")[0]:
            raise LoadError(f"the server refused the websocket: {answer[:200]!r}")

    def _expect(self, prefix: bytes) -> None:
        # The server's first packet may have come together with its HTTP answer.
        packets = self._packets(b"")
        while not packets:
            packets = self.receive()
        if len(packets) > 1 or not packets[0].startswith(prefix):
            raise LoadError(f"{packets} came in the handshake, wanted {prefix!r}")
