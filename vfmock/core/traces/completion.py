"""``completion``: the answer of an LLM step, in chunks for the clients that want them.

The protocol page: ``completionEvents`` "break up LLM responses into live chunks [default: false]".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from vfmock.core.traces.base import TraceStep, trace_step, without_none
from vfmock.core.traces.origin import REF, SourceUrl, must_be_ref, sources_to_wire
from vfmock.core.traces.text import Text
from vfmock.core.turn import Output, Turn, Wait
from vfmock.durations import duration_of
from vfmock.errors import ScenarioError
from vfmock.types import JSON, Duration, DurationLike, JSONObject


@trace_step("completion")
@dataclass(frozen=True, kw_only=True)
class Completion(TraceStep):
    """Say ``text`` as an LLM does.

    With ``completionEvents`` on come ``start``, chunks and ``end`` (with ``tokens`` if given);
    without, one whole text trace after the same time.

    ``chunk``: characters in each, 1 or more; small ones split words, as the real server does.
    ``per_second``: chunks a second; ``None`` is all at once. A person reads comfortably at 8 chunks
    of 8 characters a second; LLMs give 10 to 40.
    ``first_after``: the time to the first chunk.
    ``source_urls`` are the pages that the answer came from, ``ref`` is the step that gave it.
    ``tokens`` is what an older runtime says of its cost at the end.
    """

    primary = "text"
    text: str
    chunk: int = field(default=8, metadata={"schema": {"minimum": 1}})
    per_second: float | None = field(default=None, metadata={"schema": {"exclusiveMinimum": 0}})
    first_after: Duration = field(default=Duration(0.0), metadata={"schema": {"minimum": 0}})
    tokens: int | None = None
    source_urls: tuple[SourceUrl, ...] = ()
    ref: JSON = field(default=None, metadata=REF)

    def __post_init__(self) -> None:
        if self.chunk < 1:
            raise ScenarioError(f"a chunk has 1 character or more, not {self.chunk}")
        if self.per_second is not None and self.per_second <= 0:
            raise ScenarioError(f"'per_second' is more than 0, not {self.per_second:g}")
        if self.first_after < 0:
            raise ScenarioError(f"'first_after' is 0 seconds or more, not {self.first_after:g}")
        must_be_ref(self.ref)

    def payload(self) -> JSONObject:
        """The last of the traces: ``{state: end, ref?, tokens?}``."""
        return {"state": "end", **without_none(ref=self.ref, tokens=self.tokens)}

    def perform(self, turn: Turn) -> Iterable[Output]:
        said = self.rendered(turn)
        if not turn.config.completion_events:
            yield Wait(said.first_after + said.gap * len(said.chunks))
            whole = Text(message=said.text, ai=True, source_urls=said.source_urls, ref=said.ref)
            yield whole.with_id(turn)
            return
        yield {"type": self.type, "payload": said.start(turn.new_id())}
        yield Wait(said.first_after)
        for content in said.chunks:
            yield {"type": self.type, "payload": {"state": "content", "content": content}}
            yield Wait(said.gap)
        yield said.trace

    def start(self, message_id: str) -> JSONObject:
        """The payload of the first trace: ``{state: start, messageID, ai, sourceUrls?, ref?}``."""
        rest = without_none(sourceUrls=sources_to_wire(self.source_urls), ref=self.ref)
        return {"state": "start", "messageID": message_id, "ai": True, **rest}

    @property
    def gap(self) -> float:
        """Seconds from one chunk to the next."""
        return 1 / self.per_second if self.per_second else 0.0

    @property
    def chunks(self) -> list[str]:
        """The text in pieces of ``chunk`` characters."""
        return [self.text[i : i + self.chunk] for i in range(0, len(self.text), self.chunk)]


def completion(
    text: str,
    *,
    chunk: int = 8,
    per_second: float | None = None,
    first_after: DurationLike = 0.0,
    tokens: int | None = None,
) -> Completion:
    """Say ``text`` as an LLM does: in chunks where the client asked for them.

    ``chunk``: characters in each. ``per_second``: chunks a second, ``None`` is all at once.
    ``first_after``: the time to the first. ``tokens``: what the end says of its cost.
    """
    return Completion(
        text=text,
        chunk=chunk,
        per_second=per_second,
        first_after=duration_of("first_after", first_after, ScenarioError),
        tokens=tokens,
    )
