"""Puts the layers of a server together."""

from __future__ import annotations

import asyncio

from vfmock.contract import load_contract
from vfmock.core.journal import Journal
from vfmock.core.session_keys import SessionKeys
from vfmock.runtime.clock import Clock, MockClock, RealClock
from vfmock.runtime.driver import Driver
from vfmock.runtime.hub import Deliver, Hub
from vfmock.runtime.ids import derive, id_maker
from vfmock.runtime.script import Script
from vfmock.runtime.store import MemoryStore
from vfmock.settings import Settings


def assemble(
    settings: Settings,
    script: Script,
    keys: SessionKeys,
    journal: Journal,
    loop: asyncio.AbstractEventLoop,
) -> Driver:
    """Make the driver of a server that runs on ``loop``."""
    clock = make_clock(settings, loop)

    def authorize(given: str | None) -> str | None:
        if given is None:  # a public client: the page says that it shall not have a key
            return (
                "wanted an API key in 'authorization'" if settings.require_authorization else None
            )
        if settings.api_keys and given not in settings.api_keys:
            return "the API key in 'authorization' is not one of this project"
        return None

    def make_hub(deliver: Deliver) -> Hub:
        return Hub(
            clock=clock,
            store=MemoryStore(),
            keys=keys,
            new_id=id_maker(derive(script.seed, "hub")),
            make_session=script.make_session,
            authorize=authorize,
            deliver=deliver,
            key_expiry=settings.key_expiry,
        )

    return Driver(
        clock=clock,
        contract=load_contract(),
        journal=journal,
        script=script,
        make_hub=make_hub,
        derive=lambda fault, user: derive(script.seed, "faults", fault, user),
        autojump_quiet=settings.autojump_quiet,
    )


def make_clock(settings: Settings, loop: asyncio.AbstractEventLoop) -> Clock:
    """The clock that the settings ask for."""
    if settings.clock == "mock":
        return MockClock(loop=loop)
    return RealClock(loop, settings.time_scale)
