"""The host: one port, all transports on it."""

from __future__ import annotations

from aiohttp import web

from vfmock.errors import ServerError
from vfmock.runtime.driver import Driver
from vfmock.settings import Settings
from vfmock.transports import admin
from vfmock.transports.socketio import SocketTransport

GOODBYE = 0.02
"""Seconds that connections get to close by themselves when the server stops; then they are cut."""


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
        self.address: tuple[str, int] = (settings.host, settings.port)

    async def start(self) -> None:
        """Bind and listen.

        Raises:
            ServerError: the address can't be had.
        """
        await self._runner.setup()
        host, port = self._settings.host, self._settings.port
        try:
            await web.TCPSite(self._runner, host, port, backlog=1024).start()
        except (OSError, OverflowError, UnicodeError) as error:
            await self._runner.cleanup()
            raise ServerError(f"can't listen on {host}:{port}: {error.args[-1]}") from None
        bound = self._runner.addresses[0]
        self.address = (str(bound[0]), int(bound[1]))

    async def stop(self) -> None:
        """Close every connection and the port; takes no longer than twice ``GOODBYE``."""
        await self._socket_transport.stop(GOODBYE)
        await self._runner.cleanup()
