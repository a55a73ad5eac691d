"""Makes the world of a server, as its settings say."""

from __future__ import annotations

import asyncio

from vfmock.contract import load_contract
from vfmock.core.journal import Journal
from vfmock.core.session_keys import SessionKeys
from vfmock.runtime.clock import Clock, MockClock, RealClock
from vfmock.runtime.control import Control
from vfmock.runtime.script import Script
from vfmock.runtime.world import World
from vfmock.settings import Settings


def assemble(
    settings: Settings,
    script: Script,
    keys: SessionKeys,
    journal: Journal,
    loop: asyncio.AbstractEventLoop,
) -> Control:
    """Make the world of a server that runs on ``loop``, and what controls it."""

    def authorize(given: str | None) -> str | None:
        if given is None:  # a public client: the page says that it shall not have a key
            return (
                "wanted an API key in 'authorization'" if settings.require_authorization else None
            )
        if settings.api_keys and given not in settings.api_keys:
            return "the API key in 'authorization' is not one of this project"
        return None

    world = World(
        script=script,
        clock=make_clock(settings, loop),
        journal=journal,
        keys=keys,
        contract=load_contract(),
        authorize=authorize,
        key_expiry=settings.key_expiry,
        restart_grace=settings.restart_grace,
        autojump_quiet=settings.autojump_quiet,
    )
    return Control(world)


def make_clock(settings: Settings, loop: asyncio.AbstractEventLoop) -> Clock:
    """The clock that the settings ask for."""
    if settings.clock == "mock":
        return MockClock(loop=loop)
    return RealClock(loop, settings.time_scale)
