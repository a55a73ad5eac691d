"""A function in a rule that calls the server, or keeps it busy."""

from __future__ import annotations

import asyncio
import os
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest

from tests.server.conftest import Talker
from tests.wire.talk import act, say
from vfmock import MockServer, VerificationError, pause, text
from vfmock.core.turn import Turn
from vfmock.errors import ServerError
from vfmock.server import home

HANGING = 20.0


@pytest.fixture(autouse=True)
def soon_blocked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A function counts as blocked sooner, so that the tests don't take seconds."""
    monkeypatch.setattr(home, "BLOCKED", 0.05)


def threads_named(name: str) -> list[threading.Thread]:
    """The threads that run now."""
    return [thread for thread in threading.enumerate() if thread.name == name]


class Gate:
    """A function of a rule that does not return before it may."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.opened = threading.Event()

    def wait_for_it(self, turn: Turn) -> None:
        """Block the server."""
        self.entered.set()
        assert self.opened.wait(HANGING)


@contextmanager
def blocked(server: MockServer, client: Any) -> Iterator[Gate]:
    """A server whose thread is in a function of a rule."""
    gate = Gate()
    server.on.text("wait").reply(gate.wait_for_it)
    try:
        yield gate
    finally:
        gate.opened.set()


BLOCKED = (
    r"^the server's thread is blocked in wait_for_it at tests/server/test_blocking\.py:\d+:"
    " a function in a rule must return at once$"
)


async def test_stop_names_the_function_that_blocks_the_server(talk: Talker) -> None:
    before = set(threads_named("vfmock"))
    server = MockServer().start()
    client = await talk(server)
    with blocked(server, client) as gate:
        await client.emit("action.send", {"action": {"type": "text", "payload": "wait"}})
        assert await asyncio.to_thread(gate.entered.wait, HANGING)
        (thread,) = set(threads_named("vfmock")) - before
        with pytest.raises(ServerError, match=BLOCKED):
            await asyncio.to_thread(server.stop)
    thread.join(HANGING)
    assert not thread.is_alive(), "the thread ends when the function returns"
    server.stop()


@pytest.mark.parametrize(
    "use",
    [
        lambda server: server.on.text("late"),
        lambda server: server.load("support"),
        lambda server: server.reset(),
        lambda server: server.restart(),
        lambda server: server.end_session("u", "because"),
        lambda server: server.begin_session("u", "p"),
        lambda server: server.snapshot("s"),
        lambda server: server.sessions,
        lambda server: server.connections,
        lambda server: server.clock.now(),
        lambda server: server.clock.advance(1),
        lambda server: server.faults.add("transport close"),
        lambda server: server.faults.inject("transport close"),
        lambda server: server.faults.clear(),
    ],
)
async def test_each_call_names_the_function_that_blocks_the_server(
    server: MockServer, talk: Talker, use: Callable[[MockServer], Any]
) -> None:
    client = await talk(server)
    with blocked(server, client) as gate:
        await client.emit("action.send", {"action": {"type": "text", "payload": "wait"}})
        assert await asyncio.to_thread(gate.entered.wait, HANGING)
        with pytest.raises(ServerError, match=BLOCKED):
            await asyncio.to_thread(use, server)


async def test_a_call_that_gave_up_is_not_made_later(server: MockServer, talk: Talker) -> None:
    client = await talk(server)
    with blocked(server, client) as gate:
        await client.emit("action.send", {"action": {"type": "text", "payload": "wait"}})
        assert await asyncio.to_thread(gate.entered.wait, HANGING)
        with pytest.raises(ServerError):
            await asyncio.to_thread(server.on.any)
    assert await asyncio.to_thread(lambda: len(server.sessions)) == 1
    assert len(server._control.world.script.added.rules) == 1


async def test_drain_on_another_loop_names_the_function_too(
    server: MockServer, talk: Talker
) -> None:
    client = await talk(server)
    with blocked(server, client) as gate:
        await client.emit("action.send", {"action": {"type": "text", "payload": "wait"}})
        assert await asyncio.to_thread(gate.entered.wait, HANGING)
        with pytest.raises(ServerError, match=BLOCKED):
            await asyncio.wait_for(server.drain(0), HANGING)


async def test_a_function_that_returns_in_the_end_blocks_nothing(
    server: MockServer, talk: Talker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home, "BLOCKED", HANGING)
    client = await talk(server)
    with blocked(server, client) as gate:
        await client.emit("action.send", {"action": {"type": "text", "payload": "wait"}})
        assert await asyncio.to_thread(gate.entered.wait, HANGING)
        call = asyncio.create_task(asyncio.to_thread(lambda: len(server.sessions)))
        gate.opened.set()
        assert await asyncio.wait_for(call, HANGING) == 1


async def test_a_timeout_of_the_call_itself_is_not_a_blocked_server(server: MockServer) -> None:
    def fails() -> None:
        raise TimeoutError("mine")

    with pytest.raises(TimeoutError, match="mine"):
        server._call(fails)


# What a function in a rule may ask for.

REFUSED: dict[str, tuple[Callable[[MockServer], Any], str]] = {
    "stop": (lambda server: server.stop(), r"^stop\(\) was called at tests/.*on the server's own"),
    "start": (lambda server: server.start(), "^the server runs already"),
    "advance": (
        lambda server: server.clock.advance(1),
        "^the clock can't be moved in a function of a rule, while its turn runs$",
    ),
    "advance_to_next": (
        lambda server: server.clock.advance_to_next(),
        "^the clock can't be moved in a function of a rule, while its turn runs$",
    ),
    "begin_session": (
        lambda server: server.begin_session("u", "p"),
        "^a session can't begin in a function of a rule, while its turn runs$",
    ),
    "verify within": (
        lambda server: server.verify.text("never", within=9),
        "^'within' can't wait on the server's own loop",
    ),
    "snapshot": (
        lambda server: server.snapshot(server.sessions[0]["id"]),
        "has a turn under way",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
@pytest.mark.parametrize("how", ["with", "async with"])
async def test_a_function_is_told_at_once_what_it_can_not_do(
    stack: ExitStack, talk: Talker, what: str, how: str
) -> None:
    use, problem = REFUSED[what]

    async def run(server: MockServer) -> None:
        server.on.text("hi").reply(lambda turn: use(server), text("not reached"))
        server.on.text("on").reply(text("and on"))
        client = await talk(server)
        events = await act(client, {"type": "text", "payload": "hi"})
        assert events[-1][1][0]["reason"] == "scenario_error"
        (error,) = server.errors
        assert isinstance(error, ServerError)
        with pytest.raises(ServerError, match=problem):
            raise error
        assert await say(client, "on") == ["and on"]
        await client.close()

    if how == "with":
        await run(stack.enter_context(MockServer(clock="mock")))
    elif what != "stop":
        async with MockServer(clock="mock") as server:
            await run(server)


async def test_stop_in_a_block_of_async_with_is_refused() -> None:
    async with MockServer() as server:
        with pytest.raises(ServerError, match=r"^'async with' runs the server, and stops it at"):
            server.stop()
        assert server.port > 0
    server.stop()


ALLOWED: dict[str, Callable[[MockServer], Any]] = {
    "on": lambda server: server.on.text("on").reply(text("and on")),
    "expect": lambda server: server.expect.text("on").reply(text("and on")),
    "in_state": lambda server: server.in_state("start").text("on").reply(text("and on")),
    "verify": lambda server: server.verify.text("hi", times=1),
    "check": lambda server: server.check(),
    "conversation": lambda server: server.conversation(),
    "sessions": lambda server: server.sessions,
    "connections": lambda server: server.connections,
    "instances": lambda server: server.instances,
    "now": lambda server: server.clock.now(),
    "next_deadline": lambda server: server.clock.next_deadline(),
    "autojump": lambda server: setattr(server.clock, "autojump", True),
    "faults.add": lambda server: server.faults.add("latency"),
    "faults.inject": lambda server: server.faults.inject("completed twice"),
    "faults.clear": lambda server: server.faults.clear(),
    "load": lambda server: server.load("support"),
    "journal": lambda server: server.journal.clear(),
}


@pytest.mark.parametrize("what", ALLOWED)
async def test_a_function_may_use_the_server(stack: ExitStack, talk: Talker, what: str) -> None:
    server = stack.enter_context(MockServer(clock="mock"))

    def uses(turn: Turn) -> None:
        ALLOWED[what](server)

    server.on.text("hi").reply(uses, text("hello"))
    assert await say(await talk(server), "hi") == ["hello"]
    assert server.errors == []


LATER: dict[str, Callable[[MockServer], Any]] = {
    "restart": lambda server: server.restart(),
    "instance": lambda server: server.instances[0].restart(),
    "end_session": lambda server: server.end_session("u", "because"),
    "reset": lambda server: server.reset(),
}


@pytest.mark.parametrize("what", LATER)
async def test_what_would_end_the_turn_waits_until_it_is_over(
    server: MockServer, talk: Talker, what: str
) -> None:
    def uses(turn: Turn) -> None:
        LATER[what](server)

    server.on.text("hi").reply(uses, text("hello"))
    assert await say(await talk(server), "hi") == ["hello"]
    assert server.errors == []


@pytest.mark.parametrize(
    ("use", "problem"),
    [
        (lambda server: server.end_session("nobody", "x"), "user 'nobody' has no session"),
        (lambda server: server.restart(connection="nope"), "there is no such connection"),
    ],
)
async def test_what_fails_after_the_function_fails_the_check(
    server: MockServer, talk: Talker, use: Callable[[MockServer], Any], problem: str
) -> None:
    def uses(turn: Turn) -> None:
        use(server)

    server.on.text("hi").reply(uses, pause(0.01), text("hello"))
    assert await say(await talk(server), "hi") == ["hello"]
    with pytest.raises(VerificationError, match=problem) as raised:
        server.check()
    assert isinstance(raised.value.__cause__, ServerError)
    assert str(raised.value).startswith("tests/server/test_blocking.py:")


# A forked process.


@pytest.mark.posix
@pytest.mark.parametrize(
    "use",
    [
        lambda server: server.stop(),
        lambda server: server.reset(),
        lambda server: server.sessions,
        lambda server: asyncio.run(server.drain()),
    ],
)
def test_a_forked_process_is_told_where_the_server_runs(
    server: MockServer, use: Callable[[MockServer], Any]
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # newer Pythons warn of a fork beside threads
        child = os.fork()
    if child == 0:
        try:
            use(server)
        except ServerError as error:
            wanted = f"process {os.getppid()}, and this is process {os.getpid()}, which was forked"
            os._exit(0 if wanted in str(error) else 2)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert server.sessions == [], "the server lives on"
