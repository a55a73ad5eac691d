"""What clients ask for, as people read it."""

from __future__ import annotations

from typing import get_args

import pytest

from tests.core.builders import say
from vfmock.core.asks import (
    Ask,
    AskFileStorage,
    AskKnowledgeBase,
    AskWidget,
    DeleteTranscript,
    DownloadTranscript,
    EndLatestTranscript,
    EndTranscript,
    GiveFeedback,
    PushAction,
    ReadTranscript,
    ReportLog,
    SaveTranscript,
    SearchTranscripts,
    StoreFile,
)
from vfmock.core.files import FileContent

SHOWN: list[tuple[Ask, str]] = [
    (PushAction(session="s1", action=say("hi")), "push text 'hi'"),
    (SearchTranscripts(), "search transcripts"),
    (ReadTranscript(id="t1"), "read transcript 't1'"),
    (SaveTranscript(name="ada", details={}), "save transcript 'ada'"),
    (EndTranscript(id="t1"), "end transcript 't1'"),
    (AskKnowledgeBase(question="open?"), "ask the knowledge base 'open?'"),
    (DeleteTranscript(id="t1"), "delete transcript 't1'"),
    (AskWidget(), "ask how the widget looks"),
    (EndLatestTranscript(user="ada"), "end the transcript of user 'ada'"),
    (
        DownloadTranscript(user="ada", session_key="eyJ.a.b"),
        "download the transcript of user 'ada'",
    ),
    (GiveFeedback(user="ada", name="good"), "feedback of user 'ada': 'good'"),
    (ReportLog(source="chat", message="lost"), "log of 'chat': 'lost'"),
    (
        AskFileStorage(user="ada", name="cat.png", type="image/png"),
        "ask for a place for the file 'cat.png' of user 'ada'",
    ),
    (StoreFile(fields={}, content=FileContent(b"meow")), "store a file of 4 bytes"),
]


@pytest.mark.parametrize(("ask", "shown"), SHOWN)
def test_an_ask_is_a_few_words(ask: Ask, shown: str) -> None:
    assert str(ask) == shown


def test_every_ask_is_shown() -> None:
    assert {type(ask) for ask, _ in SHOWN} == set(get_args(Ask))
