"""``reasoning``: chunks with ``completionEvents``, else the whole."""

from __future__ import annotations

import pytest

from tests.core.builders import make_turn, perform
from vfmock.core.events import ClientConfig
from vfmock.core.traces.reasoning import Reasoning, reasoning
from vfmock.errors import ScenarioError
from vfmock.types import JSON


def sent(step: Reasoning, *, streamed: bool) -> list[JSON]:
    """The payloads that a client gets."""
    made = perform(step, make_turn(config=ClientConfig(completion_events=streamed)))
    return [one["payload"] for one in made if isinstance(one, dict) and one["type"] == "reasoning"]


def test_a_client_without_completion_events_gets_the_whole() -> None:
    final = {"state": "final", "message": "an order is open"}
    assert sent(reasoning("an order is open"), streamed=False) == [final]


def test_with_completion_events_it_comes_in_chunks() -> None:
    assert sent(reasoning("an order", chunk=5), streamed=True) == [
        {"state": "start"},
        {"state": "content", "content": "an or"},
        {"state": "content", "content": "der"},
        {"state": "end"},
    ]


def test_a_chunk_has_a_character() -> None:
    with pytest.raises(ScenarioError, match="a chunk has 1 character or more, not 0"):
        reasoning("x", chunk=0)
