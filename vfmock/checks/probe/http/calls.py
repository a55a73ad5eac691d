"""The calls that a probe makes, and how it makes them."""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Literal, TypeAlias
from urllib.parse import quote

import aiohttp

from vfmock.checks.probe.plan import Plan, fits_into_a_path
from vfmock.types import JSON

API_KEY = "VF.DM.vfmock-contract.1"
TOKEN = "vfp_vfmock-contract"  # noqa: S105
"""What is sent where the user gave none. The mock takes them, unless it is told which are good."""

SIZE = 10_000_000
"""The longest answer in bytes. A server that sends more is not waited for."""

LENGTH = 6
"""The limit of a whole answer, as a multiple of the patience."""

Key: TypeAlias = Literal["api key", "session key", "token"]
"""What ``Authorization`` has."""

_PART = re.compile(r"\{(\w+)\}")


class Unanswered(Exception):
    """There was no whole answer that can be read. The text says what came instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeCall:
    """A call of the public reference.

    ``name`` is that of its point, which begins with ``http.``. ``success`` is the status of its
    answer; ``any_success``: any other 2xx will do. ``key`` is ``None`` if a call has none.
    ``answer`` is the schema of the answer's body, or ``event`` that of the events of a stream,
    which begins with ``opening``.
    """

    name: str
    method: str
    path: str
    key: Key | None
    success: int = 200
    any_success: bool = False
    answer: str | None = None
    event: str | None = None
    opening: str = ""

    def is_success(self, status: int) -> bool:
        """Whether a request was served."""
        return status == self.success or (self.any_success and 200 <= status < 300)

    @property
    def point(self) -> str:
        """The point that the call belongs to."""
        return f"http.{self.name}"

    def to(
        self,
        parts: Mapping[str, str] = MappingProxyType({}),
        *,
        body: JSON = None,
        query: Mapping[str, str] = MappingProxyType({}),
    ) -> ProbeRequest:
        """A request of this call; ``parts`` are those of its path, and may be more."""
        return ProbeRequest(call=self, parts=parts, query=query, body=body)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeRequest:
    """A request. ``key`` is the value of ``Authorization``; ``None``: that of the plan."""

    call: ProbeCall
    parts: Mapping[str, str]
    query: Mapping[str, str]
    body: JSON
    key: str | None = None

    def with_key(self, key: str) -> ProbeRequest:
        """The same with another key; an empty one is not sent."""
        return replace(self, key=key)

    @property
    def title(self) -> str:
        """The method and the path of the call; its parts may be secrets."""
        return f"{self.call.method} {self.call.path}"

    @property
    def path(self) -> str:
        """The path, without the query.

        Raises:
            ValueError: a part can't be in a path.
        """
        for name in _PART.findall(self.call.path):
            if not fits_into_a_path(self.parts[name]):
                raise ValueError(f"{self.parts[name]!r} can't be a part of a path")
        return _PART.sub(lambda part: quote(self.parts[part[1]], safe=""), self.call.path)


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """An answer, whole. ``type`` is its content type, without parameters."""

    status: int
    type: str
    text: str

    @property
    def wants_key(self) -> bool:
        """Whether the key was the reason. The older runtime can't resolve the project of one."""
        return self.status in (401, 403) or (self.status == 400 and "Cannot resolve" in self.text)

    def json(self) -> JSON:
        """The body.

        Raises:
            ValueError: it is no JSON.
        """
        return parsed(self.text)

    def __str__(self) -> str:
        return f"HTTP {self.status} {self.text!r}" if self.text else f"HTTP {self.status}"


def parsed(text: str) -> JSON:
    """Read JSON.

    Raises:
        ValueError: it is none, or is nested too deep.
    """
    try:
        return json.loads(text, parse_constant=_no_constant)
    except RecursionError:
        raise ValueError("it is nested too deep") from None


def _no_constant(name: str) -> JSON:
    raise ValueError(f"{name} is no JSON")


class ProbeClient:
    """Makes requests. ``count`` counts them. ``served`` counts those that were served, by
    their key."""

    def __init__(self, plan: Plan) -> None:
        self.count = 0
        self.served: Counter[Key | None] = Counter()
        self._plan = plan

    @property
    def api_key(self) -> str:
        """The API key of the plan, or one that the mock takes."""
        return self._plan.authorization or API_KEY

    async def __aenter__(self) -> ProbeClient:
        self._http = aiohttp.ClientSession(
            # A server may close a connection that is kept alive at any time.
            connector=aiohttp.TCPConnector(force_close=True),
            timeout=aiohttp.ClientTimeout(total=None),
            cookie_jar=aiohttp.DummyCookieJar(),
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.close()

    async def ask(self, asked: ProbeRequest) -> HttpAnswer:
        """Make a request. Redirections are answers like any other.

        Raises:
            Unanswered: there was no whole answer.
        """
        key = self._key(asked.call.key) if asked.key is None else asked.key
        options: dict[str, Any] = {} if asked.body is None else {"json": asked.body}
        options |= {"params": asked.query, "headers": {"Authorization": key} if key else {}}
        return await self._whole(asked.call, lambda: self._plan.origin + asked.path, options)

    async def upload(
        self, call: ProbeCall, url: str, fields: Mapping[str, str], content: bytes
    ) -> HttpAnswer:
        """Upload a file to the URL that was given for it, with its fields.

        Raises:
            Unanswered: there was no whole answer.
        """
        form = aiohttp.FormData(dict(fields), quote_fields=False)
        form.add_field("file", content, filename="vfmock-probe.txt", content_type="text/plain")
        return await self._whole(call, lambda: url, {"data": form})

    async def _whole(
        self, call: ProbeCall, url: Callable[[], str], options: dict[str, Any]
    ) -> HttpAnswer:
        """The whole answer to a request. To make its URL may fail too."""
        self.count += 1
        try:
            async with asyncio.timeout(LENGTH * self._plan.patience):
                return await self._answer_to(call, url(), options)
        except TimeoutError:
            raise Unanswered(f"got no end of it in {LENGTH * self._plan.patience:g} s") from None
        except (aiohttp.ClientError, ValueError) as error:
            raise Unanswered(f"got {_cause(error)}") from None

    async def _answer_to(self, call: ProbeCall, url: str, options: dict[str, Any]) -> HttpAnswer:
        request = self._http.request(call.method, url, allow_redirects=False, **options)
        try:
            response = await asyncio.wait_for(request, self._plan.patience)
        except TimeoutError:
            raise Unanswered(f"got nothing within {self._plan.patience:g} s") from None
        async with response:
            self.served[call.key] += response.status < 300
            return HttpAnswer(response.status, response.content_type, await _text_of(response))

    def _key(self, key: Key | None) -> str:
        """The key of the plan. It has no session key: a step gives the one that it got."""
        keys: dict[Key | None, str] = {
            None: "",
            "api key": self.api_key,
            "token": f"Bearer {(self._plan.token or TOKEN).removeprefix('Bearer ')}",
        }
        return keys[key]


async def _text_of(response: aiohttp.ClientResponse) -> str:
    """The body as text.

    Raises:
        Unanswered: it is too long, or is no UTF-8.
    """
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > SIZE:
            raise Unanswered(f"got more than {SIZE} bytes")
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise Unanswered(f"got a body that is no UTF-8: byte 0x{body[error.start]:02x}") from None


def _cause(error: Exception) -> str:
    """What came in place of an answer. The library's own words are about itself."""
    if isinstance(error, aiohttp.ContentTypeError | aiohttp.ClientPayloadError):
        return "a body that breaks off, or in an encoding that was not asked for"
    if isinstance(error, aiohttp.ClientResponseError):
        return "what is no HTTP"
    return repr(str(error) or type(error).__name__)
