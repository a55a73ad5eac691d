"""The data of a session: plain, and everything that an idle session needs to go on."""

from __future__ import annotations

import dataclasses
import json
from copy import deepcopy

import pytest

from tests.core.talk import Talk, on
from vfmock.core.matchers.text import TextMatcher
from vfmock.core.scenario import Rule, Scenario, SessionOptions
from vfmock.core.traces.no_reply import no_reply
from vfmock.core.traces.text import text
from vfmock.types import Duration


def shop(limit: str) -> Talk:
    """An agent whose answers depend on everything before, with one limit of its sessions."""
    again = Rule(
        on=TextMatcher("again"),
        set={"size": "large"},
        replies=((text("first"),), (text("second"),)),
    )
    maybe = Rule(on=TextMatcher("maybe"), probability=0.5, reply=(text("yes"),))
    before = text("{{ last_utterance }} {{ last_response }} {{ size }} {{ session.turns }}")
    limits = {limit: Duration(20)} if limit in ("idle_timeout", "max_length") else {}
    scenario = Scenario(
        rules=(again, maybe, on("maybe", text("no")), on("what", before)),
        states={
            "start": (on("hi", text("Hi"), no_reply(3), goto="menu"),),
            "menu": (on("hi", text("Menu")),),
        },
        session=SessionOptions(**limits),
    )
    return Talk(scenario=scenario)


def idle(limit: str) -> Talk:
    """A talk that waits for the client to say something or to stay silent."""
    talk = shop(limit)
    for words in ("again", "maybe"):
        talk.send(words)
    talk.after(7)
    if limit == "key":
        talk.session.expires(talk.now + 9)
    talk.send("hi")
    return talk


def later(talk: Talk) -> list[str]:
    """What comes from here on, without the ids that a session makes."""
    lines = talk.after(8.5)
    for words in ("what", "hi", "again", *["maybe"] * 8):
        lines += talk.send(words)
    return [line.partition(" ")[2] for line in [*lines, *talk.after(60)]]


LIMITS = ["none", "idle_timeout", "max_length", "key"]


@pytest.mark.parametrize("limit", LIMITS)
def test_the_data_of_an_idle_session_can_be_json(limit: str) -> None:
    data = dataclasses.asdict(idle(limit).session.data)
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert data["silence"] == {"connection": "c1", "seconds": 3, "missed_at": data["active_at"] + 8}


@pytest.mark.parametrize("limit", LIMITS)
def test_another_session_can_go_on_with_the_data_and_the_random_position(limit: str) -> None:
    first, second = idle(limit), shop(limit)
    for field in dataclasses.fields(first.session.data):
        value = deepcopy(getattr(first.session.data, field.name))
        setattr(second.session.data, field.name, value)
    second.session.rng.setstate(first.session.rng.getstate())
    second.now = first.now
    assert second.session.deadline() == first.session.deadline()
    assert later(second) == later(first)
