"""The OpenAPI document: a validator takes it, and it has every endpoint as the endpoint is."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from typing import Any

import jsonschema
import openapi_spec_validator
import pytest
import yaml
from openapi_spec_validator.validation.exceptions import (
    OpenAPIValidationError,
    ValidatorDetectError,
)

from tests import folders
from tests.wire.http.callers import API_KEY, QUERY, TOKEN, examples
from vfmock.contract import load_contract
from vfmock.core.files import FileContent
from vfmock.endpoints import ENDPOINTS, Endpoint, Request, RequestRefused, Said
from vfmock.endpoints.parameters import OF_PATHS
from vfmock.endpoints.phrases import REFUSED
from vfmock.types import JSON, JSONObject

SCHEMAS = load_contract().schemas
FILE = FileContent(b"meow")
KEYS = {"api key": API_KEY, "session key": "eyJ.a.b", "token": TOKEN}


@cache
def document() -> dict[str, Any]:
    """The document that ships."""
    text = (folders.SCHEMAS / "openapi.yaml").read_text(encoding="utf-8")
    read: dict[str, Any] = yaml.safe_load(text)
    return read


def operations() -> dict[str, JSONObject]:
    """The calls of the document by their titles, such as ``GET /interact/state``."""
    return {
        f"{method.upper()} {path}": call
        for path, calls in document()["paths"].items()
        for method, call in calls.items()
    }


def operation(endpoint: Endpoint) -> JSONObject:
    """What the document says of an endpoint."""
    return operations()[endpoint.title]


def references(value: JSON) -> Iterator[str]:
    """The references in a value."""
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from references(item)


def found(reference: str) -> Any:
    """What a reference is to."""
    place: Any = document()
    for step in reference.removeprefix("#/").split("/"):
        place = place[step.replace("~1", "/").replace("~0", "~")]
    return place


# The document.


def test_the_document_is_valid() -> None:
    assert document()["openapi"].startswith("3.1.")
    openapi_spec_validator.validate(document())


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("openapi",), "3.1"),
        (("paths", "/v4/interact", "post", "responses"), {"200": {}}),
        (("paths", "/interact", "post", "parameters"), [{"name": "logs", "in": "body"}]),
        (("components", "securitySchemes", "token", "type"), "bearer"),
        (("components", "schemas", "state", "type"), "objekt"),
    ],
)
def test_a_changed_document_is_found(path: tuple[str, ...], value: JSON) -> None:
    changed = copy.deepcopy(document())
    *to, last = path
    place = changed
    for step in to:
        place = place[step]
    assert last in place
    place[last] = value
    with pytest.raises((OpenAPIValidationError, ValidatorDetectError)):
        openapi_spec_validator.validate(changed)


def test_every_reference_leads_somewhere() -> None:
    every = set(references(document()))
    assert len(every) > 100
    for reference in every:
        assert isinstance(found(reference), dict)


def test_every_component_is_used() -> None:
    used = set(references(document()))
    for kind in ("schemas", "responses"):
        names = {f"#/components/{kind}/{name}" for name in document()["components"][kind]}
        assert names <= used
    schemes = {name for one in operations().values() for keys in one["security"] for name in keys}
    assert schemes == set(document()["components"]["securitySchemes"])


@pytest.mark.parametrize("name", [one for one in SCHEMAS if one.startswith(("act", "http", "tra"))])
def test_a_schema_of_the_document_gives_the_verdicts_of_its_file(name: str) -> None:
    component = name.removeprefix("http/").replace("/", ".")
    whole = {**document(), "$ref": f"#/components/schemas/{component}"}
    judge = jsonschema.Draft202012Validator(whole)
    for example in SCHEMAS[name]["examples"]:
        assert judge.is_valid(example)
    for bad in SCHEMAS[name]["x-invalid"]:
        assert not judge.is_valid(bad["value"])


@pytest.mark.parametrize("folder", ["actions", "traces"])
def test_a_value_with_a_type_is_one_of_its_folder(folder: str) -> None:
    judge = jsonschema.Draft202012Validator(
        {**document(), "$ref": f"#/components/schemas/{folder}"}
    )
    of_folder = [schema for name, schema in SCHEMAS.items() if name.startswith(f"{folder}/")]
    for schema in of_folder:
        assert all(judge.is_valid(example) for example in schema["examples"])
    wrong = {"type": "text", "payload": 7}
    assert not judge.is_valid(wrong)


# Its calls.


def test_every_endpoint_is_a_call_and_every_call_is_an_endpoint() -> None:
    assert {title: one["operationId"] for title, one in operations().items()} == {
        endpoint.title: name for name, endpoint in ENDPOINTS.items()
    }


def test_every_group_is_explained() -> None:
    tags = {one["name"]: one["description"] for one in document()["tags"]}
    assert set(tags) == {"knowledge", "legacy", "stable", "transcripts", "v4", "webchat"}
    assert all(tags.values())
    assert set(tags) == {tag for one in operations().values() for tag in one["tags"]}


@pytest.mark.parametrize("name", ENDPOINTS)
def test_a_call_says_what_its_endpoint_says(name: str) -> None:
    endpoint = ENDPOINTS[name]
    call = operation(endpoint)
    assert call["summary"] == endpoint.summary != ""
    assert ("requestBody" in call) is (endpoint.request_schema is not None)
    assert set(call["responses"]) == {str(endpoint.success), *map(str, REFUSED)}
    assert set(endpoint.errors.values()) <= set(SCHEMAS)
    parameters = {(one["in"], one["name"]): one for one in call.get("parameters", ())}
    assert set(parameters) == {
        *(("path", one) for one in re.findall(r"\{(.*?)\}", endpoint.path)),
        *(("query", one) for one in endpoint.query),
        *(("header", one) for one in endpoint.headers),
    }
    assert all(one["description"] and one["schema"] for one in parameters.values())


def test_every_part_of_a_path_is_explained() -> None:
    assert {one for e in ENDPOINTS.values() for one in re.findall(r"\{(.*?)\}", e.path)} == set(
        OF_PATHS
    )


def test_a_body_that_may_be_missing_is_not_required() -> None:
    required = {
        one["operationId"]: one["requestBody"]["required"]
        for one in operations().values()
        if "requestBody" in one
    }
    assert [name for name, is_so in required.items() if not is_so] == ["transcript-search"]


# What is read is declared.


class Watched(dict[str, str]):
    """A query or headers that keep which names were asked for."""

    def __init__(self, content: dict[str, str]) -> None:
        super().__init__(content)
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self.asked.add(name)
        return super().get(name, default)


SAID = (
    Said("trace", {"type": "log", "payload": {}}),
    Said("state", {"stack": [], "storage": {}, "variables": {}}),
    Said("status", {"status": "completed", "reason": None}),
)
"""Parts of an answer. A call that needs others refuses these; it has read its request before."""


@pytest.mark.parametrize("name", ENDPOINTS)
def test_every_parameter_that_is_read_is_declared(name: str) -> None:
    endpoint = ENDPOINTS[name]
    query = Watched({key: QUERY[key] for key in endpoint.query if key in QUERY})
    headers = Watched({"Authorization": KEYS[endpoint.security or "api key"]})
    path = dict.fromkeys(re.findall(r"\{(.*?)\}", endpoint.path), "x")
    body = next(iter(examples(endpoint)), None)
    request = Request(path=path, query=query, headers=headers, body=body, file=FILE)
    endpoint.read(request)
    endpoint.remark(request)
    if endpoint.answer is not None:
        with suppress(RequestRefused, ValueError):
            endpoint.answer(request, SAID)
    assert query.asked == set(endpoint.query)
    assert headers.asked - {"Authorization"} == set(endpoint.headers)
    assert ("Authorization" in headers.asked) is (endpoint.security is not None)


@pytest.mark.parametrize("name", ENDPOINTS)
def test_a_parameter_that_is_required_is_asked_for(name: str) -> None:
    endpoint = ENDPOINTS[name]
    required = [one for one, parameter in endpoint.query.items() if parameter.required]
    headers = {"Authorization": KEYS[endpoint.security or "api key"]}
    path = dict.fromkeys(re.findall(r"\{(.*?)\}", endpoint.path), "x")
    body = next(iter(examples(endpoint)), None)
    for missing in required:
        query = {one: QUERY[one] for one in required if one != missing}
        with pytest.raises(RequestRefused, match=f"'{missing}'"):
            endpoint.read(Request(path=path, query=query, headers=headers, body=body))
    given = {one: QUERY[one] for one in required}
    assert endpoint.read(Request(path=path, query=given, headers=headers, body=body, file=FILE))


@pytest.mark.parametrize("name", ENDPOINTS)
@pytest.mark.parametrize("status", REFUSED)
def test_an_error_has_the_shape_that_is_declared(name: str, status: int) -> None:
    endpoint = ENDPOINTS[name]
    request = Request(path={}, query={}, headers={}, id="r1")
    answer = endpoint.refuse(request, RequestRefused(status, "a problem"))
    assert answer.status == status
    violation = load_contract().check(endpoint.errors[status], answer.body, "error")
    assert violation is None
    assert json.dumps(answer.body)
