"""``stream``: a sound stream for the client's player."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vfmock.core.traces.base import TraceStep, trace_step, without_none
from vfmock.types import JSONObject


@trace_step("stream")
@dataclass(frozen=True)
class Stream(TraceStep):
    """Tell the player what to do with the stream at ``src`` (a URL); ``token`` names it."""

    primary = "src"
    src: str
    token: str = "stream"  # noqa: S105 - it names the stream, it guards nothing
    action: Literal["LOOP", "PLAY", "PAUSE", "END"] = "PLAY"
    loop: bool = False
    title: str | None = None
    description: str | None = None
    icon_image: str | None = None
    background_image: str | None = None

    def payload(self) -> JSONObject:
        """``{src, token, action, loop, title?, description?, iconImage?, backgroundImage?}``."""
        return {
            "src": self.src,
            "token": self.token,
            "action": self.action,
            "loop": self.loop,
            **without_none(
                title=self.title,
                description=self.description,
                iconImage=self.icon_image,
                backgroundImage=self.background_image,
            ),
        }
