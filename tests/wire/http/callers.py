"""A server that takes any call over HTTP, and what a client needs to make each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import requests

from vfmock import MockServer
from vfmock.contract import load_contract
from vfmock.endpoints import ENDPOINTS, Endpoint

API_KEY = "VF.DM.1234.abcd"
TOKEN = "Bearer vfp_1234"

QUERY = {"projectID": "p", "environmentAlias": "main", "version": "draft"}
"""What the server knows of the parameters that a call may have to have."""


@dataclass(frozen=True, slots=True)
class Caller:
    """A client of a server."""

    server: MockServer
    http: requests.Session

    def key(self, endpoint: Endpoint) -> str:
        """What ``Authorization`` has in a call: a session key is one of a new session, because an
        action may end a session."""
        if endpoint.security != "session key":
            return TOKEN if endpoint.security == "token" else API_KEY
        answer = self.http.post(
            f"{self.server.url}/v4/project/p/session",
            json={"userID": "ada"},
            headers={"Authorization": API_KEY},
        )
        found: str = answer.json()["sessionKey"]
        return found

    def save(self) -> str:
        """Save a transcript in the project ``p``; return its id."""
        body = {"projectID": "p", "versionID": "development", "sessionID": "s"}
        headers = {"Authorization": API_KEY}
        answer = self.http.put(f"{self.server.url}/v2/transcripts", json=body, headers=headers)
        found: str = answer.json()["_id"]
        return found

    def ask(
        self,
        endpoint: Endpoint,
        *,
        part: str = "main",
        query: Mapping[str, str] | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> requests.Response:
        """Make a call. Each part of the path is ``part``, as it is written in a URL. The query has
        what the call must have, besides ``query``. Without an ``Authorization`` in its headers, the
        call has the key that it needs."""
        wanted = {name: QUERY[name] for name, one in endpoint.query.items() if one.required}
        url = self.server.url + re.sub(r"\{\w+\}", lambda _: part, endpoint.path)
        pairs = "&".join(f"{name}={value}" for name, value in {**wanted, **(query or {})}.items())
        return self.http.request(
            endpoint.method,
            f"{url}?{pairs}",
            data=body,
            headers=headers if "Authorization" in headers else self.with_key(endpoint, headers),
            timeout=10,
        )

    def with_key(self, endpoint: Endpoint, headers: Mapping[str, str]) -> dict[str, str]:
        """The headers of a call, with the key that it needs."""
        return {"Authorization": self.key(endpoint), **headers}


@contextmanager
def caller() -> Iterator[Caller]:
    """A client of a server that echoes."""
    with MockServer(seed=7, fallback="echo") as server, requests.Session() as http:
        yield Caller(server, http)


def examples(endpoint: Endpoint) -> list[Any]:
    """The right bodies of a call; those that may be missing are left out."""
    if endpoint.request_schema is None:
        return []
    return [one for one in load_contract().schemas[endpoint.request_schema]["examples"] if one]


ALL = sorted(ENDPOINTS)
"""The names of all endpoints."""
