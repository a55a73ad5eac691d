"""No request makes an error of the server: what is wrong with it is a clear 4xx, for every call."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.wire.http.callers import ALL, Caller, caller, examples
from vfmock.endpoints import ENDPOINTS, Endpoint

pytestmark = pytest.mark.slow

BODIES = {
    "no JSON": b"hello",
    "no UTF-8": b"\xff\xfe{}",
    "a zero byte": b"\0",
    "a deep list": b"[" * 100_000,
    "a deep object": b'{"a":' * 3_000 + b"1" + b"}" * 3_000,
    "thousands of digits": b"9" * 5_000,
    "a number": b"7",
    "a list": b"[]",
    "null": b"null",
    "a lone surrogate": rb'"\ud800"',
    "a state that is none": b'{"state": 7}',
}
VALUES = (
    "NaN",
    "-Infinity",
    "1e999",
    "1e300",
    "9" * 4_000,
    "20.0",
    "-1",
    r'"\ud800"',
    r'{"\ud800": 1}',
    r'"a\u0000b"',
    '{"a":' * 90 + "1" + "}" * 90,
    '{"a":' * 900 + "1" + "}" * 900,
)
"""JSON that is put into every place of a body."""

PARTS = ("%00", "%ED%A0%80", "%FF", "%0A", "%F0%9F%98%80", "x" * 3_000, "..%2F..", "%25")
NUMBERS = ("9" * 5_000, "-1", "1e5", "%D9%A3", "%C2%B2", "1_0", "%00", "")
KEYS = (b"Bearer", b"VF.DM.", b"eyJ.a.b", b"eyJhbGciOiJIUzI1NiJ9.e30.", b"\xff")

MARK = "@ here @"


@pytest.fixture(scope="module")
def client() -> Iterator[Caller]:
    """A client of one server for all tests."""
    with caller() as one:
        yield one


@pytest.fixture(params=ALL)
def endpoint(request: pytest.FixtureRequest) -> Endpoint:
    """Each endpoint."""
    return ENDPOINTS[request.param]


def refuse_constant(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")


def check(answer: requests.Response) -> None:
    """The answer is none of an error of the server, and any JSON in it is JSON."""
    assert answer.status_code < 500, answer.text
    assert answer.status_code < 400 or "json" in answer.headers["Content-Type"]
    if "json" in answer.headers.get("Content-Type", ""):
        json.loads(answer.content, parse_constant=refuse_constant)
    if "event-stream" in answer.headers.get("Content-Type", ""):
        assert b"event: error" not in answer.content
        data = [line[6:] for line in answer.content.split(b"\n") if line.startswith(b"data: ")]
        assert [json.loads(one, parse_constant=refuse_constant) for one in data]


def marked(value: Any) -> Iterator[Any]:
    """The value with a mark in place of each of its parts, one after the other."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from ({**value, key: changed} for changed in [MARK, *marked(inner)])
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from ([*value[:at], new, *value[at + 1 :]] for new in [MARK, *marked(inner)])


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_body_that_is_not_meant(client: Caller, endpoint: Endpoint, body: bytes) -> None:
    check(client.ask(endpoint, body=body))


@pytest.mark.parametrize("value", VALUES, ids=[one[:20] for one in VALUES])
def test_a_value_that_is_not_meant(client: Caller, endpoint: Endpoint, value: str) -> None:
    for example in examples(endpoint):
        for body in marked({**example, "more": 1}):
            text = json.dumps(body).replace(f'"{MARK}"', value)
            check(client.ask(endpoint, body=text.encode()))


@pytest.mark.parametrize("part", PARTS, ids=[one[:20] for one in PARTS])
def test_a_path_and_a_query_that_are_not_meant(
    client: Caller, endpoint: Endpoint, part: str
) -> None:
    body = json.dumps(next(iter(examples(endpoint)), None)).encode()
    check(client.ask(endpoint, part=part, body=body))
    for name in (*endpoint.query, "more"):
        check(client.ask(endpoint, query={name: part}, body=body))


@pytest.mark.parametrize("number", NUMBERS, ids=[one[:20] for one in NUMBERS])
def test_a_number_in_a_query_that_is_none(client: Caller, endpoint: Endpoint, number: str) -> None:
    for name in endpoint.query:
        check(client.ask(endpoint, query={name: number}))


@pytest.mark.parametrize("key", KEYS)
def test_a_key_that_is_none(client: Caller, endpoint: Endpoint, key: bytes) -> None:
    answer = client.ask(endpoint, headers={"Authorization": key.decode("latin-1")})
    check(answer)


# What is said of it.


def problem(client: Caller, name: str, body: bytes, **query: str) -> str:
    """The message of the answer 400 to a call of an endpoint."""
    answer = client.ask(ENDPOINTS[name], body=body, query=query)
    assert answer.status_code == 400
    told: str = answer.json()["message"]
    return told


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'{"x": NaN}', "wanted a number, got NaN"),
        (b'{"x": -Infinity}', "wanted a number, got -Infinity"),
        (b'{"x": 1e999}', "the number 1e999 is too large"),
        (b"[" * 100_000, "a payload nests 100 levels at the most"),
    ],
)
def test_what_is_no_json_is_named(client: Caller, body: bytes, told: str) -> None:
    title = "PATCH /state/user/{userID}/variables"
    said = problem(client, "legacy-variables", body)
    assert said == f"{title}: the body is no JSON: {told}"


def test_a_number_with_thousands_of_digits_is_named(client: Caller) -> None:
    said = problem(client, "transcript-search", b"", take="9" * 5_000)
    assert said.startswith("'take' is a number from 1 to 100, not '999")
    assert len(said) < 100


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("stable-transcript-search", {"take": 20.0, "skip": 1e300}),
        ("stable-transcript-search", {"take": 20, "skip": 10**30}),
        ("knowledge-base", {"question": "q", "chunkLimit": 20.0}),
        ("stable-knowledge-base", {"question": "q", "chunkLimit": 20.0, "version": "draft"}),
    ],
)
def test_a_whole_number_may_be_written_in_any_way(client: Caller, name: str, body: Any) -> None:
    assert client.ask(ENDPOINTS[name], body=json.dumps(body).encode()).status_code == 200


def test_a_new_state_needs_no_body(client: Caller) -> None:
    answer = client.ask(ENDPOINTS["stateless-state"], body=b'{"state": 7}')
    assert answer.status_code == 200


def test_a_lone_surrogate_is_a_type_like_any_other(client: Caller) -> None:
    body = rb'{"action": {"type": "\ud800"}}'
    assert client.ask(ENDPOINTS["legacy-interact"], body=body).status_code == 200
