"""``stream``: ``{src, token, action, loop, title?, description?, iconImage?, …}``."""

from __future__ import annotations

from tests.core.builders import perform
from vfmock.core.traces.stream import Stream


def test_the_least() -> None:
    assert perform(Stream("https://x/a.mp3")) == [
        {
            "type": "stream",
            "payload": {
                "src": "https://x/a.mp3",
                "token": "stream",
                "action": "PLAY",
                "loop": False,
            },
        }
    ]


def test_all_of_it() -> None:
    step = Stream(
        "https://x/a.mp3",
        token="t",
        action="LOOP",
        loop=True,
        title="A",
        description="B",
        icon_image="https://x/i.png",
        background_image="https://x/b.png",
    )
    assert step.payload() == {
        "src": "https://x/a.mp3",
        "token": "t",
        "action": "LOOP",
        "loop": True,
        "title": "A",
        "description": "B",
        "iconImage": "https://x/i.png",
        "backgroundImage": "https://x/b.png",
    }
