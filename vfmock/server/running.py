"""A server at work: its loop, its world, the ports that listen."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Self, TypeVar

from vfmock.core.effects import Restart
from vfmock.core.journal import Journal
from vfmock.core.session_keys import SessionKeys
from vfmock.runtime.script import Script
from vfmock.server.background import call_in
from vfmock.settings import Settings

if TYPE_CHECKING:
    from vfmock.runtime.control import Control
    from vfmock.transports.host import Host

T = TypeVar("T")

DRAIN_TICK = 0.01
"""Real seconds between two looks at what still runs while the server drains."""


class Running:
    """What there is of a server between its start and its stop."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        control: Control,
        hosts: list[Host],
        settings: Settings,
    ) -> None:
        self.loop = loop
        self.control = control
        self.hosts = hosts
        self._settings = settings

    @classmethod
    async def start(
        cls, settings: Settings, script: Script, keys: SessionKeys, journal: Journal
    ) -> Self:
        """Listen on every port, on the loop that runs.

        Raises:
            ServerError: an address can't be had; then none is kept.
        """
        # The server's libraries are heavy; whoever only imports vfmock does not pay for them.
        from vfmock.server.assembly import assemble
        from vfmock.transports.host import Host

        loop = asyncio.get_running_loop()
        control = assemble(settings, script, keys, journal, loop)
        hosts = [Host(control, settings, number) for number in range(settings.instances)]
        started: list[Host] = []
        try:
            for host in hosts:
                await host.start()
                started.append(host)
        except BaseException:
            for host in started:
                await host.stop()
            raise
        control.world.ports.instances = list(hosts)
        control.arm_scenario()
        control.autojump = settings.autojump
        return cls(loop, control, hosts, settings)

    async def stop(self) -> None:
        """Close every port and every connection, and forget the sessions."""
        self.control.autojump = False
        for host in self.hosts:
            await host.stop()
        self.control.clear_faults()
        self.control.clear_sessions()

    async def drain(self, grace: float | None) -> None:
        """Let the clients go, from whichever loop; see ``MockServer.drain``."""
        draining = self._drain(self._settings.restart_grace if grace is None else grace)
        if self.loop is asyncio.get_running_loop():
            await draining
        else:
            await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(draining, self.loop))

    def call(self, function: Callable[[], T]) -> T:
        """Do something on the server's loop, and wait for it."""
        return call_in(self.loop, function)

    def command(self, function: Callable[[], None]) -> None:
        """Do something to the sessions; from a rule's own function, when its turn has paused."""

        def now_or_soon() -> None:
            if self.control.world.inbound.busy:
                self.loop.call_soon(function)
            else:
                function()

        self.call(now_or_soon)

    async def _drain(self, grace: float) -> None:
        for host in self.hosts:
            host.drain()
        self.control.restart(Restart(grace=grace))
        end = time.monotonic() + grace
        while self.control.links and time.monotonic() < end:
            self.control.close_idle()
            await asyncio.sleep(DRAIN_TICK)
