"""``channel-action``: ``{name, payload: object}``."""

from __future__ import annotations

from tests.core.builders import perform
from vfmock.core.traces.channel_action import ChannelAction


def test_the_trace() -> None:
    assert perform(ChannelAction("hang-up", {"after": 1})) == [
        {"type": "channel-action", "payload": {"name": "hang-up", "payload": {"after": 1}}}
    ]


def test_the_payload_is_an_empty_object_without_data() -> None:
    assert ChannelAction("hang-up").payload() == {"name": "hang-up", "payload": {}}
