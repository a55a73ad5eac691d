"""Two worlds on one server: a change to one world does not touch the other."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.clients.base import WireClient
from tests.clients.fixtures import ClientFactory
from tests.transports.admin.conftest import Admin
from tests.wire.talk import ready, say
from vfmock.core.faults import FAULTS, FaultRule
from vfmock.core.matchers.text import TextMatcher
from vfmock.core.scenario import Rule, Scenario
from vfmock.core.traces.text import text
from vfmock.runtime.control import Control
from vfmock.runtime.worlds import Visitor, Worlds
from vfmock.server.assembly import make_world
from vfmock.server.running import Running
from vfmock.settings import Settings

HEADER = "x-test-world"


class TwoWorlds:
    """A server with two worlds, which clients choose by a header."""

    def __init__(self, running: Running, one: Control, two: Control) -> None:
        self.running = running
        self.one = one
        self.two = two

    @property
    def url(self) -> str:
        """The URL where the server listens."""
        return "http://{}:{}".format(*self.running.hosts[0].address)


def agent(words: str) -> Scenario:
    """An agent that says these words."""
    return Scenario(name=words, rules=(Rule(on=TextMatcher("hi"), reply=(text(words),)),))


@pytest.fixture
async def server() -> AsyncIterator[TwoWorlds]:
    settings = Settings(clock="mock")
    one, two = (Control(make_world(settings, agent(words), 7)) for words in ("one", "two"))

    def choose(visitor: Visitor) -> Control:
        return two if visitor.headers.get(HEADER) == "two" else one

    running = await Running.start(settings, Worlds(one, two, choose=choose))
    yield TwoWorlds(running, one, two)
    await running.stop()


@pytest.fixture
async def clients(server: TwoWorlds, make_client: ClientFactory) -> tuple[WireClient, WireClient]:
    """A client of each world: the same user of the same project."""
    one, two = make_client("python_async"), make_client("python_async")
    await one.connect(server.url)
    await two.connect(server.url, headers={HEADER: "two"})
    for client in (one, two):
        await ready(client, userID="ada")
    return one, two


async def test_each_client_talks_to_its_own_agent(clients: tuple[WireClient, WireClient]) -> None:
    one, two = clients
    assert (await say(one, "hi"), await say(two, "hi")) == (["one"], ["two"])


async def test_a_change_to_one_world_does_not_touch_the_other(
    server: TwoWorlds, clients: tuple[WireClient, WireClient]
) -> None:
    one, two = clients
    server.one.arm(FaultRule(fault=FAULTS["trace duplicated"](), times="always"))
    server.one.put_rule(None, None, Rule(on=TextMatcher("new"), reply=(text("added"),)))
    server.one.advance(60)
    assert (await say(one, "hi"), await say(two, "hi")) == (["one", "one"], ["two"])
    assert await say(one, "new") == ["added", "added"]
    assert server.one.now() - server.two.now() == 60
    assert (len(server.one.sessions), len(server.two.sessions)) == (1, 1)
    server.one.end_sessions("over")
    assert await one.next("session.ended") == [{"reason": "over"}]
    server.one.reset()
    assert len(server.one.journal) == 0
    assert len(server.two.journal.sent("action.trace")) == 1
    assert server.two.problems() == []
    assert await say(two, "hi") == ["two"]


async def test_a_call_of_the_admin_api_chooses_its_world(
    server: TwoWorlds, clients: tuple[WireClient, WireClient]
) -> None:
    async with aiohttp.ClientSession() as http:
        admin = Admin(http, server.url)
        two: Any = {HEADER: "two"}
        await admin.call("POST", "/clock", {"advance": "1m"}, **two)
        assert server.two.now() - server.one.now() == 60
        await admin.call("POST", "/reset")
        assert (len(server.one.sessions), len(server.two.sessions)) == (0, 1)
