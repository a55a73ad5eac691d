"""Faults from Python: each keyword, one at a time, and whom a fault happens to."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import pytest

from tests.server.conftest import Talker
from tests.wire.talk import say
from vfmock import MockServer, ScenarioError, text
from vfmock.core.faults import FaultRule, FaultSpelling
from vfmock.core.faults.connection.transport_close import TransportClose
from vfmock.errors import ServerError

PLAIN = {
    "id": "f1",
    "fault": "transport close",
    "on": "action.send",
    "nth": 1,
    "times": 1,
    "probability": 1.0,
    "user": None,
    "session": None,
    "applied": 0,
}

KEYWORDS: list[dict[str, Any]] = [
    {},
    {"on": "completed"},
    {"nth": 2},
    {"times": 3},
    {"times": "always"},
    {"probability": 0.5},
    {"user": "ada"},
    {"session": "s1"},
]


@pytest.mark.parametrize("given", KEYWORDS, ids=str)
@pytest.mark.parametrize("how", ["a name", "an object", "a mapping", "a rule", "in the mapping"])
def test_each_keyword_of_a_fault_changes_one_thing(
    server: MockServer, given: dict[str, Any], how: str
) -> None:
    spelling: Any = {
        "a name": "transport close",
        "an object": TransportClose(),
        "a mapping": {"transport close": {}},
        "a rule": FaultRule(fault=TransportClose()),
        "in the mapping": {"fault": "transport close", **given},
    }[how]
    armed = server.faults.add(spelling, **({} if how == "in the mapping" else given))
    assert armed.to_json() == {**PLAIN, **given}
    assert [one.to_json() for one in server.faults] == [{**PLAIN, **given}]


@pytest.mark.parametrize(
    "given",
    [
        {"on": "accepted"},
        {"nth": 1},
        {"times": 1},
        {"probability": 1.0},
        {"user": "bob"},
        {"session": "s2"},
    ],
    ids=str,
)
def test_a_keyword_replaces_the_key_of_a_mapping_and_no_other(
    server: MockServer, given: dict[str, Any]
) -> None:
    keys = {"on": "completed", "nth": 2, "times": 3, "probability": 0.5, "user": "ada"}
    armed = server.faults.add({"fault": "transport close", **keys}, **given)
    assert armed.to_json() == {**PLAIN, **keys, **given}


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"on": "acepted"}, "can't happen on 'acepted', did you mean 'accepted'"),
        ({"on": 7}, "'on' is a text, not 7"),
        ({"user": 7}, "'user' is a text, not 7"),
        ({"session": 7}, "'session' is a text, not 7"),
        ({"nth": 0}, "'nth' is 1 or more, not 0"),
        ({"nth": "2"}, "'nth' is 1 or more, not '2'"),
        ({"nth": True}, "'nth' is 1 or more, not True"),
        ({"nth": 1.5}, "'nth' is 1 or more, not 1.5"),
        ({"times": 0}, "'times' is 1 or more, or 'always', not 0"),
        ({"times": "allways"}, "'times' is 1 or more, or 'always', not 'allways'"),
        ({"probability": -0.1}, "'probability' is from 0 to 1, not -0.1"),
        ({"probability": 1.1}, "'probability' is from 0 to 1, not 1.1"),
        ({"probability": float("nan")}, "'probability' is from 0 to 1, not nan"),
        ({"probability": "half"}, "'probability' is from 0 to 1, not 'half'"),
    ],
    ids=str,
)
def test_a_wrong_keyword_is_refused_and_arms_nothing(
    server: MockServer, given: dict[str, Any], problem: str
) -> None:
    with pytest.raises(ScenarioError) as raised:
        server.faults.add("transport close", **given)
    assert problem in str(raised.value)
    assert list(server.faults) == []


@pytest.mark.parametrize("probability", [0, 0.0, 1, 1.0])
def test_a_probability_may_be_0_or_1(server: MockServer, probability: float) -> None:
    server.faults.add("transport close", probability=probability)


@pytest.mark.parametrize("fault", ["completed twice", "transport close", "latency"])
@pytest.mark.parametrize("whose", ["user", "session", "connection"])
async def test_an_injection_names_no_one_who_is_not_there(
    server: MockServer, talk: Talker, whose: str, fault: FaultSpelling
) -> None:
    await talk(server)
    for nobody in ("nope", ""):
        with pytest.raises(ServerError, match="has no connection to happen to"):
            server.faults.inject(fault, **{whose: nobody})
    assert list(server.faults) == []
    assert server.journal.notes("fault") == []
    server.check()


@pytest.mark.parametrize("whose", ["user", "session", "connection"])
async def test_an_injection_happens_to_the_one_that_it_names(
    server: MockServer, talk: Talker, whose: str
) -> None:
    server.on.any().reply(text("hello"))
    ada, bob = await talk(server, "ada"), await talk(server, "bob")
    first = server.sessions[0]
    name = {"user": "ada", "session": first["id"], "connection": first["connections"][0]["id"]}
    server.faults.inject("trace duplicated", **{whose: name[whose]})
    assert await say(bob, "hi") == ["hello"]
    assert await say(ada, "hi") == ["hello", "hello"]


@pytest.mark.parametrize("whose", ["user", "session", "connection"])
async def test_a_restart_names_no_one_who_is_not_there(
    server: MockServer, talk: Talker, whose: str
) -> None:
    await talk(server)
    for nobody in ("nope", ""):
        given: dict[str, Any] = {whose: nobody}
        with pytest.raises(ServerError, match="there is no such connection to restart"):
            server.restart(**given)
    assert server.journal.sent("server.restart") == []


@pytest.mark.parametrize("instance", [-1, 2, "0"])
def test_a_restart_names_no_instance_that_is_not_there(stack: ExitStack, instance: int) -> None:
    server = stack.enter_context(MockServer(instances=2))
    with pytest.raises(ServerError, match=r"there is no instance .* \(known: 0, 1\)"):
        server.restart(instance=instance)
    for number in (0, 1):  # nobody has connected to them, which is no mistake
        server.restart(instance=number)


@pytest.mark.parametrize("whose", ["user", "session", "connection", "instance"])
async def test_a_restart_is_told_only_to_those_that_it_names(
    stack: ExitStack, talk: Talker, whose: str
) -> None:
    server = stack.enter_context(MockServer(seed=1, instances=2))
    server.on.any().reply(text("hello"))
    one, two = await talk(server, "ada"), await talk(server, "bob")
    first = server.sessions[0]
    name = {
        "user": "ada",
        "session": first["id"],
        "connection": first["connections"][0]["id"],
        "instance": 1,
    }
    server.restart(60, **{whose: name[whose]})
    told = [entry.user for entry in server.journal.sent("server.restart")]
    assert told == ([] if whose == "instance" else ["ada"])
    for client in (one, two):
        assert await say(client, "hi") == ["hello"], "the grace period has not ended"


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"grace": -1}, "'grace' is 0 seconds or more, not -1"),
        ({"grace": True}, "'grace' is 0 seconds or more, not True"),
        ({"grace": [1]}, "'grace' is 0 seconds or more, not [1]"),
        ({"grace": float("inf")}, "'grace' is 0 seconds or more, not inf"),
        ({"grace": "later"}, "'grace': wanted a number of seconds or a duration"),
        ({"replay": "no"}, "'replay' is true or false, not 'no'"),
        ({"action": "launch"}, "an action is an object with a string 'type', not 'launch'"),
    ],
    ids=str,
)
def test_a_wrong_keyword_of_a_restart_is_refused(
    server: MockServer, given: dict[str, Any], problem: str
) -> None:
    with pytest.raises(ScenarioError) as raised:
        server.restart(**given)
    assert str(raised.value).startswith(problem)
