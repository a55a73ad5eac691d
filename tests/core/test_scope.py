"""What a template can name."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from typing import Any

import pytest

from tests.core.builders import NOW, make_turn, mean, say
from tests.core.talk import Talk
from vfmock.core.events import ClientConfig
from vfmock.core.scope import FIXED, NAMES, reserved, scope
from vfmock.core.turn import Turn


def names(turn: Turn | None = None, **variables: Any) -> dict[str, Any]:
    """Everything that a template sees in a turn of user ``u``."""
    talk = Talk()
    talk.session.user.variables.update(variables)
    return scope(talk.session.data, turn or make_turn(), NOW)


def test_every_conversation_has_the_reserved_variables() -> None:
    talk = Talk()
    talk.session.user.sessions = 3
    turn = make_turn(mean("order", confidence=0.7), config=ClientConfig(user_timezone="Asia/Tokyo"))
    assert reserved(talk.session.data, turn, NOW) == {
        "user_id": "u",
        "sessions": 3,
        "timestamp": 1_700_000_000,
        "last_utterance": "",
        "last_response": "",
        "last_event": None,
        "intent_confidence": 0.7,
        "vf_user_timezone": "Asia/Tokyo",
        "vf_now": "2023-11-15T07:13:20+09:00",
        "locale": "en-US",
        "platform": "vfmock",
    }


def test_the_names_of_a_scope_are_listed() -> None:
    found = names()
    assert {*found, "fake"} == NAMES
    assert {name: found[name].keys() for name in FIXED} == FIXED


def test_a_turn_has_its_names() -> None:
    turn = make_turn(say("a large one"))
    turn.match = {"size": "large"}
    found = names(turn)
    assert found["user"] == {"id": "u"}
    assert found["project"] == {"id": "p"}
    assert found["environment"] == {"id": "main"}
    assert found["session"] == {"id": "s1", "state": "start", "turns": 0}
    assert found["action"] == {"type": "text", "payload": "a large one", "text": "a large one"}
    assert found["match"] == {"size": "large"}
    assert found["turn"] == 1


def test_a_variable_hides_a_reserved_one_but_no_object() -> None:
    found = names(locale="de-DE", own=7, user="not this")
    assert (found["locale"], found["own"]) == ("de-DE", 7)
    assert found["user"] == {"id": "u"}


@pytest.mark.parametrize(
    "zone", ["Nowhere/City", "", "../etc/passwd", "a\0b", "\ud800", "x" * 5000, "Europe"]
)
def test_an_invalid_time_zone_means_utc(zone: str) -> None:
    found = names(make_turn(config=ClientConfig(user_timezone=zone)))
    assert found["vf_now"] == "2023-11-14T22:13:20+00:00"
    assert found["vf_user_timezone"] == (zone or "UTC")


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
    assert names()["vf_now"] == "2023-11-14T22:13:20+00:00"
