"""The documented dialect: the protocol page's interfaces, with every optional field on and off."""

from __future__ import annotations

from typing import Any

import pytest

from vfmock.core.actions import Action
from vfmock.core.effects import (
    ActionStatus,
    ActionTrace,
    ClientStarted,
    Effect,
    GeneralError,
    ServerRestart,
    SessionCreated,
    SessionEnded,
)
from vfmock.core.events import ActionSend, ClientConfig, ClientStart, Event, SessionCreate
from vfmock.dialects import DIALECTS

DIALECT = DIALECTS["documented"]
USER = {"userID": "test@test.com", "projectID": "6939bedf69c7ce5ee7a108ed"}


def start(**given: Any) -> ClientStart:
    """The event that ``USER`` starts with."""
    return ClientStart(user_id="test@test.com", project_id="6939bedf69c7ce5ee7a108ed", **given)


def test_the_dialect_has_the_client_events_of_the_page() -> None:
    assert list(DIALECT.client_events) == ["client.start", "session.create", "action.send"]
    actions = [name for name, event in DIALECT.client_events.items() if event.is_action]
    assert actions == ["action.send"]


def test_the_dialect_has_the_server_events_of_the_page() -> None:
    assert [event.name for event in DIALECT.server_events.values()] == [
        "client.started",
        "session.created",
        "session.ended",
        "action.trace",
        "action.status",
        "server.restart",
        "error",
    ]


@pytest.mark.parametrize(
    ("payload", "event"),
    [
        (USER, start()),
        ({**USER, "environmentID": "main"}, start(environment_id="main")),
        ({**USER, "sessionKey": "key"}, start(session_key="key")),
        ({**USER, "sessionKey": None}, start(session_key=None)),
        ({**USER, "sessionKey": ""}, start(session_key="")),
        ({**USER, "authorization": "VF.DM.x"}, start(authorization="VF.DM.x")),
        ({**USER, "config": {}}, start()),
        ({**USER, "more": 1}, start()),
        (
            {**USER, "config": {"completionEvents": True}},
            start(config=ClientConfig(completion_events=True)),
        ),
        (
            {**USER, "config": {"userTimezone": "Asia/Tokyo"}},
            start(config=ClientConfig(user_timezone="Asia/Tokyo")),
        ),
        (
            {**USER, "config": {"audioEvents": True}},
            start(config=ClientConfig(audio_events=True)),
        ),
        (
            {**USER, "config": {"audioEncoding": "audio/x-mulaw"}},
            start(config=ClientConfig(audio_encoding="audio/x-mulaw")),
        ),
        (
            {
                **USER,
                "environmentID": "main",
                "sessionKey": "key",
                "authorization": "VF.DM.x",
                "config": {
                    "completionEvents": False,
                    "userTimezone": "UTC",
                    "audioEvents": True,
                    "audioEncoding": "audio/pcm",
                },
            },
            start(
                environment_id="main",
                session_key="key",
                authorization="VF.DM.x",
                config=ClientConfig(
                    completion_events=False,
                    user_timezone="UTC",
                    audio_events=True,
                    audio_encoding="audio/pcm",
                ),
            ),
        ),
    ],
)
def test_client_start_is_decoded(payload: dict[str, Any], event: Event) -> None:
    assert DIALECT.client_events["client.start"].decode(payload) == event


@pytest.mark.parametrize("payload", [{}, {"more": 1}])
def test_session_create_is_decoded(payload: dict[str, Any]) -> None:
    assert DIALECT.client_events["session.create"].decode(payload) == SessionCreate()


ACTION = {"type": "text", "payload": "hi", "diagramID": "d", "time": 1, "metadata": {}, "more": 1}


@pytest.mark.parametrize(
    ("payload", "event"),
    [
        ({"action": {"type": "launch"}}, ActionSend(action=Action({"type": "launch"}))),
        ({"action": ACTION}, ActionSend(action=Action(ACTION))),
        (
            {"action": ACTION, "messageID": "m1"},
            ActionSend(action=Action(ACTION), message_id="m1"),
        ),
    ],
)
def test_action_send_is_decoded(payload: dict[str, Any], event: Event) -> None:
    assert DIALECT.client_events["action.send"].decode(payload) == event


TRACE = {"type": "text", "payload": {"message": "Hi"}, "time": 1}


@pytest.mark.parametrize(
    ("effect", "name", "payload"),
    [
        (
            ClientStarted(to="c1", new_session_required=True),
            "client.started",
            {"newSessionRequired": True},
        ),
        (
            ClientStarted(to="c1", new_session_required=False),
            "client.started",
            {"newSessionRequired": False},
        ),
        (SessionCreated(to="c1", session_key="key"), "session.created", {"sessionKey": "key"}),
        (SessionEnded(reason="end_of_diagram"), "session.ended", {"reason": "end_of_diagram"}),
        (
            ActionTrace(trace=TRACE, message_id="m1"),
            "action.trace",
            {"trace": TRACE, "messageID": "m1"},
        ),
        (
            ActionStatus(to="c1", status="accepted", message_id="m1"),
            "action.status",
            {"status": "accepted", "messageID": "m1"},
        ),
        (
            ActionStatus(to="c1", status="completed", message_id="m1"),
            "action.status",
            {"status": "completed", "messageID": "m1"},
        ),
        (
            ActionStatus(to="c1", status="rejected", message_id="m1", reason="why"),
            "action.status",
            {"status": "rejected", "messageID": "m1", "reason": "why"},
        ),
        (ServerRestart(to="c1"), "server.restart", {}),
        (
            ServerRestart(to="c1", action=Action({"type": "text", "payload": "hi"})),
            "server.restart",
            {"action": {"type": "text", "payload": "hi"}},
        ),
        (GeneralError(to="c1", error="wrong"), "error", {"error": "wrong"}),
        (
            GeneralError(to="c1", error="wrong", code="unauthorized"),
            "error",
            {"code": "unauthorized", "error": "wrong"},
        ),
    ],
)
def test_every_server_event_is_encoded(effect: Effect, name: str, payload: dict[str, Any]) -> None:
    event = DIALECT.server_events[type(effect)]
    assert event.name == name
    assert event.encode is not None
    assert event.encode(effect) == payload
