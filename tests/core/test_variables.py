"""The variables of a conversation, and how they are set from outside."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from typing import Any

import pytest

from tests.core.builders import NOW, mean, say
from tests.core.talk import Talk
from vfmock.core.events import ClientConfig
from vfmock.core.matchers.who import VariableMatcher
from vfmock.core.scenario import Rule, Scenario
from vfmock.core.session_data import SessionData
from vfmock.core.traces.text import Text
from vfmock.core.user import User
from vfmock.core.variables import RESERVED, Variables, merge


def fresh(**variables: Any) -> SessionData:
    """A new conversation of user ``u``."""
    return SessionData.begin("s1", User("u", "p", variables), "main", "start", NOW)


def variables(session: SessionData) -> dict[str, Any]:
    return dict(Variables(session, NOW))


def test_every_conversation_has_the_reserved_variables() -> None:
    talk = Talk(scenario=Scenario(rules=(Rule(on=VariableMatcher({}), reply=(Text("Fine."),)),)))
    talk.session.user.sessions = 3
    config = ClientConfig(user_timezone="Asia/Tokyo")
    talk.submit(say("hello"), config=config)
    talk.submit(mean("order", confidence=0.7), config=config)
    assert variables(talk.session.data) == {
        "user_id": "u",
        "sessions": 3,
        "timestamp": 1_700_000_000,
        "last_utterance": "hello",
        "last_response": "Fine.",
        "last_event": mean("order", confidence=0.7).raw,
        "intent_confidence": 0.7,
        "vf_user_timezone": "Asia/Tokyo",
        "vf_now": "2023-11-15T07:13:20+09:00",
        "locale": "en-US",
        "platform": "vfmock",
    }


def test_they_are_of_the_latest_action() -> None:
    talk = Talk(scenario=Scenario(rules=(Rule(on=VariableMatcher({})),)))
    talk.submit(mean("order", confidence=0.7), config=ClientConfig(user_timezone="Asia/Tokyo"))
    talk.submit("hello")
    found = variables(talk.session.data)
    assert (found["intent_confidence"], found["vf_user_timezone"]) == (0, "Asia/Tokyo")


def test_a_users_variable_hides_a_reserved_one() -> None:
    session = fresh(locale="de-DE", own=7)
    found = variables(session)
    assert (found["locale"], found["own"]) == ("de-DE", 7)
    assert len(Variables(session, NOW)) == len(found) == len(RESERVED) + 1
    assert list(found)[-2:] == ["locale", "own"]


def test_a_variable_that_nothing_sets_is_missing() -> None:
    found = Variables(fresh(), NOW)
    assert "other" not in found
    assert found.get("other") is None


def test_matchers_see_the_reserved_variables() -> None:
    rule = Rule(on=VariableMatcher({"last_utterance": "hello", "sessions": 0}))
    assert Talk(rule).send("hello", "m") == ["m accepted", "m completed"]


# From outside.


def test_values_from_outside_are_the_users() -> None:
    session = fresh(kept=1, changed=2)
    merge(session, {"changed": None, "new": {"a": [1]}, "locale": "de-DE", "user_id": "other"})
    assert session.user.variables == {
        "kept": 1,
        "changed": None,
        "new": {"a": [1]},
        "locale": "de-DE",
        "user_id": "other",
    }


def test_what_a_client_sends_back_changes_nothing() -> None:
    talk = Talk(scenario=Scenario(rules=(Rule(on=VariableMatcher({}), reply=(Text("Fine."),)),)))
    talk.submit("hello")
    session = talk.session.data
    before = variables(session)
    merge(session, before)
    assert variables(session) == before
    later = dict(Variables(session, NOW + 60))
    assert later["timestamp"] == before["timestamp"] + 60
    assert later["vf_now"] != before["vf_now"]
    talk.submit("again")
    assert variables(session)["last_utterance"] == "again"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("last_utterance", "said"),
        ("last_response", "heard"),
        ("last_event", {"type": "launch"}),
        ("intent_confidence", 0.5),
        ("vf_user_timezone", "Asia/Tokyo"),
    ],
)
def test_what_the_conversation_keeps_can_be_set(name: str, value: Any) -> None:
    session = fresh()
    merge(session, {name: value})
    assert variables(session)[name] == value
    assert session.user.variables == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("last_utterance", 1),
        ("last_response", None),
        ("last_event", "launch"),
        ("intent_confidence", True),
        ("vf_user_timezone", 7),
        ("timestamp", 1),
        ("sessions", 9),
        ("vf_now", "then"),
    ],
)
def test_what_can_not_be_is_not_set(name: str, value: Any) -> None:
    session = fresh()
    before = variables(session)
    merge(session, {name: value})
    assert variables(session) == before


# Time zones.


@pytest.mark.parametrize(
    "zone", ["Nowhere/City", "", "../etc/passwd", "a\0b", "\ud800", "x" * 5000, "Europe"]
)
def test_an_invalid_time_zone_means_utc(zone: str) -> None:
    session = fresh()
    session.user_timezone = zone
    found = variables(session)
    assert found["vf_now"] == "2023-11-14T22:13:20+00:00"
    assert found["vf_user_timezone"] == zone


@pytest.fixture
def no_zones() -> Iterator[None]:
    """A machine without a database of time zones."""
    zoneinfo.reset_tzpath(to=[])
    zoneinfo.ZoneInfo.clear_cache()
    yield
    zoneinfo.reset_tzpath()
    zoneinfo.ZoneInfo.clear_cache()


@pytest.mark.usefixtures("no_zones")
def test_utc_needs_no_database_of_time_zones() -> None:
    assert variables(fresh())["vf_now"] == "2023-11-14T22:13:20+00:00"
