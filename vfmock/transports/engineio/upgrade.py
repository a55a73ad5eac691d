"""The upgrade of a connection from polling to a websocket (Engine.IO protocol, "Upgrade")."""

from __future__ import annotations

import asyncio

from vfmock.core.faults.base import WriteShape
from vfmock.transports.engineio import packets
from vfmock.transports.engineio.connection import EngineConnection
from vfmock.transports.engineio.websocket import WebSocket

BOUND = 10.0
"""The seconds that a client has to upgrade (engine.io, ``upgradeTimeout``)."""

PERIOD = 0.1
"""The seconds between two looks for a poll that waits. Node's server has the same."""


class Upgrade:
    """A websocket that may become the transport of a connection: it gets the websocket's packets.

    Only the probe and the upgrade packet may come by it. Until then the connection goes on polling.
    """

    shape: WriteShape | None = None

    def __init__(self, connection: EngineConnection, websocket: WebSocket) -> None:
        self._connection = connection
        self._websocket = websocket
        self._looking: asyncio.TimerHandle | None = None
        self._bound = asyncio.get_running_loop().call_later(BOUND, self._fail)
        connection.upgrading = True

    def cork(self) -> None:
        """Nothing is held back: what is sent here answers a single packet."""

    def flush(self) -> None:
        """Nothing was held back."""

    def receive(self, packet: str | bytes) -> None:
        """A packet of the attempt came."""
        if packet == "2probe":
            self._websocket.send([packets.PONG + packets.PROBE])
            self._free_polling()
        elif packet == "5" and not self._connection.is_over:
            self._stop()
            self._websocket.receiver = self._connection
            self._connection.take_over(self._websocket)
        else:
            self._fail()

    def lose(self, reason: str) -> None:
        """The websocket is gone. The connection goes on polling."""
        self._stop()
        self._connection.upgrading = False

    def _free_polling(self) -> None:
        """Answer a poll that waits: before it upgrades, the client lets its polling end."""
        transport = self._connection.transport
        if self._connection.is_over:
            self._fail()
            return
        if transport.writable:
            transport.send([packets.NOOP])
        if self._looking is not None:
            self._looking.cancel()
        self._looking = asyncio.get_running_loop().call_later(PERIOD, self._free_polling)

    def _fail(self) -> None:
        self._stop()
        self._connection.upgrading = False
        self._websocket.close()

    def _stop(self) -> None:
        self._bound.cancel()
        if self._looking is not None:
            self._looking.cancel()


class Nobody:
    """Gets the packets of a websocket that is closed at once."""

    shape: WriteShape | None = None

    def cork(self) -> None:
        """Nothing is sent."""

    def flush(self) -> None:
        """Nothing was held back."""

    def receive(self, packet: str | bytes) -> None:
        """Nobody wants the packet."""

    def lose(self, reason: str) -> None:
        """The websocket is gone."""


NOBODY = Nobody()
