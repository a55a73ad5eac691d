"""``audio``: speech as TTS chunks for the clients that want them.

The protocol page: ``audioEvents`` "enable TTS audio chunk responses", in the ``audioEncoding``.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass, field

from vfmock.core import sound
from vfmock.core.spec import POSITIVE, is_template
from vfmock.core.traces.base import TraceStep, trace_step
from vfmock.core.traces.speak import Speak
from vfmock.core.turn import Output, Turn, Wait
from vfmock.durations import duration_of
from vfmock.errors import ScenarioError
from vfmock.types import JSON, Duration, DurationLike, JSONObject

LONGEST = 600
"""Seconds of sound: ten minutes are 10 MB, made in memory."""


@trace_step("audio")
@dataclass(frozen=True, kw_only=True)
class Audio(TraceStep):
    """Say ``message`` aloud.

    With ``audioEvents`` on come ``start``, chunks of sound and ``end``; without, a ``speak`` trace.
    Only the start has the ``messageID``, and each chunk has the ``encoding``. The sound is a tone
    in the client's encoding, 8 kHz mono, or silence in MP3, unless ``content`` gives its bytes in
    base64. ``seconds``
    is its length, by default 60 ms a character; ``chunk`` is the length of sound in a chunk;
    ``paced`` sends each when its time in the sound has come, not all at once.
    """

    primary = "message"
    message: str
    seconds: Duration | None = field(
        default=None, metadata={"schema": {"minimum": 0, "maximum": LONGEST}}
    )
    chunk: Duration = field(default=Duration(0.1), metadata=POSITIVE)
    content: str | None = None
    paced: bool = False

    def __post_init__(self) -> None:
        if self.chunk <= 0:
            raise ScenarioError(f"a chunk of audio is longer than 0 seconds, not {self.chunk:g}")
        if self.seconds is not None and not 0 <= self.seconds <= LONGEST:
            raise ScenarioError(f"audio lasts 0 to {LONGEST} seconds, not {self.seconds:g}")
        if self.content is not None and not is_template(self.content):
            _decode(self.content)

    def payload(self) -> JSON:
        """Nothing of its own: the chunks have theirs."""
        return None

    def perform(self, turn: Turn) -> Iterable[Output]:
        said = self.rendered(turn)
        if not turn.config.audio_events:
            yield Speak(message=said.message).trace
            return
        encoding = turn.config.audio_encoding
        data = said.sound(encoding)
        size = sound.size_of_chunk(said.chunk, encoding)
        yield self._part("start", messageID=turn.new_id())
        for start in range(0, len(data), size):
            content = base64.b64encode(data[start : start + size]).decode()
            yield self._part("content", content=content, encoding=encoding)
            if said.paced:
                yield Wait(said.chunk)
        yield self._part("end")

    def sound(self, encoding: str) -> bytes:
        """The bytes of the sound."""
        if self.content is not None:
            return _decode(self.content)
        seconds = self.seconds if self.seconds is not None else sound.of_speech(self.message)
        return sound.sound(seconds, encoding)

    def _part(self, state: str, **rest: str) -> JSONObject:
        return {"type": self.type, "payload": {"state": state, **rest}}


def audio(
    message: str,
    *,
    seconds: DurationLike | None = None,
    chunk: DurationLike = 0.1,
    content: str | None = None,
    paced: bool = False,
) -> Audio:
    """Say ``message`` aloud: in TTS chunks where the client asked for them.

    ``seconds``: the length of the sound, by default 60 ms a character. ``chunk``: that of the sound
    in a chunk. ``content``: the sound itself, in base64. ``paced``: send each chunk when its time
    has come, not all at once.
    """
    return Audio(
        message=message,
        seconds=None if seconds is None else duration_of("seconds", seconds, ScenarioError),
        chunk=duration_of("chunk", chunk, ScenarioError),
        content=content,
        paced=paced,
    )


def _decode(content: str) -> bytes:
    try:
        return base64.b64decode(content, validate=True)
    except ValueError as error:
        raise ScenarioError(f"the content of audio is base64: {error}") from None
