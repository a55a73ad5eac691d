"""``text``: a message, with its slate."""

from __future__ import annotations

from dataclasses import dataclass, field

from vfmock.core.slate import plain_text, slate
from vfmock.core.spec import exactly_one, has_template
from vfmock.core.traces.base import MessageStep, trace_step, without_none
from vfmock.core.traces.origin import REF, SourceUrl, must_be_ref, sources_to_wire
from vfmock.errors import ScenarioError
from vfmock.types import JSON, JSONObject


@trace_step("text")
@dataclass(frozen=True)
class Text(MessageStep):
    """A message to show.

    Give ``message`` and the slate is built, or ``content`` (a slate's nodes with their marks) and
    the message is built: it is the slate's plain text, trimmed. ``delay`` is how long a client
    shows that the agent types, in milliseconds; the wire's default is 1000. ``ai`` says that an LLM
    wrote the message, ``source_urls`` from which pages. ``voice`` is the voice that would say it,
    ``audio`` the URL of its sound. ``ref`` is the step that it came from. ``message_id`` is the
    message's id; by default the server makes a new one.
    """

    primary = "message"
    constraints = exactly_one("message", "content")
    message: str | None = None
    content: JSON = None
    delay: int = 1000
    ai: bool | None = None
    source_urls: tuple[SourceUrl, ...] = ()
    voice: str | None = None
    audio: str | None = None
    ref: JSON = field(default=None, metadata=REF)
    message_id: str | None = None

    def __post_init__(self) -> None:
        if (self.message is None) == (self.content is None):
            raise ScenarioError("a text has either a 'message' or a slate's 'content'")
        if self.content is not None and not has_template(self.content):
            self._check_content()
        must_be_ref(self.ref)

    def _check_content(self) -> None:
        try:
            plain_text(self.content)
        except TypeError as error:
            raise ScenarioError(f"the content of a text is a slate's list: {error}") from None

    def payload(self) -> JSONObject:
        """``{message, slate: {id, content, messageDelayMilliseconds}, delay, …}``."""
        if self.message is not None:
            body = slate(self.message)
        else:
            body = slate(plain_text(self.content))
            body["content"] = self.content
        message = plain_text(body["content"])
        body["messageDelayMilliseconds"] = self.delay
        return {
            "message": message,
            "slate": body,
            "delay": self.delay,
            **without_none(
                ai=self.ai,
                sourceUrls=sources_to_wire(self.source_urls),
                voice=self.voice,
                audio=None if self.audio is None else {"src": self.audio},
                ref=self.ref,
                messageID=self.message_id,
            ),
        }


def text(message: str, *, delay: int = 1000) -> Text:
    """Say ``message``; ``delay`` is the typing delay in milliseconds that clients show."""
    return Text(message=message, delay=delay)
