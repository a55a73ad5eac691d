"""``entity-filling``: ``{entityToFill, intent: an intent action}``."""

from __future__ import annotations

from tests.core.builders import perform
from vfmock.core.traces.entity_filling import EntityFilling


def test_the_least() -> None:
    assert perform(EntityFilling("size", "order")) == [
        {
            "type": "entity-filling",
            "payload": {
                "entityToFill": "size",
                "intent": {
                    "type": "intent",
                    "payload": {"query": "", "intent": {"name": "order"}, "entities": []},
                },
            },
        }
    ]


def test_the_known_entities_are_in_the_intent() -> None:
    entities = [{"name": "what", "value": "pizza"}]
    payload = EntityFilling("size", "order", entities, "a pizza").payload()
    assert payload["intent"]["payload"] == {
        "query": "a pizza",
        "intent": {"name": "order"},
        "entities": entities,
    }
