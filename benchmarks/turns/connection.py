"""One client: Socket.IO over a raw websocket, with frames made beforehand."""

import json

from benchmarks.harness.client import Client
from benchmarks.harness.errors import LoadError

from .framing import CLOSE, PING, PONG, WHOLE_TEXT, client_frame, split

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
PACKETS_IN_TURN = 5
STATUS = b'42["action.status"'
TRACE = b'42["action.trace"'


class Connection(Client):
    """A websocket with a session."""

    def __init__(self, port: int, user: str) -> None:
        super().__init__(port, user)
        self._packets_in_turn = 0
        self._rest = b""

    def prepare(self) -> None:
        """Upgrade, connect Socket.IO, start the client and create a session."""
        start = {"userID": self.user, "projectID": "turns"}
        self._upgrade()
        self._expect(b"0{")
        self.send(client_frame(b"40"))
        self._expect(b"40")
        self.send(event("client.start", start))
        self._expect(b'42["client.started"')
        self.send(event("session.create", {}))
        self._expect(b'42["session.created"')
        if self._rest:
            raise LoadError(f"more than a handshake came: {self._rest[:200]!r}")

    def send_turn(self) -> None:
        """Send the action."""
        self.send(TURN)

    def take(self) -> bool:
        """Read packets of a turn; say whether its last one was among them."""
        is_over = False
        for packet in self.receive():
            is_over = self._completes(packet)
        return is_over

    def receive(self) -> list[bytes]:
        """Read once and return the packets that are whole; answer pings."""
        return self._packets(self.read())

    def _completes(self, packet: bytes) -> bool:
        """Take one packet of a turn; say whether it is the turn's last one."""
        self._packets_in_turn += 1
        if packet.startswith(TRACE):
            return False
        if not packet.startswith(STATUS):
            raise LoadError(f"in a turn came {packet[:300]!r}")
        if b"completed" not in packet:
            if b"accepted" not in packet:
                raise LoadError(f"in a turn came {packet[:300]!r}")
            return False
        if self._packets_in_turn != PACKETS_IN_TURN:
            raise LoadError(f"a turn had {self._packets_in_turn} packets, wanted {PACKETS_IN_TURN}")
        self._packets_in_turn = 0
        return True

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
        self.socket.sendall(UPGRADE.format(port=self.port).encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            data = self.socket.recv(65536)
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
