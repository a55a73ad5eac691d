"""The dialect of the web chat: what its client sends and reads, with every field on and off."""

from __future__ import annotations

from typing import Any

import pytest

from vfmock.core.actions import Action
from vfmock.core.effects import (
    ActionCancelled,
    ActionStatus,
    ActionTrace,
    ClientStarted,
    Effect,
    Replayed,
    SessionCreated,
    SessionEnded,
    StateShown,
)
from vfmock.core.events import (
    ActionCancel,
    ActionConfig,
    ActionSend,
    ClientConfig,
    ClientStart,
    Event,
    KeepAlive,
    SessionCreate,
)
from vfmock.core.log_line import LogLine
from vfmock.dialects import DIALECTS

DIALECT = DIALECTS["webchat"]
USER = {"userID": "ann", "projectID": "p"}


def start(**given: Any) -> ClientStart:
    """The event that ``USER`` starts with."""
    return ClientStart(user_id="ann", project_id="p", **given)


def configured(**given: Any) -> ClientStart:
    """The event with a configuration."""
    return start(config=ClientConfig(**given))


def test_the_dialect_has_the_events_of_the_published_client() -> None:
    assert list(DIALECT.client_events) == [
        "start",
        "session-key-update",
        "action",
        "cancel",
        "keep-alive",
    ]
    actions = [name for name, event in DIALECT.client_events.items() if event.is_action]
    assert actions == ["action"]
    assert [event.name for event in DIALECT.server_events.values()] == [
        "start",
        "session-key-update",
        "session-ended",
        "trace",
        "action",
        "cancel",
        "state",
        "replay",
    ]


@pytest.mark.parametrize(
    ("payload", "event"),
    [
        (USER, start()),
        ({**USER, "environmentID": "main"}, start(environment_id="main")),
        ({**USER, "versionVariant": "draft"}, start(version="draft")),
        ({**USER, "sessionKey": "key"}, start(session_key="key")),
        ({**USER, "sessionKey": None}, start()),
        ({**USER, "authorization": "VF.DM.x"}, start(authorization="VF.DM.x")),
        ({**USER, "lastReceivedAt": 1500}, start(since=1.5)),
        ({**USER, "lastReceivedAt": 0}, start(since=0)),
        ({**USER, "lastReceivedAt": None}, start()),
        ({**USER, "state": {"variables": {"a": 1}}}, start(state={"variables": {"a": 1}})),
        ({**USER, "state": None}, start()),
        ({**USER, "config": {}}, start()),
        ({**USER, "config": {"completionEvents": True}}, configured(completion_events=True)),
        ({**USER, "config": {"audioEvents": True}}, configured(audio_events=True)),
        (
            {**USER, "config": {"audioEncoding": "audio/x-mulaw"}},
            configured(audio_encoding="audio/x-mulaw"),
        ),
        ({**USER, "config": {"audioEncoding": "pcm"}}, configured(audio_encoding="audio/pcm")),
        (
            {**USER, "config": {"userTimezone": "Europe/Berlin"}},
            configured(user_timezone="Europe/Berlin"),
        ),
        ({**USER, "config": {"modality": "chat", "isTestSession": True}}, start()),
        (
            {**USER, "config": {"os": "x", "device": "y", "browser": "z"}},
            start(details={"os": "x", "device": "y", "browser": "z"}),
        ),
    ],
)
def test_a_start_says_who_the_user_is_and_how_to_answer(payload: Any, event: Event) -> None:
    assert DIALECT.client_events["start"].decode(payload) == event


@pytest.mark.parametrize(
    ("config", "event"),
    [
        ({}, ActionConfig()),
        ({"stateful": True}, ActionConfig(state=True)),
        (
            {"stateful": False, "audioEvents": True, "guidedNavigation": True},
            ActionConfig(state=False, audio_events=True),
        ),
    ],
)
def test_an_action_says_how_it_alone_is_to_be_answered(config: Any, event: ActionConfig) -> None:
    payload = {"action": {"type": "launch"}, "config": config}
    decoded = DIALECT.client_events["action"].decode(payload)
    assert decoded == ActionSend(action=Action({"type": "launch"}), config=event)
    bare = DIALECT.client_events["action"].decode({"action": {"type": "launch"}})
    assert bare == ActionSend(action=Action({"type": "launch"}))


@pytest.mark.parametrize(
    ("name", "event"),
    [
        ("session-key-update", SessionCreate(may_wait=True)),
        ("cancel", ActionCancel()),
        ("keep-alive", KeepAlive()),
    ],
)
def test_an_event_without_a_payload(name: str, event: Event) -> None:
    known = DIALECT.client_events[name]
    assert not known.payload
    assert known.decode(None) == event


STATE: dict[str, Any] = {"stack": [], "storage": {}, "variables": {}}
TRACE = {"type": "text", "payload": {"message": "Hi!"}}


@pytest.mark.parametrize(
    ("effect", "payload"),
    [
        (
            ClientStarted(new_session_required=True),
            {"versionID": "production", "newSessionRequired": True},
        ),
        (
            ClientStarted(new_session_required=False, environment_id="main"),
            {"versionID": "main", "newSessionRequired": False},
        ),
        (SessionCreated(session_key="key"), {"sessionKey": "key"}),
        (ActionTrace(trace=TRACE, message_id="m"), {"trace": TRACE}),
        (ActionStatus(status="accepted", message_id="m"), {"status": "accepted"}),
        (ActionStatus(status="rejected", message_id="m", reason="why"), {"status": "rejected"}),
        (ActionCancelled(success=False), {"success": False}),
        (StateShown(state=STATE), {"state": STATE}),
        (
            Replayed(
                lines=(
                    LogLine(type="trace", data=TRACE, at=1767225600.25),
                    LogLine(type="action", data={"type": "x"}, at=0),
                )
            ),
            {
                "replay": [
                    {"type": "trace", "data": TRACE, "createdAt": "2026-01-01T00:00:00.250Z"},
                    {
                        "type": "action",
                        "data": {"type": "x"},
                        "createdAt": "1970-01-01T00:00:00.000Z",
                    },
                ]
            },
        ),
    ],
)
def test_an_effect_is_written_as_the_client_reads_it(effect: Effect, payload: Any) -> None:
    event = DIALECT.server_events[type(effect)]
    assert event.encode is not None
    assert event.encode(effect) == payload


def test_the_end_of_a_session_has_no_payload() -> None:
    assert DIALECT.server_events[SessionEnded].encode is None


@pytest.mark.parametrize("audio", [None, True, False])
@pytest.mark.parametrize("state", [None, True, False])
def test_the_configuration_of_an_action_goes_before_that_of_the_handshake(
    audio: bool | None, state: bool | None
) -> None:
    handshake = ClientConfig(audio_events=True, user_timezone="Asia/Tokyo")
    assert ActionConfig(audio_events=audio, state=state).over(handshake) == ClientConfig(
        audio_events=audio is not False, state=state is True, user_timezone="Asia/Tokyo"
    )
