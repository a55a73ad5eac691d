"""Every table has every row: no event, effect, state or input is forgotten."""

from __future__ import annotations

import ast
import inspect
from itertools import product
from typing import Any, get_args

import pytest

from tests.core.builders import say
from vfmock.contract import load_contract
from vfmock.core import connection, outcomes, session
from vfmock.core.asks import Ask
from vfmock.core.effects import (
    ActionCancelled,
    ActionStatus,
    ActionTrace,
    Answered,
    ClientStarted,
    Effect,
    GeneralError,
    Order,
    Replayed,
    ServerRestart,
    SessionCreated,
    SessionEffect,
    SessionEnded,
    StateShown,
    WireEffect,
)
from vfmock.core.events import (
    ActionCancel,
    ActionSend,
    ClientQuery,
    ClientStart,
    Event,
    InvalidPayload,
    KeepAlive,
    SessionJoin,
    SessionResume,
    StateCall,
    UnknownEvent,
)
from vfmock.core.faults.base import Altered, Late
from vfmock.core.faults.connect_outcome import ConnectOutcome
from vfmock.core.faults.transport_fault import TransportFault
from vfmock.core.log_line import LogLine
from vfmock.dialects import DIALECTS, ClientEvent
from vfmock.runtime import hub
from vfmock.runtime.queries.base import ANSWERERS
from vfmock.transports import requests
from vfmock.transports.socketio import SocketTransport, outbox

EVENTS = set(get_args(Event))
WIRE = set(get_args(WireEffect))

OF_NO_DIALECT = {InvalidPayload, UnknownEvent, SessionJoin, SessionResume, StateCall, ClientQuery}
"""Events that no client event is decoded to: what can't be read, and a client without a socket."""

OF_THE_WEB_CHAT = {ActionCancel, KeepAlive}
"""Events for which the documented dialect has no word."""

ASKED_FOR: set[type[Effect]] = {StateShown, Answered, ActionCancelled, Replayed}
"""Effects for clients that asked for them. The documented dialect has no word to ask."""

UNSAID: set[type[Effect]] = {ServerRestart, GeneralError, Answered}
"""Effects for which the web chat's dialect has no word. ``Answered`` is for HTTP alone."""

EXAMPLES: list[Any] = [
    ClientStarted(to="c1", new_session_required=True),
    SessionCreated(to="c1", session_key="key"),
    SessionEnded(reason="end_of_diagram"),
    ActionTrace(trace={"type": "text"}, message_id="m1"),
    ActionStatus(to="c1", status="accepted", message_id="m1"),
    ActionCancelled(to="c1", success=True),
    Replayed(to="c1", lines=(LogLine(type="trace", data={"type": "text"}, at=1.5),)),
    StateShown(to="c1", state={"stack": [], "storage": {}, "variables": {}}),
    Answered(to="c1", value={}),
    ServerRestart(to="c1", action=say("hi")),
    GeneralError(to="c1", error="wrong"),
]


def test_a_connection_knows_every_event_in_every_state() -> None:
    events = set(product(connection.State, EVENTS))
    assert {row for row in connection.TABLE if row[1] in EVENTS} == events


def test_a_connection_in_the_handshake_knows_every_outcome() -> None:
    known = set(get_args(outcomes.StartOutcome))
    starts = {connection.TABLE[state, ClientStart][1] for state in connection.State}
    assert starts == {connection.State.CONNECTED, connection.State.AWAITED}
    rows = {row for row in connection.TABLE if row[1] in known}
    assert rows == set(product(starts, known))


def test_only_a_connection_without_a_handshake_lets_a_session_be_awaited() -> None:
    rows = {row for row in connection.TABLE if row[1] is outcomes.SessionAwaited}
    assert rows == {(connection.State.CONNECTED, outcomes.SessionAwaited)}


def test_a_connection_knows_every_report_of_the_hub_that_can_come() -> None:
    reports = set(get_args(outcomes.HubReport))
    rows = {row for row in connection.TABLE if row[1] in reports}
    impossible = set(
        product([connection.State.CONNECTED, connection.State.AWAITED], [outcomes.Bound])
    )
    assert rows == set(product(connection.State, reports)) - impossible


def test_a_connection_has_no_row_for_anything_else() -> None:
    assert {given for _, given in connection.TABLE} == set(get_args(connection.ConnectionInput))


def test_a_session_knows_every_input_that_can_come_in_every_phase() -> None:
    of_turns = {session.SessionInput.TURN_BEGAN, session.SessionInput.NO_TURN_LEFT}
    impossible = {*product([session.Phase.ENDED], of_turns)}
    impossible.add((session.Phase.IDLE, session.SessionInput.NO_TURN_LEFT))
    assert set(session.TABLE) == set(product(session.Phase, session.SessionInput)) - impossible


def test_the_hub_carries_out_every_effect_on_sessions() -> None:
    assert set(hub._ON_SESSIONS) == set(get_args(SessionEffect))


def test_there_is_an_example_of_every_effect_on_the_wire() -> None:
    assert {type(effect) for effect in EXAMPLES} == WIRE


def test_the_documented_dialect_has_every_event_and_effect() -> None:
    dialect = DIALECTS["documented"]
    assert set(dialect.server_events) == WIRE - ASKED_FOR
    assert decoded("documented") == EVENTS - OF_NO_DIALECT - OF_THE_WEB_CHAT


def test_the_dialect_of_the_web_chat_has_every_event_and_effect_but_those_without_a_word() -> None:
    assert set(DIALECTS["webchat"].server_events) == WIRE - UNSAID
    assert decoded("webchat") == EVENTS - OF_NO_DIALECT


@pytest.mark.parametrize("name", DIALECTS)
def test_a_dialect_is_registered_by_its_name(name: str) -> None:
    assert DIALECTS[name].name == name


@pytest.mark.parametrize("name", DIALECTS)
def test_a_dialect_decodes_only_to_events(name: str) -> None:
    assert decoded(name) <= EVENTS - OF_NO_DIALECT
    assert ClientStart in decoded(name)


@pytest.mark.parametrize("name", DIALECTS)
def test_a_dialect_describes_each_event(name: str) -> None:
    for known in DIALECTS[name].client_events.values():
        assert {type(known.decode(example)) for example in examples(known)} == {known.makes}
        assert known.is_action is (known.makes is ActionSend)


@pytest.mark.parametrize("name", DIALECTS)
def test_every_event_of_a_dialect_with_a_payload_has_a_schema(name: str) -> None:
    contract = load_contract().extended(DIALECTS[name].own_schemas())
    for schema in DIALECTS[name].wanted_schemas():
        contract.must_have(schema)


@pytest.mark.parametrize("name", DIALECTS)
@pytest.mark.parametrize("effect", EXAMPLES, ids=lambda effect: type(effect).__name__)
def test_a_dialect_encodes_what_its_schema_allows(name: str, effect: Effect) -> None:
    event = DIALECTS[name].server_events.get(type(effect))
    if event is None:
        without = {"documented": ASKED_FOR, "webchat": UNSAID}
        assert type(effect) in without.get(name, WIRE)
        return
    if event.encode is not None and event.schema is not None:
        payload = event.encode(effect)
        assert load_contract().check(event.schema, payload, event.name) is None


@pytest.mark.parametrize("name", DIALECTS)
def test_a_dialect_encodes_only_effects_on_the_wire(name: str) -> None:
    assert set(DIALECTS[name].server_events) <= WIRE


def test_the_outbox_has_a_way_for_every_breakage() -> None:
    assert set(outbox._WAYS) == set(get_args(TransportFault))


def test_every_admission_is_carried_out_for_a_request_or_the_namespace() -> None:
    tree = ast.parse(inspect.getsource(requests.carry_out))
    handled = {
        case.pattern.cls.id
        for case in ast.walk(tree)
        if isinstance(case, ast.match_case)
        and isinstance(case.pattern, ast.MatchClass)
        and isinstance(case.pattern.cls, ast.Name)
    }
    assert handled == {one.__name__ for one in get_args(ConnectOutcome)} - {"RefuseNamespace"}
    assert "RefuseNamespace" in inspect.getsource(SocketTransport.refuse)


def test_every_effect_is_for_the_wire_for_sessions_or_an_order() -> None:
    """By name: a dataclass with slots is made twice, and the first one is a subclass as well."""
    known = {*get_args(WireEffect), *get_args(SessionEffect), *get_args(Order), Altered, Late}
    made = {cls.__name__ for cls in Effect.__subclasses__() if cls.__module__.startswith("vfmock.")}
    assert made == {cls.__name__ for cls in known}


def examples(event: ClientEvent) -> list[Any]:
    """The payloads that the schema of a client event shows."""
    if event.schema is None:
        return [None]
    found: list[Any] = load_contract().schemas[event.schema]["examples"]
    assert found
    return found


def decoded(dialect: str) -> set[type]:
    """The events that a dialect makes of the examples of its client events."""
    return {
        type(known.decode(example))
        for known in DIALECTS[dialect].client_events.values()
        for example in examples(known)
    }


def test_every_ask_has_its_answer() -> None:
    asks = get_args(Ask) or (Ask,)
    assert set(ANSWERERS) == set(asks)
