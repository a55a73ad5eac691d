"""``choice``: ``{buttons: [{name, request}]}``."""

from __future__ import annotations

from tests.core.builders import perform
from vfmock.core.buttons import Button
from vfmock.core.traces.choice import choice


def test_the_trace() -> None:
    step = choice("Order", Button(name="Track", path="p1"), Button(name="Yes", text="yes"))
    assert perform(step) == [
        {
            "type": "choice",
            "payload": {
                "buttons": [
                    {
                        "name": "Order",
                        "request": {"type": "path-order", "payload": {"label": "Order"}},
                    },
                    {
                        "name": "Track",
                        "request": {"type": "path-p1", "payload": {"label": "Track"}},
                    },
                    {"name": "Yes", "request": {"type": "text", "payload": "yes"}},
                ]
            },
        }
    ]


def test_a_choice_may_be_empty() -> None:
    assert perform(choice()) == [{"type": "choice", "payload": {"buttons": []}}]
