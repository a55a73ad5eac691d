"""What a template can name."""

from __future__ import annotations

from typing import Any

from tests.core.builders import NOW, make_turn, say
from tests.core.talk import Talk
from vfmock.core.scope import FIXED, NAMES, scope
from vfmock.core.turn import Turn


def names(turn: Turn | None = None, **variables: Any) -> dict[str, Any]:
    """Everything that a template sees in a turn of user ``u``."""
    talk = Talk()
    talk.session.user.variables.update(variables)
    return scope(talk.session.data, turn or make_turn(), NOW)


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
