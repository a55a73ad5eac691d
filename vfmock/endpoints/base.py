"""What an endpoint is, and the registry of them.

An endpoint is to HTTP what a dialect is to Socket.IO: it says what a request means, and what is
made of the effects that answer it. The transport that serves it knows neither.
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
    """What came. ``path`` are the parts of the path that the endpoint names; names of ``headers``
    are in any case. ``body`` is JSON, ``None`` without one."""

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
    request, in order, of a body that ``request_schema`` allows (``None``: any). ``words`` writes
    effects, as the events of a dialect do. ``is_over`` says whether what was said is the last.

    ``answer`` makes the answer of all that was said; ``answer_schema`` is that of its body where
    the status is below 400. An endpoint with a ``frame`` streams instead: the frame of each thing
    is written as it is said, after ``headers``.
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
        """What the journal calls its requests: ``POST /state/user/{userID}``."""
        return f"{self.method} {self.path}"


ENDPOINTS: Registry[Endpoint] = Registry("endpoint")


def words(
    name: str,
    effects: Mapping[type[Effect], ServerEvent],
    schemas: Mapping[str, JSONObject] | None = None,
) -> Dialect:
    """The words of an endpoint: what each effect is called in its answer, and what it carries.

    ``schemas`` come with it, under the endpoint's own name: ``{"request": …, "answer": …}``.
    """
    return Dialect(
        name=name,
        client_events={},
        server_events=effects,
        schemas={} if schemas is None else schemas,
        has_schemas=False,
    )
