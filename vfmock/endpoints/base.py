"""The base of endpoints, and their registry.

An endpoint is for HTTP what a dialect is for Socket.IO. It says what a request means, and how the
effects are made into an answer. The transport that serves the endpoint knows nothing of this.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from vfmock.core.effects import Effect
from vfmock.core.events import Event
from vfmock.core.registry import Registry
from vfmock.dialects.base import Dialect, ServerEvent
from vfmock.types import JSON, JSONObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What came. ``path`` has the parts of the path that the endpoint names. The names of
    ``headers`` can be in any case. ``body`` is JSON, or ``None`` without a body."""

    path: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: JSON = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes back: a status, a JSON body, and headers."""

    status: int = 200
    body: JSON = None
    headers: Mapping[str, str] = field(default_factory=dict)


class Said(NamedTuple):
    """Something that answers a request, in the words of the endpoint's dialect."""

    name: str
    payload: JSON


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Endpoint:
    """One call over HTTP.

    ``path`` may name parts of itself: ``/state/user/{userID}``. ``read`` makes the events of a
    request, in order, from a body that ``request_schema`` allows (``None``: any). ``words`` writes
    effects, as the events of a dialect do. ``is_over`` says whether this was the last part.

    ``answer`` makes the answer from all parts. ``answer_schema`` is the schema of its body if the
    status is below 400. An endpoint with a ``frame`` streams instead: after ``headers``, the frame
    of each part is written as soon as the part comes.
    """

    name: str
    method: str
    path: str
    read: Callable[[Request], Sequence[Event]]
    words: Dialect
    is_over: Callable[[Said], bool]
    answer: Callable[[Sequence[Said]], Answer]
    request_schema: str | None = None
    answer_schema: str | None = None
    frame: Callable[[Said], bytes] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The name of its requests in the journal: ``POST /state/user/{userID}``."""
        return f"{self.method} {self.path}"


ENDPOINTS: Registry[Endpoint] = Registry("endpoint")


def words(
    name: str,
    effects: Mapping[type[Effect], ServerEvent],
    schemas: Mapping[str, JSONObject] | None = None,
) -> Dialect:
    """The words of an endpoint: the name of each effect in the answer, and its content.

    ``schemas`` are registered under the endpoint's name: ``{"request": …, "answer": …}``.
    """
    return Dialect(
        name=name,
        client_events={},
        server_events=effects,
        schemas={} if schemas is None else schemas,
        has_schemas=False,
    )
