"""Every call, made as the OpenAPI document has it and in many other ways: the answers are those
that the document has."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants
from schemathesis import GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)

from tests import folders
from tests.wire.http.callers import ALL, QUERY, Caller, caller
from vfmock.contract import load_contract
from vfmock.endpoints import ENDPOINTS, Endpoint

pytestmark = pytest.mark.slow

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]

EXAMPLES = 10
"""How many requests of each kind each call gets."""


@cache
def document() -> Any:
    """The calls of the document that ships, as Schemathesis knows them."""
    text = (folders.SCHEMAS / "openapi.yaml").read_text(encoding="utf-8")
    return schemathesis.openapi.from_dict(yaml.safe_load(text))


@pytest.fixture(autouse=True)
def _same_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    """The requests are the same in each run. Hypothesis would also take texts out of the modules
    that other tests have imported."""
    monkeypatch.setattr(providers, "_get_local_constants", Constants)
    providers.CONSTANTS_CACHE.cache.clear()


@pytest.fixture(scope="module")
def client() -> Iterator[Caller]:
    """A client of one server for all tests."""
    with caller() as one:
        yield one


def send(client: Caller, endpoint: Endpoint, case: schemathesis.Case[Any]) -> int:
    """Make a call and check its answer; return its status."""
    headers = {"Authorization": client.key(endpoint)}
    answer = case.call(base_url=client.server.url, headers=headers, session=client.http)
    case.validate_response(answer, checks=CHECKS)
    if endpoint.stream is not None and answer.status_code == endpoint.success:
        check_events(endpoint, answer.content.decode())
    return answer.status_code


def check_events(endpoint: Endpoint, text: str) -> None:
    """The events of a stream are as the document has them, and the last one is the end."""
    frames = [one.strip().split("\n") for one in text.split("\n\n") if one.strip()]
    fields = [dict(line.split(": ", 1) for line in one) for one in frames]
    events = [{**one, "data": json.loads(one["data"])} for one in fields if "event" in one]
    assert events[-1]["event"] == "end"
    if endpoint.event_schema is not None:
        for event in events:
            assert load_contract().check_all(endpoint.event_schema, event, "stream") is None


def requests_to(client: Caller, name: str, mode: GenerationMode) -> Counter[int]:
    """Make many calls of an endpoint; return how often each status came.

    The calls that the document allows name what the server knows: an environment, a transcript.
    """
    endpoint = ENDPOINTS[name]
    statuses: Counter[int] = Counter()

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=document().find_operation_by_id(name).as_strategy(generation_mode=mode))
    def call(case: schemathesis.Case[Any]) -> None:
        if mode is GenerationMode.POSITIVE:
            case.query.update({one: value for one, value in QUERY.items() if one in case.query})
            if "transcriptID" in case.path_parameters:
                known = {"projectID": "p", "transcriptID": client.save()}
                case.path_parameters.update(
                    {one: value for one, value in known.items() if one in case.path_parameters}
                )
            if isinstance(case.body, dict):
                case.body.update(known_body(client, name))
                if name == "webchat-transcript-download":
                    case.path_parameters["projectID"] = "p"
        statuses[send(client, endpoint, case)] += 1

    call()
    return statuses


def known_body(client: Caller, name: str) -> dict[str, str]:
    """What the server knows of a body: a session key of a user, or a place for a file."""
    if name == "webchat-transcript-download":
        return {"userID": "ada", "sessionKey": client.server.begin_session("ada", "p")}
    if name == "webchat-upload":
        asked = {"userID": "ada", "fileName": "a", "fileType": "a/b", "projectID": "p"}
        url = client.server.url + ENDPOINTS["webchat-file"].path
        fields: dict[str, str] = client.http.post(url, json=asked).json()["fields"]
        return fields
    return {}


@pytest.mark.parametrize("name", ALL)
def test_what_the_document_allows_is_served(client: Caller, name: str) -> None:
    statuses = requests_to(client, name, GenerationMode.POSITIVE)
    assert set(statuses) <= {ENDPOINTS[name].success, 400}
    assert statuses[ENDPOINTS[name].success] > 0


@pytest.mark.parametrize("name", ALL)
def test_what_the_document_does_not_allow_is_answered_too(client: Caller, name: str) -> None:
    statuses = requests_to(client, name, GenerationMode.NEGATIVE)
    assert statuses[400] + statuses[401] > 0
