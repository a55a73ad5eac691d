"""``completion``: chunks with ``completionEvents``, else one text after the same time."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.builders import make_turn, perform
from vfmock.core.events import ClientConfig
from vfmock.core.traces.completion import Completion, completion
from vfmock.core.traces.origin import SourceUrl
from vfmock.core.traces.text import Text
from vfmock.core.turn import Output, Wait
from vfmock.errors import ScenarioError


def streamed(step: Completion) -> list[Output]:
    """What a client with ``completionEvents`` gets."""
    return perform(step, make_turn(config=ClientConfig(completion_events=True)))


def content(text: str) -> dict[str, Any]:
    """A chunk."""
    return {"type": "completion", "payload": {"state": "content", "content": text}}


START = {"type": "completion", "payload": {"state": "start", "messageID": "id1", "ai": True}}
END = {"type": "completion", "payload": {"state": "end"}}


def whole(words: str) -> dict[str, Any]:
    """The text for a client that did not ask for chunks."""
    return Text(message=words, ai=True, message_id="id1").trace


def test_a_client_without_completion_events_gets_a_text() -> None:
    assert perform(completion("Hello there")) == [Wait(0), whole("Hello there")]


def test_with_completion_events_it_comes_in_chunks() -> None:
    step = completion("Hello there", chunk=4, per_second=2, first_after=1.5)
    assert streamed(step) == [
        START,
        Wait(1.5),
        content("Hell"),
        Wait(0.5),
        content("o th"),
        Wait(0.5),
        content("ere"),
        Wait(0.5),
        END,
    ]


def test_the_text_and_the_chunks_take_the_same_time() -> None:
    step = completion("Hello there", chunk=4, per_second=2, first_after=1.5)
    one, parts = perform(step), streamed(step)
    waits = [sum(wait.seconds for wait in made if isinstance(wait, Wait)) for made in (one, parts)]
    assert waits == [3.0, 3.0]


def test_the_chunks_together_are_the_text() -> None:
    step = completion("It 👍 splits words", chunk=3)
    assert "".join(step.chunks) == "It 👍 splits words"
    assert {len(chunk) for chunk in step.chunks[:-1]} == {3}


def test_an_empty_text_has_no_chunks() -> None:
    assert streamed(completion("")) == [START, Wait(0), END]
    assert perform(completion("")) == [Wait(0), whole("")]


def test_the_end_may_have_the_number_of_tokens() -> None:
    step = Completion(text="", tokens=12)
    assert streamed(step)[-1] == {
        "type": "completion",
        "payload": {"state": "end", "tokens": 12},
    }


def test_the_origin_is_in_the_start_and_in_the_whole_text() -> None:
    ref = {"type": "prompt"}
    step = Completion(text="a", source_urls=(SourceUrl(url="https://x"),), ref=ref)
    origin = {"ai": True, "sourceUrls": [{"url": "https://x"}], "ref": ref}
    start, *_, end = streamed(step)
    text = perform(step)[-1]
    for made in (start, text):
        assert isinstance(made, dict)
        assert {key: made["payload"][key] for key in origin} == origin
    assert end == {"type": "completion", "payload": {"state": "end", "ref": ref}}


def test_a_template_is_rendered_before_it_is_cut() -> None:
    turn = make_turn(names={"name": "Ada"}, config=ClientConfig(completion_events=True))
    outputs = perform(completion("Hi {{ name }}", chunk=4), turn)
    assert [one for one in outputs if isinstance(one, dict)] == [
        START,
        content("Hi A"),
        content("da"),
        END,
    ]


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"chunk": 0}, "a chunk has 1 character or more, not 0"),
        ({"per_second": 0}, "'per_second' is more than 0, not 0"),
        ({"per_second": -0.5}, "'per_second' is more than 0, not -0.5"),
        ({"first_after": -1}, "'first_after' is 0 seconds or more, not -1"),
    ],
)
def test_an_invalid_completion_is_refused(given: dict[str, Any], problem: str) -> None:
    with pytest.raises(ScenarioError) as raised:
        completion("hi", **given)
    assert str(raised.value) == problem
