"""The base of endpoints, and their registry.

An endpoint is for HTTP what a dialect is for Socket.IO. It says what a request means, and how the
effects are made into an answer. The transport that serves the endpoint knows nothing of this.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from vfmock.core.effects import Effect
from vfmock.core.events import Event
from vfmock.core.files import FileContent
from vfmock.core.registry import Registry
from vfmock.dialects.base import Dialect, ServerEvent
from vfmock.endpoints.parameters import Parameter, Security
from vfmock.types import JSON, JSONObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What came. ``path`` has the parts of the path that the endpoint names. The names of
    ``headers`` can be in any case. ``body`` is JSON, or ``None`` without a body. The body of a form
    has its fields; that of its file is the file's name, and the file itself is ``file``. ``at`` is
    when it came, in Unix seconds by the server's clock. ``id`` is an id of this request alone.
    ``origin`` is the URL of the host that the client called, without a path."""

    path: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: JSON = None
    file: FileContent | None = None
    at: float = 0.0
    id: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes back: a status, a JSON body (``None``: no body) or a text in its place, and
    headers."""

    status: int = 200
    body: JSON = None
    text: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


class Said(NamedTuple):
    """Something that answers a request, in the words of the endpoint's dialect."""

    name: str
    payload: JSON


class RequestRefused(Exception):
    """A request that an endpoint does not serve.

    ``status`` is that of the answer, ``problem`` says what came and what was wanted. ``hint`` says
    what the client has probably meant; only the journal and the log have it. ``code`` is the code
    of the error of the core that was the reason, if any.
    """

    def __init__(self, status: int, problem: str, hint: str = "", code: str = "") -> None:
        super().__init__(problem)
        self.code = code
        self.status = status
        self.problem = problem
        self.hint = hint


KEEP_ALIVE = "keep-alive"
"""The name of a part without content: the client is to see that the stream goes on."""


def _no_problem(said: Said) -> RequestRefused | None:
    return None


def _no_remark(request: Request) -> str:
    return ""


class Framing(Protocol):
    """How the answer to one request is streamed."""

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers of the answer."""
        ...

    @property
    def opening(self) -> bytes:
        """What the answer begins with."""
        ...

    @property
    def keep_alive(self) -> float | None:
        """After how many seconds, again and again, there is a part ``KEEP_ALIVE``."""
        ...

    def frame(self, said: Said) -> bytes:
        """A part of the answer as bytes; empty if the client does not see it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Endpoint:
    """One call over HTTP.

    ``path`` may name parts of itself: ``/state/user/{userID}``. ``read`` makes the events of a
    request, in order, from a body that ``request_schema`` allows (``None``: any). ``effects`` maps
    the type of an effect to the part that is made of it; an effect that is missing there makes
    none. ``is_over`` says whether this was the last part.

    ``answer`` makes the answer from all parts. ``answer_schema`` is the schema of its body if the
    status is below 400. ``read`` and ``answer`` may raise ``RequestRefused``. ``refuse`` makes the
    answer to a request that is not served. An endpoint that writes each part as soon as it comes
    has a ``stream`` in place of ``answer``. ``problem_in`` finds in its first part why the request
    is not served. ``remark`` says what the client of a request that is served has probably meant
    otherwise; only the journal and the log have it.

    The rest is what the OpenAPI document says of the call. ``summary`` is one line. ``security`` is
    what the header ``Authorization`` has (``None``: anything). ``query`` and ``headers`` are the
    parameters that are read there. ``success`` is the status of a request that is served.
    ``event_schema`` is the schema of an event of a stream, as ``{event, id, data}``. ``errors`` are
    the schemas of the bodies that ``refuse`` makes, by status.

    ``form``: the body of a request is a form with a file (``multipart/form-data``), and no JSON.
    ``answers_text``: an answer has a plain text, and no JSON.

    ``own_schemas`` are registered under the endpoint's name, unless they are in ``schemas/``:
    ``{"request": …, "answer": …}``. ``words`` is made of all this: how effects are written, in the
    form of a dialect.
    """

    name: str
    method: str
    path: str
    read: Callable[[Request], Sequence[Event]]
    effects: Mapping[type[Effect], ServerEvent]
    is_over: Callable[[Said], bool]
    refuse: Callable[[Request, RequestRefused], Answer]
    answer: Callable[[Request, Sequence[Said]], Answer] | None = None
    stream: Callable[[Request], Framing] | None = None
    request_schema: str | None = None
    answer_schema: str | None = None
    form: bool = False
    answers_text: bool = False
    own_schemas: Mapping[str, JSONObject] = field(default_factory=dict)
    problem_in: Callable[[Said], RequestRefused | None] = _no_problem
    remark: Callable[[Request], str] = _no_remark
    summary: str = ""
    security: Security | None = None
    query: Mapping[str, Parameter] = field(default_factory=dict)
    headers: Mapping[str, Parameter] = field(default_factory=dict)
    success: int = 200
    event_schema: str | None = None
    errors: Mapping[int, str] = field(default_factory=dict)
    words: Dialect = field(init=False)

    def __post_init__(self) -> None:
        if (self.answer is None) == (self.stream is None):
            raise ValueError(f"the endpoint {self.name!r} has either 'answer' or 'stream'")
        words = Dialect(
            name=self.name,
            client_events={},
            server_events=self.effects,
            schemas=self.own_schemas,
            has_schemas=False,
        )
        object.__setattr__(self, "words", words)

    @property
    def title(self) -> str:
        """The name of its requests in the journal: ``POST /state/user/{userID}``."""
        return f"{self.method} {self.path}"

    def schemas(self) -> set[str]:
        """The names of its schemas: of requests, answers, events and errors."""
        bodies = (self.request_schema, self.answer_schema, self.event_schema)
        return {*filter(None, bodies), *self.errors.values()}


ENDPOINTS: Registry[Endpoint] = Registry("endpoint")
