"""Calls over HTTP in a journal."""

from __future__ import annotations

import pytest

from vfmock.checks.calls import Calls
from vfmock.core.journal import Direction, Entry


def entry(
    wire: str = "", connection: str = "c1", direction: Direction = "in", payload: object = None
) -> Entry:
    """An entry of the journal."""
    return Entry(
        at=0, direction=direction, name="n", wire=wire, connection=connection, payload=payload
    )


def test_each_call_has_a_connection_of_its_own() -> None:
    calls = Calls()
    assert calls.takes(entry("POST /state/user/{userID}/interact"))
    assert calls.takes(entry("POST /state/user/{userID}/interact"))
    assert calls.takes(entry("trace", direction="out"))
    assert not calls.takes(entry("action.send", "c2"))
    assert not calls.takes(entry("action.trace", "c2", "out"))
    assert calls.takes(entry("PATCH /v1/stable/x", "c3"))
    assert calls.count == 2


def test_a_wrong_body_is_told() -> None:
    wrong = Entry(at=0, direction="note", name="violation", payload="at /a")
    assert Calls().wrong_body(wrong) == "at /a"
    assert Calls().wrong_body(entry()) == ""


@pytest.mark.parametrize(
    ("text", "is_call"),
    [
        ("POST /state/user/{userID}/interact: wanted 'action' in the body, got none", True),
        ("POST /state/x: nothing is served there, did you mean /state/user/{userID}", True),
        ("GET /v4/interact/socket/: a plain HTTP request came", False),
        ("GET /socket.io/: nothing is served there, the path is /v4/interact/socket", False),
        ("the namespace '/x' is unknown", False),
    ],
)
def test_a_refusal_is_about_a_call_or_a_socket(text: str, is_call: bool) -> None:
    note = entry(direction="note", payload=text)
    assert Calls().refusal(note) == (text if is_call else "")
