"""The host: one port, all transports on it."""

from __future__ import annotations

import asyncio

import pytest

from tests.runtime.bench import Bench
from vfmock import MockServer, Settings
from vfmock.errors import ServerError
from vfmock.runtime.worlds import Worlds
from vfmock.transports.host import GOODBYE, Host


async def test_a_host_without_an_address_is_a_clear_error() -> None:
    tasks = asyncio.all_tasks()
    with pytest.raises(ServerError, match=r"can't listen on no\.such\.host\.invalid:0: "):
        await MockServer(host="no.such.host.invalid").__aenter__()
    assert asyncio.all_tasks() == tasks


def test_the_time_for_a_goodbye_is_short() -> None:
    assert GOODBYE < 1


async def test_the_admin_api_and_the_socket_are_on_one_port(server: MockServer) -> None:
    assert server._live().hosts[0].address == ("127.0.0.1", server.port)


async def test_a_host_that_was_never_started_can_be_stopped() -> None:
    await Host(Worlds(Bench().control), Settings()).stop()
