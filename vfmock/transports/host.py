"""The host: one port, all transports on it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import cast

from aiohttp import web

from vfmock.errors import ServerError
from vfmock.runtime.driver import Driver
from vfmock.settings import Settings
from vfmock.transports import admin
from vfmock.transports.socketio import SocketTransport

GOODBYE = 0.02
"""Seconds that connections get to close by themselves when the server stops; then they are cut."""

ACCEPTING = 5
"""Turns of the loop that asyncio gets to make connections of what it has accepted: it needs 3."""


class Host:
    """Listens, and routes what comes to the transports."""

    def __init__(self, driver: Driver, settings: Settings) -> None:
        self._settings = settings
        self._socket_transport = SocketTransport(driver, settings)
        app = web.Application(client_max_size=settings.max_payload)
        self._socket_transport.attach(app)
        admin.attach(app, driver)
        self._runner = web.AppRunner(
            app, access_log=None, shutdown_timeout=GOODBYE, handle_signals=False
        )
        self._listener: asyncio.Server | None = None
        self.address: tuple[str, int] = (settings.host, settings.port)

    async def start(self) -> None:
        """Bind and listen.

        Raises:
            ServerError: the address can't be had.
        """
        await self._runner.setup()
        host, port = self._settings.host, self._settings.port
        try:
            self._listener = await asyncio.get_running_loop().create_server(
                cast(web.Server, self._runner.server), host, port, backlog=1024
            )
        except (OSError, OverflowError, UnicodeError) as error:
            await self._runner.cleanup()
            raise ServerError(f"can't listen on {host}:{port}: {error.args[-1]}") from None
        bound = self._listener.sockets[0].getsockname()
        self.address = (str(bound[0]), int(bound[1]))

    async def stop(self) -> None:
        """Close the port, then every connection; takes no longer than twice ``GOODBYE``."""
        await self._stop_listening()
        await self._socket_transport.stop(GOODBYE)
        await self._runner.cleanup()

    async def _stop_listening(self) -> None:
        """Accept nothing more, and close the port when what was accepted is a connection.

        asyncio takes some turns of the loop for that. What is no connection yet could not be closed
        with the others, and Python 3.11 loses its socket where the listener has closed meanwhile.
        """
        if self._listener is None:
            return
        with suppress(NotImplementedError):  # of loops that do not wait for sockets this way
            for listening in self._listener.sockets:
                asyncio.get_running_loop().remove_reader(listening.fileno())
        for _ in range(ACCEPTING):
            await asyncio.sleep(0)
        self._listener.close()
