"""How a server ends a connection."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.transports.engineio.packets import CLOSE, NOOP

NORMAL = 1000
"""The close code of a websocket that has done its work (RFC 6455, section 7.4.1)."""


@dataclass(frozen=True, slots=True)
class Goodbye:
    """What a client gets at the end, after everything sent before.

    ``code`` and ``reason`` go into the close frame of a websocket. With ``None`` it is empty, as
    that of Node's server is. ``broken``: an invalid frame comes before it. ``last`` is the last
    packet of polling; ``None`` is an HTTP status of 500. ``waits``: the next poll gets it, alone,
    because clients drop what comes with the end. Otherwise only a poll that waits gets it.
    """

    code: int | None = None
    reason: str = ""
    broken: bool = False
    last: bytes | None = NOOP
    waits: bool = False


GOING = Goodbye(code=NORMAL)
"""The server goes. Every client takes a poll that is refused for a lost transport, and reconnects.
After Engine.IO's close packet Python's client would not: it takes this for the application's wish.
"""

CLOSED = Goodbye(last=CLOSE, waits=True)
"""What `close()` of Node's server does. It is for clients that break the protocol of Socket.IO."""
