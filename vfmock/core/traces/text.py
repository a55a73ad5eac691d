"""``text``: a message, with its slate."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.slate import plain_text, slate
from vfmock.core.spec import exactly_one, has_template
from vfmock.core.traces.base import TraceStep, trace_step
from vfmock.errors import ScenarioError
from vfmock.types import JSON, JSONObject


@trace_step("text")
@dataclass(frozen=True)
class Text(TraceStep):
    """A message to show.

    Give ``message`` and the slate is built, or ``content`` (a slate's paragraphs with their marks)
    and the message is built. ``delay`` is how long a client shows that the agent types, in
    milliseconds; the wire's default is 1000.
    """

    primary = "message"
    constraints = exactly_one("message", "content")
    message: str | None = None
    content: JSON = None
    delay: int = 1000

    def __post_init__(self) -> None:
        if (self.message is None) == (self.content is None):
            raise ScenarioError("a text has either a 'message' or a slate's 'content'")
        if self.content is not None and not has_template(self.content):
            self._check_content()

    def _check_content(self) -> None:
        try:
            plain_text(self.content)
        except (AttributeError, TypeError):
            wanted = "a list of paragraphs {children: [{text: …}]}"
            problem = f"the content of a text is {wanted}, not {self.content!r:.80}"
            raise ScenarioError(problem) from None

    def payload(self) -> JSONObject:
        """``{message, slate: {id, content, messageDelayMilliseconds}, delay}``."""
        message = self.message if self.message is not None else plain_text(self.content)
        body = slate(message)
        if self.content is not None:
            body["content"] = self.content
        body["messageDelayMilliseconds"] = self.delay
        return {"message": message, "slate": body, "delay": self.delay}


def text(message: str, *, delay: int = 1000) -> Text:
    """Say ``message``; ``delay`` is the typing delay in milliseconds that clients show."""
    return Text(message=message, delay=delay)
