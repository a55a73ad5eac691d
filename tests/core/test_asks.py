"""What clients ask for, as people read it."""

from __future__ import annotations

from typing import get_args

import pytest

from tests.core.builders import say
from vfmock.core.asks import (
    Ask,
    AskKnowledgeBase,
    DeleteTranscript,
    EndTranscript,
    PushAction,
    ReadTranscript,
    SaveTranscript,
    SearchTranscripts,
)

SHOWN: list[tuple[Ask, str]] = [
    (PushAction(session="s1", action=say("hi")), "push text 'hi'"),
    (SearchTranscripts(), "search transcripts"),
    (ReadTranscript(id="t1"), "read transcript 't1'"),
    (SaveTranscript(name="ada", details={}), "save transcript 'ada'"),
    (EndTranscript(id="t1"), "end transcript 't1'"),
    (AskKnowledgeBase(question="open?"), "ask the knowledge base 'open?'"),
    (DeleteTranscript(id="t1"), "delete transcript 't1'"),
]


@pytest.mark.parametrize(("ask", "shown"), SHOWN)
def test_an_ask_is_a_few_words(ask: Ask, shown: str) -> None:
    assert str(ask) == shown


def test_every_ask_is_shown() -> None:
    assert {type(ask) for ask, _ in SHOWN} == set(get_args(Ask))
