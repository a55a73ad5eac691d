"""The base of clients: one TCP connection that plays one turn after the other."""

import socket
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self

from .errors import LoadError

PATIENCE = 15.0
"""Seconds that a server has for any one answer. Only a server that hangs needs them all."""


class Client(ABC):
    """A connection that is ready for turns once `connect` returns; then it does not block.

    `user` names the Voiceflow user. Two open connections need two users, because a user's
    new session ends the one before.
    """

    def __init__(self, port: int, user: str) -> None:
        self.user = user
        self.port = port
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def connect(self) -> None:
        """Do what comes before the first turn."""
        try:
            self.prepare()
        except TimeoutError as error:
            raise LoadError(f"the handshake was not answered in {PATIENCE:.0f} s") from error
        self.socket.setblocking(False)

    @abstractmethod
    def prepare(self) -> None:
        """Do the handshake, while the socket blocks."""

    @abstractmethod
    def send_turn(self) -> None:
        """Begin a turn."""

    @abstractmethod
    def take(self) -> bool:
        """Read once; say whether the turn is over. Raises `LoadError` for a wrong answer."""

    def fileno(self) -> int:
        """Return the descriptor, so that a selector takes the client itself."""
        return self.socket.fileno()

    def send(self, data: bytes) -> None:
        """Send a little. The client waits for answers, so it fits."""
        if self.socket.send(data) != len(data):
            raise LoadError("the server does not read what it is sent")

    def read(self) -> bytes:
        """Read once."""
        data = self.socket.recv(65536)
        if not data:
            raise LoadError("the server closed the connection")
        return data

    def close(self) -> None:
        """Close without a goodbye: what is measured is over."""
        self.socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
