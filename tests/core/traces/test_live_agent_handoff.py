"""``live-agent-handoff``: what each event of the chat with a human may have."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from tests.core.builders import make_turn, perform
from vfmock.core.traces.live_agent_handoff import (
    HandoffConfig,
    HandoffEvent,
    HumanAgent,
    LiveAgentHandoff,
    ReceivedFile,
)
from vfmock.errors import ScenarioError
from vfmock.types import JSONObject

FILE = ReceivedFile(url="https://x/a.pdf", name="a.pdf", type="application/pdf")


def sent(**given: Any) -> JSONObject:
    """The payload of a trace."""
    turn = make_turn(names={"session": {"id": "s1"}})
    (made,) = perform(LiveAgentHandoff(**given), turn)
    assert isinstance(made, dict)
    payload: JSONObject = made["payload"]
    return payload


def test_the_chat_has_the_name_of_the_session_by_default() -> None:
    assert sent(event="agent_typing") == {
        "conversationID": "s1",
        "message": "",
        "event": "agent_typing",
    }
    assert sent(event="agent_typing", conversation_id="h1")["conversationID"] == "h1"


def test_a_chat_starts_with_all_that_is_published() -> None:
    config = HandoffConfig(return_to_ai=True, disable_file_upload=False)
    agent = HumanAgent(name="Ada", image_url="https://x/ada.png")
    given: dict[str, Any] = {"agent": agent, "provider": "genesys", "config": config}
    words = {"translation_key": "k", "translation_params": {"n": "1"}}
    assert sent(event="chat_started", message="Hi", **given, **words) == {
        "conversationID": "s1",
        "message": "Hi",
        "event": "chat_started",
        "agent": {"name": "Ada", "imageUrl": "https://x/ada.png"},
        "provider": "genesys",
        "config": {"returnToAI": True, "disableFileUpload": False},
        "translationKey": "k",
        "translationParams": {"n": "1"},
    }


@pytest.mark.parametrize("event", ["chat_ended", "chat_dismissed"])
def test_a_chat_ends_with_the_words_of_its_buttons(event: str) -> None:
    words = {"download_message": "d", "continue_message": "c", "new_conversation_message": "n"}
    payload = sent(event=event, **words)
    names = ("downloadMessage", "continueMessage", "newConversationMessage")
    assert [payload[name] for name in names] == ["d", "c", "n"]


def test_a_received_file_is_sent() -> None:
    file = {"url": "https://x/a.pdf", "name": "a.pdf", "type": "application/pdf"}
    assert sent(event="file_received", file=FILE)["file"] == file


OF_EVENTS: dict[str, tuple[Any, str]] = {
    "provider": ("ujet", "'chat_started'"),
    "config": (HandoffConfig(), "'chat_started'"),
    "file": (FILE, "'file_received'"),
    "download_message": ("x", "'chat_ended' or 'chat_dismissed'"),
    "continue_message": ("x", "'chat_ended' or 'chat_dismissed'"),
    "new_conversation_message": ("x", "'chat_ended' or 'chat_dismissed'"),
}


@pytest.mark.parametrize("name", OF_EVENTS)
def test_a_field_of_another_event_is_refused(name: str) -> None:
    value, wanted = OF_EVENTS[name]
    for event in get_args(HandoffEvent):
        if repr(event) in wanted:
            assert LiveAgentHandoff(event=event, **{name: value})
            continue
        with pytest.raises(ScenarioError) as raised:
            LiveAgentHandoff(event=event, **{name: value})
        assert str(raised.value) == f"{name!r} is for the event {wanted}, not {event!r}"


def test_what_is_missing_is_named() -> None:
    with pytest.raises(ScenarioError, match="the event 'file_received' needs a 'file'"):
        LiveAgentHandoff(event="file_received")
    with pytest.raises(ScenarioError, match="'conversation_id' is not empty"):
        LiveAgentHandoff(event="event", conversation_id="")
