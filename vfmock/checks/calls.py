"""The calls of a client over HTTP, in the journal of a mock or a recording of it."""

from __future__ import annotations

import re

from vfmock.core.journal import Direction, Entry

_CALL = re.compile(r"(?:GET|POST|PUT|PATCH|DELETE) /")
"""How the name of a call begins: its method and its path."""

SOCKET = "/v4/interact/socket"


class Calls:
    """Tells calls from the messages of sockets. ``count`` counts the calls."""

    def __init__(self) -> None:
        self._connections: set[str | None] = set()
        self.count = 0

    def takes(self, entry: Entry) -> bool:
        """Whether an entry belongs to a call. Each call has a connection of its own."""
        return self.has(entry.direction, entry.shown, entry.connection)

    def has(self, direction: Direction, shown: str, connection: str | None) -> bool:
        """Whether a line belongs to a call. ``shown`` is the name of the event for the client."""
        if direction == "in" and connection and _CALL.match(shown):
            if connection not in self._connections:
                self._connections.add(connection)
                self.count += 1
            return True
        return connection in self._connections

    def wrong_body(self, entry: Entry) -> str:
        """What is wrong with the body of a call, if anything is."""
        is_violation = entry.direction == "note" and entry.name == "violation"
        return str(entry.payload) if is_violation else ""

    def refusal(self, entry: Entry) -> str:
        """Why a call was refused, if a note says that; else it is about a socket."""
        text = str(entry.payload)
        is_call = _CALL.match(text) is not None and not text.split(" ")[1].startswith(SOCKET)
        return text if is_call and "socket.io" not in text and "EIO" not in text else ""
