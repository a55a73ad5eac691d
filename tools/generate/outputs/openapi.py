"""``schemas/openapi.yaml``: every call over HTTP, from the endpoints and the schemas of bodies."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

import yaml

from tools.generate.files import COMMAND, GENERATED
from vfmock.contract import load_contract
from vfmock.contract.validation import BY_TYPE
from vfmock.endpoints import ENDPOINTS, Endpoint, Parameter, Request
from vfmock.endpoints.parameters import OF_PATHS
from vfmock.endpoints.phrases import phrase
from vfmock.runtime.world import with_dialects
from vfmock.types import JSON, WEBHOOK_TYPES, JSONObject

JSON_TYPE = "application/json"
FORM_TYPE = "multipart/form-data"
TEXT_TYPE = "text/plain"

COMPONENTS = "#/components/schemas/"

FOLDERS = ("actions", "traces")
"""The folders of the schemas that a value with its own type has."""

WEBHOOK = "http/webhook"
"""The schema of what a webhook tells."""

LEFT_OUT = ("$schema", "$id", "x-invalid")
"""Keywords of a schema that has a file of its own. With an ``$id`` its references would begin there
and not at the top of the document."""

INFO: JSONObject = {
    "title": "Voiceflow runtime over HTTP",
    "version": "1.0.0",
    "description": (
        "Sessions, turns, state, the knowledge base and transcripts. The real hosts differ from "
        "call to call; vfmock serves all calls on one port."
    ),
}
SERVERS: JSON = [{"url": "http://127.0.0.1:3000", "description": "vfmock serve"}]

SECURITY_SCHEMES: JSONObject = {
    "apiKey": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "an API key of the project (VF.DM.…), without 'Bearer'",
    },
    "sessionKey": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "the session key that a new session is answered with, without 'Bearer'",
    },
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "a personal access token (vfp_…)",
    },
}
SCHEME_OF = {"api key": "apiKey", "session key": "sessionKey", "token": "token"}
"""The scheme of each kind of security."""

_IN_PATH = re.compile(r"\{(\w+)\}")


@GENERATED.register("schemas/openapi.yaml")
def openapi(_: str) -> str:
    """The document, as its file has it."""
    top = f"# The calls over HTTP, as an OpenAPI document. Made by `{COMMAND}`; don't edit it.\n"
    text = yaml.dump(document(), Dumper=_Plain, sort_keys=False, allow_unicode=True, width=100)
    return top + text


@cache
def _known() -> dict[str, JSONObject]:
    """The schemas by name, with those that the endpoints have of their own."""
    return with_dialects(load_contract()).schemas


class _Plain(yaml.SafeDumper):
    """Writes a value that occurs twice twice, not as a reference of YAML."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def document() -> JSONObject:
    """The document of all endpoints of the package."""
    endpoints = sorted(ENDPOINTS.values(), key=lambda one: (group_of(one), one.path, one.method))
    paths: dict[str, JSONObject] = {}
    for endpoint in endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = operation(endpoint)
    return {
        "openapi": "3.1.0",
        "info": INFO,
        "servers": SERVERS,
        "tags": [_tag(name) for name in dict.fromkeys(map(group_of, endpoints))],
        "paths": paths,
        "webhooks": {name: {"post": _webhook(name)} for name in WEBHOOK_TYPES},
        "components": {
            "securitySchemes": SECURITY_SCHEMES,
            "responses": _responses(endpoints),
            "schemas": _schemas(endpoints),
        },
    }


def operation(endpoint: Endpoint) -> JSONObject:
    """One call."""
    found: JSONObject = {
        "operationId": endpoint.name,
        "tags": [group_of(endpoint)],
        "summary": endpoint.summary,
    }
    schemes = [] if endpoint.security is None else [SCHEME_OF[endpoint.security]]
    found["security"] = [{scheme: []} for scheme in schemes]
    parameters = [
        *_path_parameters(endpoint.path),
        *_parameters("query", endpoint.query),
        *_parameters("header", endpoint.headers),
    ]
    if parameters:
        found["parameters"] = parameters
    if endpoint.request_schema is not None:
        found["requestBody"] = _body(endpoint.request_schema, endpoint.form)
    found["responses"] = {str(endpoint.success): _success(endpoint)} | {
        str(status): {"$ref": f"#/components/responses/{_response(status, name)}"}
        for status, name in endpoint.errors.items()
    }
    return found


def _webhook(name: str) -> JSONObject:
    """What is told to the URL of a project."""
    _, what, when = name.split(".")
    how = {"start": "starts", "end": "ends"}[when]
    return {
        "summary": f"A {what} {how}",
        "requestBody": {"required": True, "content": {JSON_TYPE: {"schema": _ref(WEBHOOK)}}},
        "responses": {"2XX": {"description": "the receiver has it"}},
    }


def group_of(endpoint: Endpoint) -> str:
    """The folder of an endpoint in the package."""
    made_in = (endpoint.answer or endpoint.stream).__module__
    return made_in.removeprefix("vfmock.endpoints.").partition(".")[0]


def component(name: str) -> str:
    """The name that a schema has in the document."""
    return name.removeprefix("http/").replace("/", ".")


def schema(name: str) -> JSONObject:
    """A schema, with references that begin at the top of the document."""
    whole = _known()[name]
    kept = {key: rule for key, rule in whole.items() if key not in LEFT_OUT}
    return {key: _moved(rule, f"{COMPONENTS}{component(name)}") for key, rule in kept.items()}


def union(folder: str) -> JSONObject:
    """The schema of a value whose own type says which schema of a folder it has."""
    about = f"one of the {folder}; each type has its schema, and any other is custom"
    return {"description": about, "anyOf": [_ref(name) for name in _in_folder(folder)]}


def _in_folder(folder: str) -> list[str]:
    return sorted(name for name in _known() if name.startswith(f"{folder}/"))


def _moved(rule: JSON, to: str) -> JSON:
    """A part of a schema whose top is elsewhere now. A value with a type has that of its type."""
    if isinstance(rule, dict) and BY_TYPE in rule:
        return _by_type(rule)
    if isinstance(rule, dict):
        return {
            key: f"{to}{inner[1:]}"
            if key == "$ref" and isinstance(inner, str)
            else _moved(inner, to)
            for key, inner in rule.items()
        }
    return [_moved(one, to) for one in rule] if isinstance(rule, list) else rule


def _by_type(rule: JSONObject) -> JSONObject:
    """The schema of a value that has its own type, or may have one."""
    of_type = {"$ref": f"{COMPONENTS}{rule[BY_TYPE]}"}
    if "type" in rule.get("required", ()):
        return {key: rule[key] for key in ("description",) if key in rule} | of_type
    kept = {key: inner for key, inner in rule.items() if key != BY_TYPE}
    return {**kept, "if": {"required": ["type"]}, "then": of_type}


def _tag(name: str) -> JSONObject:
    """A group, with the first line of what its module says."""
    about = inspect.getdoc(sys.modules[f"vfmock.endpoints.{name}"]) or ""
    return {"name": name, "description": about.splitlines()[0].replace("``", "`")}


def _path_parameters(path: str) -> Iterator[JSONObject]:
    for name in _IN_PATH.findall(path):
        about = {"description": OF_PATHS[name]} if name in OF_PATHS else {}
        wanted: JSONObject = {"type": "string", "minLength": 1}
        yield {"name": name, "in": "path", **about, "required": True, "schema": wanted}


def _parameters(where: str, parameters: Mapping[str, Parameter]) -> Iterator[JSONObject]:
    for name, one in parameters.items():
        required = {"required": True} if one.required else {}
        about: JSONObject = {"name": name, "in": where, "description": one.about, **required}
        yield {**about, "schema": dict(one.schema)}


def _body(name: str, is_form: bool) -> JSONObject:
    """The body of a request. It may be missing if its schema allows null."""
    may_be = _known()[name].get("type")
    optional = isinstance(may_be, list) and "null" in may_be
    content_type = FORM_TYPE if is_form else JSON_TYPE
    return {"required": not optional, "content": {content_type: {"schema": _ref(name)}}}


def _success(endpoint: Endpoint) -> JSONObject:
    """The answer to a request that is served."""
    if endpoint.stream is not None:
        event = {} if endpoint.event_schema is None else {"x-event": _ref(endpoint.event_schema)}
        return {"description": "the turn as it goes", "content": {_streamed(endpoint): event}}
    if endpoint.answers_text:
        body = {"schema": {"type": "string"}}
        return {"description": "a text for people", "content": {TEXT_TYPE: body}}
    if endpoint.answer_schema is None:
        return {"description": "it is done; there is no body"}
    body = {"schema": _ref(endpoint.answer_schema)}
    about: str = _known()[endpoint.answer_schema].get("description", "the answer")
    return {"description": about.partition(" Source:")[0], "content": {JSON_TYPE: body}}


def _streamed(endpoint: Endpoint) -> str:
    """The content type of a stream."""
    assert endpoint.stream is not None
    headers = endpoint.stream(Request(path={}, query={}, headers={})).headers
    return next(value for name, value in headers.items() if name.lower() == "content-type")


def _responses(endpoints: Iterable[Endpoint]) -> JSONObject:
    """The answers to requests that are not served."""
    every = {pair: None for one in endpoints for pair in one.errors.items()}
    return {
        _response(status, name): {
            "description": phrase(status),
            "content": {JSON_TYPE: {"schema": _ref(name)}},
        }
        for status, name in every
    }


def _response(status: int, name: str) -> str:
    return f"{component(name)}.{status}"


def _schemas(endpoints: Iterable[Endpoint]) -> JSONObject:
    """The schemas that the endpoints have, and all types of actions and traces."""
    named = set().union(*(one.schemas() for one in endpoints))
    typed = [name for folder in FOLDERS for name in _in_folder(folder)]
    every = {component(name): schema(name) for name in [*sorted({*named, WEBHOOK}), *typed]}
    return {**every, **{folder: union(folder) for folder in FOLDERS}}


def _ref(name: str) -> JSONObject:
    return {"$ref": f"{COMPONENTS}{component(name)}"}
