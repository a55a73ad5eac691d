"""``speak``: a message to say aloud, or a sound file."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.spec import at_least_one
from vfmock.core.traces.base import TraceStep, trace_step, without_none
from vfmock.errors import ScenarioError
from vfmock.types import JSONObject


@trace_step("speak")
@dataclass(frozen=True)
class Speak(TraceStep):
    """Say ``message``, or play the sound at ``src`` (a URL); ``voice`` names the TTS voice.

    ``is_prompt`` says that the user is asked for something, ``ai`` that an LLM wrote the message.
    """

    primary = "message"
    constraints = at_least_one("message", "src", empty=(None, ""))
    message: str = ""
    src: str | None = None
    voice: str | None = None
    is_prompt: bool | None = None
    ai: bool | None = None

    def __post_init__(self) -> None:
        if not self.message and not self.src:
            raise ScenarioError("a speak has a 'message' or the 'src' of a sound")

    def payload(self) -> JSONObject:
        """``{type: message|audio, message, src?, voice?, isPrompt?, ai?}``."""
        kind = "message" if self.message else "audio"
        rest = without_none(src=self.src, voice=self.voice, isPrompt=self.is_prompt, ai=self.ai)
        return {"type": kind, "message": self.message, **rest}


def speak(message: str = "", *, src: str | None = None, voice: str | None = None) -> Speak:
    """Say ``message`` or play ``src``."""
    return Speak(message=message, src=src, voice=voice)
