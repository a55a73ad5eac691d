"""Clients of the two calls: HTTP over a raw socket that is kept alive, with requests made once."""

import json
import re
from abc import abstractmethod

from benchmarks.harness.client import Client
from benchmarks.harness.errors import LoadError

API_KEY = "VF.DM.key"
ACTION = {"action": {"type": "text", "payload": "go"}}
TRACES = 3
IN_EACH_TRACE = b'"slate"'
LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)\r\n")
HEAD_END = b"\r\n\r\n"
LAST_CHUNK = b"\r\n0\r\n\r\n"


def request(port: int, path: str, key: str, body: object) -> bytes:
    """Make a request."""
    data = json.dumps(body).encode()
    head = (
        f"POST {path} HTTP/1.1\r\n"
        f"Host: 127.0.0.1:{port}\r\n"
        f"Authorization: {key}\r\n"
        "Content-Type: application/json\r\n"
        f"Content-Length: {len(data)}\r\n"
        "\r\n"
    )
    return head.encode() + data


def is_whole(answer: bytes) -> bool:
    """Say whether an answer that tells its length is there up to its end."""
    end = answer.find(HEAD_END)
    if end < 0:
        return False
    length = LENGTH.search(answer, 0, end + len(HEAD_END))
    if length is None:
        raise LoadError(f"an answer tells no length: {answer[:300]!r}")
    return len(answer) >= end + len(HEAD_END) + int(length[1])


class Connection(Client):
    """A connection on which one call is made again and again."""

    def __init__(self, port: int, user: str) -> None:
        super().__init__(port, user)
        self.answer = b""
        self._turn = b""

    def prepare(self) -> None:
        """Make the request."""
        self._turn = self.make_turn()

    def send_turn(self) -> None:
        """Send the request."""
        self.answer = b""
        self.send(self._turn)

    def take(self) -> bool:
        """Read a part of the answer; say whether the answer is whole and that of the turn."""
        self.answer += self.read()
        if not self.answer.startswith(b"HTTP/1.1 200 ") and len(self.answer) > 12:
            raise LoadError(f"a turn was answered with {self.answer[:300]!r}")
        if not self.is_over():
            return False
        if self.answer.count(IN_EACH_TRACE) != TRACES:
            raise LoadError(f"an answer has not {TRACES} traces: {self.answer!r}")
        return True

    @abstractmethod
    def make_turn(self) -> bytes:
        """Return the request that plays a turn."""

    @abstractmethod
    def is_over(self) -> bool:
        """Say whether the answer is whole."""


class Interact(Connection):
    """One of the older calls: the answer has all traces in one array."""

    def make_turn(self) -> bytes:
        """Return the request of a user's turn."""
        return request(self.port, f"/state/user/{self.user}/interact", API_KEY, ACTION)

    def is_over(self) -> bool:
        """Say whether the array is whole."""
        return is_whole(self.answer)


class Stream(Connection):
    """A call of v4: the answer is server-sent events, in chunks."""

    def make_turn(self) -> bytes:
        """Ask for a session key, and return the request of a turn in its session."""
        body = {"userID": self.user}
        self.send(request(self.port, "/v4/project/http/session", API_KEY, body))
        answer = self.read()
        while not is_whole(answer):
            answer += self.read()
        if not answer.startswith(b"HTTP/1.1 200 "):
            raise LoadError(f"no session: {answer!r}")
        key = json.loads(answer.partition(HEAD_END)[2])["sessionKey"]
        return request(self.port, "/v4/interact/stream", key, ACTION)

    def is_over(self) -> bool:
        """Say whether the last chunk is there."""
        return self.answer.endswith(LAST_CHUNK)


CALLS: dict[str, type[Connection]] = {"interact": Interact, "stream": Stream}
"""The client of each call, by its name."""
