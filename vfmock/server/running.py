"""A running server: its loop, its worlds, and its listening ports."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Self, TypeVar

from vfmock.callers import caller
from vfmock.core.effects import RestartOrder
from vfmock.errors import Place, VfmockError
from vfmock.server.background import call_in
from vfmock.server.home import Home
from vfmock.settings import Settings

if TYPE_CHECKING:
    from vfmock.runtime.control import Control
    from vfmock.runtime.worlds import Worlds
    from vfmock.transports.authority import Authority
    from vfmock.transports.host import Host

T = TypeVar("T")

DRAIN_TICK = 0.01
"""Real seconds between two checks of what still runs while the server drains."""


class Running:
    """What a server has between its start and its stop."""

    def __init__(
        self,
        home: Home,
        worlds: Worlds,
        hosts: list[Host],
        settings: Settings,
        authority: Authority | None,
    ) -> None:
        self._home = home
        self.worlds = worlds
        self.hosts = hosts
        self.authority = authority
        self._settings = settings

    @classmethod
    async def start(cls, settings: Settings, worlds: Worlds) -> Self:
        """Listen on every port, on the running loop.

        Raises:
            ServerError: an address is not available. Then no address is kept. Or TLS is wanted, and
            there can't be a certificate. Or the bundle of the widget is none.
        """
        # The server's libraries are heavy. An import of vfmock alone must not load them.
        from vfmock.transports.authority import Authority
        from vfmock.transports.host import Host
        from vfmock.transports.widget import Page

        page = Page.of(settings)
        authority = Authority.make(settings.host, settings.ca_file) if settings.tls else None
        home = Home.here()
        for control in worlds:
            control.world.start(home.loop)
        numbers = range(settings.instances)
        hosts = [Host(worlds, settings, number, authority, page) for number in numbers]
        running = cls(home, worlds, hosts, settings, authority)
        started: list[Host] = []
        try:
            for host in hosts:
                await host.start()
                started.append(host)
        except BaseException:
            for host in started:
                await host.stop()
            running._end()
            raise
        for control in worlds:
            control.world.ports.instances = list(hosts)
            control.arm_scenario()
            control.autojump = settings.autojump
        return running

    async def stop(self) -> None:
        """Close every port and every connection, and forget the sessions."""
        for control in self.worlds:
            control.autojump = False
        for host in self.hosts:
            await host.stop()
        for control in self.worlds:
            await control.world.finish()
        self._end()

    async def drain(self, grace: float | None) -> None:
        """Let the clients go, from any loop; see ``MockServer.drain``."""
        home = self._home
        home.must_be_reached()
        draining = self._drain(self._settings.restart_grace if grace is None else grace)
        if home.is_here():
            await draining
        else:
            future = asyncio.run_coroutine_threadsafe(draining, home.loop)
            await home.wait_on_another_loop(future)

    def call(self, function: Callable[[], T]) -> T:
        """Do something on the server's loop, and wait for it."""
        return call_in(self._home, function)

    def is_here(self) -> bool:
        """Whether this is the server's own thread."""
        return self._home.is_here()

    def command(self, control: Control, function: Callable[[], None]) -> None:
        """Do something to a world. In a rule's own function, it waits until the turn pauses."""

        def now_or_soon() -> None:
            if control.world.inbound.busy:
                self._home.loop.call_soon(soon, caller())
            else:
                function()

        def soon(asked: Place | None) -> None:
            try:
                function()
            except VfmockError as error:  # the rule's function is over, so nobody is there to tell
                control.report(error, asked)

        self.call(now_or_soon)

    async def _drain(self, grace: float) -> None:
        for host in self.hosts:
            host.drain()
        for control in self.worlds:
            control.restart(RestartOrder(grace=grace))
        end = time.monotonic() + grace
        while any(control.links for control in self.worlds) and time.monotonic() < end:
            for control in self.worlds:
                control.close_idle()
            await asyncio.sleep(DRAIN_TICK)

    def _end(self) -> None:
        """Remove all faults and sessions, and stop using the loop."""
        for control in self.worlds:
            control.end()
            control.world.ports.instances = []
            control.world.stop()
        if self.authority is not None:
            self.authority.close()
