"""Where Voiceflow's documents differ: ``docs/contract.md`` says what the mock does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.core.builders import make_turn, perform
from tests.docs.pages import DOCS, rows
from vfmock.contract import load_contract
from vfmock.core.events import ClientConfig
from vfmock.core.slate import plain_text
from vfmock.core.steps import STEPS
from vfmock.core.traces.audio import audio
from vfmock.core.traces.card import card
from vfmock.core.traces.completion import completion
from vfmock.core.traces.reasoning import reasoning
from vfmock.core.traces.text import text
from vfmock.types import JSON

PAGE = (DOCS / "contract.md").read_text(encoding="utf-8")
CARD = card().trace["payload"]
ITEM = {"type": "list-item", "children": [{"text": "x"}]}


def taken(kind: str, *payload: JSON) -> bool:
    """Whether the contract takes an action with this payload, or with none."""
    action = {"type": kind, **({"payload": payload[0]} if payload else {})}
    return load_contract().check_action(action, "") is None


def sent(kind: str, payload: JSON) -> bool:
    """Whether the contract takes a trace with this payload."""
    return load_contract().check_trace({"type": kind, "payload": payload}, "") is None


def states(step: Any, **config: Any) -> list[dict[str, Any]]:
    """The payloads that a step sends."""
    made = perform(step, make_turn(config=ClientConfig(**config)))
    return [one["payload"] for one in made if isinstance(one, dict)]


def audio_is_as_published() -> bool:
    start, *chunks, end = states(audio("Hi", seconds=0.2), audio_events=True)
    elsewhere = {**chunks[0], "messageID": "m"}
    named = ["messageID" in one for one in (start, *chunks, end)]
    return named == [True, *[False] * (len(chunks) + 1)] and sent("audio", elsewhere)


def each_chunk_has_its_encoding() -> bool:
    chunks = states(audio("Hi", seconds=0.2), audio_events=True)[1:-1]
    unnamed = {key: value for key, value in chunks[0].items() if key != "encoding"}
    return all("encoding" in one for one in chunks) and not sent("audio", unnamed)


def a_text_has_slate_and_message_id() -> bool:
    (payload,) = states(text("Hi"))
    return {"slate", "messageID"} <= set(payload) and sent("text", {"message": "Hi"})


def tokens_are_sent_if_given() -> bool:
    with_them = states(completion("a", tokens=3), completion_events=True)[-1]
    return (
        with_them == {"state": "end", "tokens": 3}
        and "tokens" not in (states(completion("a"), completion_events=True)[-1])
    )


def reasoning_is_whole_without_completions() -> bool:
    whole = [one["state"] for one in states(reasoning("a"))]
    parts = [one["state"] for one in states(reasoning("a"), completion_events=True)]
    return (whole, parts) == (["final"], ["start", "content", "end"])


def a_card_has_all_four() -> bool:
    fewer = [{key: CARD[key] for key in CARD if key != left_out} for left_out in CARD]
    return sent("cardV2", CARD) and not any(sent("cardV2", one) for one in fewer)


SHOWN: dict[str, Callable[[], bool]] = {
    "payload of `message`": lambda: taken("message", {"message": "a"}) and taken("message", "a"),
    "`label` of `path-<id>`": lambda: taken("path-a", {}) and taken("path-a"),
    "payload of `dtmf`": lambda: taken("dtmf", "1") and not taken("dtmf", 1),
    "payload of `launch`": lambda: taken("launch", None),
    "value of an entity": lambda: taken(
        "intent", {"intent": {"name": "a"}, "entities": [{"name": "b", "value": {"c": 1}}]}
    ),
    "a text's `slate` and `messageID`": a_text_has_slate_and_message_id,
    "lines of a slate's plain text": lambda: plain_text([{"text": "a"}, {"text": "b"}]) == "a\nb",
    "a list in a slate": lambda: plain_text([{"children": [ITEM, ITEM]}]) == "xx",
    "`messageID` of `audio`": audio_is_as_published,
    "`encoding` of `audio`": each_chunk_has_its_encoding,
    "`tokens` at the end of a `completion`": tokens_are_sent_if_given,
    "the fields of a card": a_card_has_all_four,
    "the slate of a card": lambda: (
        isinstance(CARD["description"]["slate"], list)
        and not sent("cardV2", {**CARD, "description": {"text": "", "slate": {"content": []}}})
    ),
    "`reasoning`": reasoning_is_whole_without_completions,
    "`knowledge-base`": lambda: "knowledge-base" not in STEPS and sent("knowledge-base", {"a": 1}),
    "`simulation-test-result`": lambda: (
        sent("simulation-test-result", {"a": 1}) and not sent("simulation-test-result", "a")
    ),
}
"""What shows each row of the table."""


def test_every_row_is_shown() -> None:
    assert [cells[0] for cells in rows(PAGE, "what") if cells[0] in SHOWN] == list(SHOWN)
    table = PAGE[PAGE.index("## Differences between Voiceflow") :]
    assert [cells[0] for cells in rows(table, "what")] == list(SHOWN)


@pytest.mark.parametrize("what", SHOWN)
def test_the_mock_does_what_the_row_says(what: str) -> None:
    assert SHOWN[what]()
