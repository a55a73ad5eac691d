"""``text``: ``{message, slate: {id, content, messageDelayMilliseconds}, delay}``."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.builders import make_turn, perform
from vfmock.core.slate import slate
from vfmock.core.traces.origin import SourceUrl
from vfmock.core.traces.text import Text, text
from vfmock.errors import ScenarioError


def test_the_slate_is_built_of_the_message() -> None:
    assert perform(text("Hi!\nOrder?")) == [
        {
            "type": "text",
            "payload": {
                "message": "Hi!\nOrder?",
                "slate": {
                    "id": slate("Hi!\nOrder?")["id"],
                    "content": [
                        {"children": [{"text": "Hi!"}]},
                        {"children": [{"text": "Order?"}]},
                    ],
                    "messageDelayMilliseconds": 1000,
                },
                "delay": 1000,
                "messageID": "id1",
            },
        }
    ]


def test_the_message_is_built_from_the_slate() -> None:
    content = [
        {"children": [{"text": "Hi "}, {"text": "Ada", "fontWeight": "700"}]},
        {"children": [{"text": "!"}]},
    ]
    payload = Text(content=content).payload()
    assert payload["message"] == "Hi Ada\n!"
    assert payload["slate"]["content"] == content


def test_the_delay_can_be_given() -> None:
    payload = text("hi", delay=0).payload()
    assert payload["delay"] == 0
    assert payload["slate"]["messageDelayMilliseconds"] == 0


def test_an_empty_message_is_a_message() -> None:
    payload = text("").payload()
    assert payload["message"] == ""
    assert payload["slate"]["content"] == [{"children": [{"text": ""}]}]


def test_the_content_may_come_from_a_template() -> None:
    content = [{"children": [{"text": "Hi"}]}]
    (made,) = perform(Text(content="{{ content }}"), make_turn(names={"content": content}))
    assert isinstance(made, dict)
    assert made["payload"]["message"] == "Hi"


@pytest.mark.parametrize("given", [{}, {"message": "a", "content": []}])
def test_a_text_has_one_source(given: dict[str, Any]) -> None:
    with pytest.raises(ScenarioError) as raised:
        Text(**given)
    assert str(raised.value) == "a text has either a 'message' or a slate's 'content'"


def test_each_text_has_its_own_message_id_unless_one_is_given() -> None:
    turn = make_turn()
    made = [*perform(text("a"), turn), *perform(text("a"), turn)]
    made += perform(Text(message="a", message_id="own"), turn)
    ids = [one["payload"]["messageID"] for one in made if isinstance(one, dict)]
    assert ids == ["id1", "id2", "own"]


def test_the_message_is_trimmed_and_the_slate_is_not() -> None:
    payload = text(" hi\n").payload()
    assert payload["message"] == "hi"
    assert payload["slate"]["content"] == [
        {"children": [{"text": " hi"}]},
        {"children": [{"text": ""}]},
    ]


def test_the_origin_of_a_message_is_sent() -> None:
    ref = {"type": "agent", "nodeID": "n", "agentID": "a", "diagramID": "d"}
    sources = (SourceUrl(url="https://x", name="X"), SourceUrl(url="https://y"))
    step = Text(message="a", ai=True, source_urls=sources, voice="v", audio="https://z", ref=ref)
    payload = step.payload()
    assert {key: payload[key] for key in ("ai", "sourceUrls", "voice", "audio", "ref")} == {
        "ai": True,
        "sourceUrls": [{"url": "https://x", "name": "X"}, {"url": "https://y"}],
        "voice": "v",
        "audio": {"src": "https://z"},
        "ref": ref,
    }


@pytest.mark.parametrize("ref", ["node", {"nodeID": "n"}, {"type": 1}])
def test_a_ref_has_a_type(ref: Any) -> None:
    with pytest.raises(ScenarioError) as raised:
        Text(message="a", ref=ref)
    assert str(raised.value) == f"a ref is an object with a string 'type', not {ref!r}"


@pytest.mark.parametrize("content", ["Hi", [["Hi"]], [{"children": "Hi"}], [{"children": 1}], 7])
def test_content_that_is_not_a_slate_is_refused(content: Any) -> None:
    with pytest.raises(ScenarioError, match="the content of a text is a slate's list: "):
        Text(content=content)
