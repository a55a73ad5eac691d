"""``FaultRule``: which fault, when, to whom and how often."""

from __future__ import annotations

from typing import Any

import pytest

from tests.each import check_each
from vfmock.core.faults import FAULTS, Fault, FaultRule
from vfmock.core.faults.base import ConnectFault, HostFault
from vfmock.errors import ScenarioError, UnknownName


def make(name: str) -> Fault:
    """A fault without arguments."""
    return FAULTS[name]()


def rule(name: str, **given: Any) -> FaultRule:
    """A rule of that fault."""
    return FaultRule(fault=make(name), **given)


def test_a_fault_can_be_armed_on_each_of_its_triggers_and_takes_the_first_by_default() -> None:
    def check(name: str) -> None:
        triggers = FAULTS[name].triggers
        assert rule(name).trigger == triggers[0]
        assert [rule(name, on=trigger).trigger for trigger in triggers] == list(triggers)

    check_each(FAULTS, check)


def test_a_failure_happens_once_and_a_condition_always_by_default() -> None:
    def check(name: str) -> None:
        assert rule(name).most == (None if FAULTS[name].lasting else 1)
        assert rule(name, times=3).most == 3
        assert rule(name, times="always").most is None

    check_each(FAULTS, check)


def test_a_fault_waits_for_its_other_triggers_only_if_none_is_given() -> None:
    def check(name: str) -> None:
        first, also = FAULTS[name].triggers[0], FAULTS[name].also
        assert rule(name).triggers == (first, *also)
        assert rule(name, on=first).triggers == (first,)

    check_each(FAULTS, check)
    assert any(FAULTS[name].also for name in FAULTS)


@pytest.mark.parametrize(
    ("name", "given", "trigger"),
    [
        ("transport close", {"session": "s"}, "action.send"),
        ("latency", {"session": "s"}, "action.send"),
        ("latency", {"user": "u"}, "client.start"),
        ("latency", {"user": "u", "on": "action.trace"}, "action.trace"),
        ("latency", {}, "connect"),
        ("transport close", {"user": "u"}, "action.send"),
        ("client.started late", {"user": "u"}, "client.start"),
    ],
)
def test_a_fault_of_one_user_or_session_waits_until_that_is_known(
    name: str, given: dict[str, str], trigger: str
) -> None:
    assert rule(name, **given).trigger == trigger


@pytest.mark.parametrize(
    ("name", "given", "problem"),
    [
        (
            "transport close",
            {"on": "action.trac"},
            "'transport close' can't happen on 'action.trac', did you mean 'action.trace'",
        ),
        (
            "upgrade failure",
            {"on": "handshake"},
            "'upgrade failure' can't happen on 'handshake' (known: upgrade)",
        ),
        ("transport close", {"nth": 0}, "'nth' is 1 or more, not 0"),
        ("transport close", {"times": 0}, "'times' is 1 or more, or 'always', not 0"),
        ("transport close", {"probability": 1.5}, "'probability' is from 0 to 1, not 1.5"),
        ("transport close", {"probability": -0.1}, "'probability' is from 0 to 1, not -0.1"),
        (
            "http error",
            {"user": "u"},
            "'http error' happens before a user is known: it can't be limited to one",
        ),
        (
            "connection refused",
            {"session": "s"},
            "'connection refused' happens before a user is known: it can't be limited to one",
        ),
        (
            "latency",
            {"on": "connect", "user": "u"},
            "no user is known at 'connect': it can't be limited to one",
        ),
        (
            "latency",
            {"on": "connect", "session": "s"},
            "no session is known at 'connect': it can't be limited to one",
        ),
        (
            "transport close",
            {"on": "client.start", "session": "s"},
            "no session is known at 'client.start': it can't be limited to one",
        ),
        (
            "transport close",
            {"on": "session.create", "session": "s"},
            "no session is known at 'session.create': it can't be limited to one",
        ),
    ],
)
def test_a_rule_that_could_never_happen_is_refused(
    name: str, given: dict[str, Any], problem: str
) -> None:
    with pytest.raises(ScenarioError) as raised:
        rule(name, **given)
    assert str(raised.value) == problem


def test_a_fault_that_answers_no_action_cannot_be_limited_to_a_session() -> None:
    """A fault of a session waits for an action, and these faults answer no action."""

    def check(name: str) -> None:
        early = issubclass(FAULTS[name], ConnectFault | HostFault)
        problem = "before a user is known" if early else "no session is known at"
        with pytest.raises(ScenarioError, match=problem):
            rule(name, session="s")

    answering = ("action.send", "webhook", "response")
    without = [name for name in FAULTS if not set(answering) & set(FAULTS[name].triggers)]
    check_each(without, check)


def test_the_error_for_an_unknown_fault_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"^unknown fault 'trace hug', did you mean 'trace huge'"):
        FAULTS["trace hug"]
