"""The contract is checked in both directions: at load, at run time, at the end of a test."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.clients.fixtures import ClientFactory
from tests.wire.talk import TEXT, act, messages, ready, say, statuses
from vfmock import (
    MockServer,
    Rule,
    Scenario,
    ScenarioError,
    VerificationError,
    text,
    trace,
    trace_template,
)
from vfmock.core.matchers.kinds import AnythingMatcher

WRONG = {"type": "text", "payload": {"message": 7}}
PROBLEM = "action.trace: at /trace/payload/message wanted a string, got number 7"


@pytest.fixture
def make_server() -> Iterator[Callable[..., MockServer]]:
    with ExitStack() as stack:
        yield lambda *scenario, **options: stack.enter_context(MockServer(*scenario, **options))


async def talk(server: MockServer, make_client: ClientFactory, *said: str) -> list[list[str]]:
    client = make_client("node")
    await client.connect(server.url)
    await ready(client)
    return [await say(client, words) for words in said]


# Before it is played.


def test_a_file_with_a_trace_that_breaks_the_contract_does_not_load(tmp_path: Path) -> None:
    file = tmp_path / "pizza.yaml"
    file.write_text(
        "rules:\n"
        "  - on: launch\n"
        "    reply: [text: Hi]\n"
        "  - on: text\n"
        "    replies:\n"
        "      - - text: fine\n"
        "      - - trace: {type: text, payload: {message: 7}}\n",
        encoding="utf-8",
    )
    with pytest.raises(ScenarioError) as caught:
        MockServer(file)
    assert str(caught.value) == f"{file}:4:5: can't send this: {PROBLEM}"
    assert MockServer(file, violations="record").scenario.rules


def test_the_fallback_and_the_states_are_checked_too(tmp_path: Path) -> None:
    for text_of in (
        "fallback: {reply: [trace: {type: choice, payload: {buttons: 1}}]}",
        "states: {x: [{on: any, reply: [trace: {type: choice, payload: {}}]}]}\nstart: x",
    ):
        file = tmp_path / "pizza.yaml"
        file.write_text(text_of, encoding="utf-8")
        with pytest.raises(ScenarioError, match=r"can't send this: action\.trace: at"):
            MockServer(file)


def test_a_scenario_from_python_is_checked_too() -> None:
    with pytest.raises(ScenarioError, match="can't send this"):
        MockServer(Scenario(rules=(Rule(on=AnythingMatcher(), reply=(trace(WRONG),)),)))


def test_an_added_rule_is_checked_when_it_is_written() -> None:
    with MockServer() as server:
        with pytest.raises(ScenarioError) as caught:
            server.on.text("a").reply(text("fine"), trace(WRONG))
        line = inspect.currentframe().f_lineno - 1  # type: ignore[union-attr]
        place = f"tests/server/test_violations.py:{line}"
        assert str(caught.value) == f"{place}: can't send this: {PROBLEM}"
        with pytest.raises(ScenarioError):
            server.load(Scenario(rules=(Rule(on=AnythingMatcher(), reply=(trace(WRONG),)),)))


def test_unpublished_types_and_unknown_keys_are_allowed() -> None:
    """A type that is not published, unknown keys, a custom action: the real server sends them."""
    with MockServer() as server:
        server.on.any().reply(
            trace(type="my_own", payload="x", whatever=True),
            trace(type="text", payload={"message": "a", "more": 1}, paths=[]),
            trace(type="simulation-test-result", payload={"x": 1}),
        )


# While it is played.


async def test_a_wrong_trace_made_by_a_template_is_sent_and_noted(
    make_server: Callable[..., MockServer], make_client: ClientFactory
) -> None:
    server = make_server()
    server.on.text("a").reply(
        text("before"),
        trace_template(type="end", payload={"reason": "{{ 3 + 4 }}"}),
        text("after"),
    )
    assert await talk(server, make_client, "a") == [["before", "after"]]
    (note,) = server.journal.notes("violation")
    assert note.payload == (
        "sent action.trace: at /trace/payload/reason wanted a string, got number 7"
    )
    with pytest.raises(VerificationError, match=r"of the contract: sent action\.trace: at"):
        server.check()


async def test_a_wrong_trace_made_by_a_function_is_noted(
    make_server: Callable[..., MockServer], make_client: ClientFactory
) -> None:
    server = make_server()
    server.on.text("a").reply(lambda turn: trace(WRONG))
    await talk(server, make_client, "a")
    assert [note.payload for note in server.journal.notes("violation")] == [f"sent {PROBLEM}"]


async def test_a_wrong_event_of_a_client_is_answered_as_documented(
    make_server: Callable[..., MockServer], make_client: ClientFactory
) -> None:
    server = make_server()
    server.on.text().reply(text("Hi!"))
    client = make_client("node")
    await client.connect(server.url)
    await ready(client)
    events = await act(client, {"type": "text"}, messageID="m")
    assert statuses(events) == ["rejected"]
    (error,) = await client.next("error") if "error" not in dict(events) else dict(events)["error"]
    assert error["code"] == "invalid_payload"
    assert messages(await act(client, TEXT)) == ["Hi!"]
    (note,) = server.journal.notes("violation")
    problem = "action.send: at /action/payload wanted a string, got nothing"
    assert note.payload == error["error"] == problem
    with pytest.raises(VerificationError, match=f"violation of the contract: {problem}"):
        server.check()


async def test_a_fault_is_exempt_from_the_contract_and_noted(
    make_server: Callable[..., MockServer], make_client: ClientFactory
) -> None:
    server = make_server()
    server.on.text("a").reply(text("one"), text("two"))
    for fault in (
        "trace with wrong types",
        "client.started invalid",
        "session.created without key",
    ):
        server.faults.add(fault)
    client = make_client("node")
    await client.connect(server.url)
    for name, payload in (
        ("client.start", {"userID": "u", "projectID": "p"}),
        ("session.create", {}),
    ):
        await client.emit(name, payload)
    await client.next("session.created")
    await act(client, {"type": "text", "payload": "a"})
    assert server.journal.notes("violation") == []
    marked = [entry.fault for entry in server.journal if entry.direction == "out" and entry.fault]
    assert marked == [
        "client.started invalid",
        "session.created without key",
        "trace with wrong types",
    ]
    server.check()


async def test_violations_can_be_only_recorded(
    make_server: Callable[..., MockServer], make_client: ClientFactory
) -> None:
    server = make_server(violations="record")
    server.on.text("a").reply(trace(WRONG))
    await talk(server, make_client, "a")
    assert [note.payload for note in server.journal.notes("violation")] == [f"sent {PROBLEM}"]
    server.check()
