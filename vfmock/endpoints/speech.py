"""The traces of speech: how answers over HTTP have them."""

from __future__ import annotations

import base64
import re

from vfmock.core.sound import of_speech, sound
from vfmock.types import JSONObject

_TAG = re.compile(r"<[^<>]*>")


def spoken(trace: JSONObject, *, stripped: bool, tts: bool) -> JSONObject:
    """A trace of speech without its markup, if it is ``stripped``, and with its sound for ``tts``.
    A trace of another type stays as it is."""
    payload = trace.get("payload")
    if trace["type"] != "speak" or not isinstance(payload, dict):
        return trace
    message = payload.get("message")
    if not isinstance(message, str):
        return trace
    bare = _TAG.sub("", message)
    changes = {"message": bare} if stripped else {}
    if tts and message and not payload.get("src"):
        changes["src"] = _data_url(bare)
    return {**trace, "payload": {**payload, **changes}} if changes else trace


def _data_url(message: str) -> str:
    """The sound of a message, as a URL that contains it."""
    content = base64.b64encode(sound(of_speech(message), "audio/mp3")).decode()
    return f"data:audio/mp3;base64,{content}"
