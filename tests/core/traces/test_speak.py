"""``speak``: ``{type: message|audio, message, src?, voice?, isPrompt?}``."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.builders import perform
from vfmock.core.traces.speak import Speak, speak
from vfmock.errors import ScenarioError


@pytest.mark.parametrize(
    ("step", "payload"),
    [
        (speak("Hi"), {"type": "message", "message": "Hi"}),
        (speak(src="https://x/a.mp3"), {"type": "audio", "message": "", "src": "https://x/a.mp3"}),
        (
            speak("Hi", src="https://x/a.mp3", voice="en-A"),
            {"type": "message", "message": "Hi", "src": "https://x/a.mp3", "voice": "en-A"},
        ),
        (Speak("Hi", is_prompt=False), {"type": "message", "message": "Hi", "isPrompt": False}),
    ],
)
def test_the_trace(step: Speak, payload: dict[str, Any]) -> None:
    assert perform(step) == [{"type": "speak", "payload": payload}]


def test_a_speak_has_a_message_or_a_source() -> None:
    with pytest.raises(ScenarioError) as raised:
        speak()
    assert str(raised.value) == "a speak has a 'message' or the 'src' of a sound"
