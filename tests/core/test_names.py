"""The neutral names: every event and effect has one, equal to the name on the protocol page."""

from __future__ import annotations

from typing import get_args

from vfmock.core.effects import (
    ActionCancelled,
    Answered,
    Effect,
    Replayed,
    StateShown,
    WireEffect,
)
from vfmock.core.events import (
    ActionCancel,
    ClientQuery,
    Event,
    InvalidPayload,
    KeepAlive,
    SessionJoin,
    SessionResume,
    StateCall,
    UnknownEvent,
)
from vfmock.core.names import EFFECT_NAMES, EVENT_NAMES
from vfmock.dialects import DIALECTS


def test_every_event_and_effect_has_a_name_of_its_own() -> None:
    assert set(EVENT_NAMES) == set(get_args(Event)) - {InvalidPayload, UnknownEvent}
    assert set(EFFECT_NAMES) == set(get_args(WireEffect))
    names = [*EVENT_NAMES.values(), *EFFECT_NAMES.values()]
    assert len(names) == len(set(names))


def test_the_neutral_names_are_those_of_the_documented_dialect() -> None:
    documented = DIALECTS["documented"]
    received = {known.makes: name for name, known in documented.client_events.items()}
    without_socket = {
        SessionJoin: "session.join",
        SessionResume: "session.resume",
        StateCall: "state.call",
        ClientQuery: "query",
    }
    of_the_web_chat = {ActionCancel: "action.cancel", KeepAlive: "keep-alive"}
    assert received | without_socket | of_the_web_chat == EVENT_NAMES
    asked_for: dict[type[Effect], str] = {
        StateShown: "state",
        Answered: "answer",
        ActionCancelled: "action.cancelled",
        Replayed: "replay",
    }
    sent: dict[type[Effect], str] = {
        effect: event.name for effect, event in documented.server_events.items()
    }
    assert sent | asked_for == EFFECT_NAMES
