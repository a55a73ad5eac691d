"""``knowledge``: the agent asks the knowledge base."""

from __future__ import annotations

import pytest

from tests.core.talk import Talk, on
from vfmock.core.effects import ActionTrace
from vfmock.core.knowledge import Document, Knowledge
from vfmock.core.scenario import Scenario
from vfmock.core.steps.knowledge import AskKnowledge, knowledge
from vfmock.errors import ScenarioError
from vfmock.types import JSONObject

HOURS = Knowledge(documents=(Document(name="hours", content="Open until 18."),))


def traces(step: AskKnowledge, words: str = "open") -> list[JSONObject]:
    """What the agent says to some words."""
    rules = (on("open", step), on("closed", step))
    talk = Talk(
        scenario=Scenario(rules=rules, knowledge=HOURS),
        evaluate=lambda source, names: words if "action.text" in source else source,
    )
    return [one.trace for one in talk.submit(words) if isinstance(one, ActionTrace)]


def test_it_tells_what_it_found_and_says_the_answer() -> None:
    found, said = traces(knowledge())
    assert found["type"] == "knowledgeBase"
    assert found["payload"] == {
        "chunks": [
            {
                "score": 1.0,
                "documentID": "hours",
                "documentData": {"type": "text", "name": "hours"},
            }
        ],
        "query": {
            "messages": [{"role": "user", "content": "open"}],
            "output": "Open until 18.",
        },
    }
    assert said["payload"]["message"] == "Open until 18."
    assert said["payload"]["ai"] is True


def test_without_an_answer_it_says_something_else_or_nothing() -> None:
    found, said = traces(knowledge(otherwise="I don't know."), "closed")
    assert (found["payload"]["chunks"], said["payload"]["message"]) == ([], "I don't know.")
    (found,) = traces(knowledge(), "closed")
    assert found["payload"]["query"]["output"] is None


def test_the_question_can_be_another_one() -> None:
    _, said = traces(knowledge("until when"), "closed")
    assert said["payload"]["message"] == "Open until 18."


def test_there_is_at_least_one_chunk() -> None:
    with pytest.raises(ScenarioError) as caught:
        knowledge(limit=0)
    assert caught.value.problem == "'limit' is 1 or more, not 0"
