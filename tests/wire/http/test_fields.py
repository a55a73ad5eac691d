"""Every field of a body is read or given, and every error has the body of its family."""

from __future__ import annotations

import copy
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
import requests

from tests.clients.base import BOUND
from tests.schema_fields import fields
from tests.wire.http.callers import API_KEY, Caller, examples
from vfmock import Document, Knowledge, MockServer, Scenario, Widget, end, pause, text
from vfmock.checks.probe.http.events import events_in
from vfmock.contract import load_contract
from vfmock.endpoints import ENDPOINTS, Endpoint
from vfmock.endpoints.phrases import phrase

KNOWLEDGE = Knowledge(
    documents=(
        Document(content="Open from 9 to 18.", name="hours", type="url", url="https://a.example"),
        Document(content="Open | 9\nClosed | 18", name="rows", type="table"),
    )
)


WIDGET = Widget(
    image="https://a.example/image.png",
    avatar="https://a.example/avatar.png",
    launcher="https://a.example/launcher.png",
    stylesheet="https://a.example/chat.css",
    default_audio_output=False,
)


@contextmanager
def caller() -> Iterator[Caller]:
    """A client of a server that echoes, knows something and can fail."""
    scenario = Scenario(name="shop", knowledge=KNOWLEDGE, widget=WIDGET)
    settings: dict[str, Any] = {
        "clock": "mock",
        "concurrency": "reject",
        "max_payload": 4000,
        "seed": 7,
    }
    with MockServer(scenario, fallback="echo", **settings) as server:
        server.on.text("broken").reply(text("Well."), text("{{ 1 / 0 }}"))
        server.on.text("slow").reply(pause(30))
        server.on.text("bye").reply(end())
        with requests.Session() as http:
            yield Caller(server, http)


@pytest.fixture
def client() -> Iterator[Caller]:
    """A client of such a server."""
    with caller() as one:
        yield one


def call(
    client: Caller, name: str, body: Any = None, *, part: str = "ada", **query: str
) -> requests.Response:
    """Make a call by its name. Return its answer."""
    raw = None if body is None else json.dumps(body).encode()
    return client.ask(ENDPOINTS[name], part=part, body=raw, query=query)


def says(words: str, **more: Any) -> dict[str, Any]:
    """The body of a turn, for any call that plays one."""
    said = {"action": {"type": "text", "payload": words}}
    return {**said, "version": "published", "session": {"userID": "ada"}, **more}


# What comes in.

BY_REQUEST: Mapping[str, Endpoint] = {
    one.request_schema: one
    for one in ENDPOINTS.values()
    if one.request_schema is not None and not one.form
}
"""One call for each JSON body of a request. All fields of a form are texts, so none has a wrong
type: ``test_files.py`` has its missing fields."""

ANY_TYPE = "filters.value"
"""The one field of a request that may have any type."""

WRONG: list[Any] = [7, "x", [7], True]
"""For each field, at least one of these is wrong."""


def fullest(endpoint: Endpoint) -> dict[str, Any]:
    """A body with as many fields as the examples have."""

    def merge(into: dict[str, Any], more: Mapping[str, Any]) -> None:
        for name, value in more.items():
            if isinstance(value, dict) and isinstance(into.get(name), dict):
                if "type" not in value:  # an action stays as it is
                    merge(into[name], value)
            elif isinstance(value, dict) or not into.get(name):
                into[name] = copy.deepcopy(value)

    body: dict[str, Any] = {}
    for one in examples(endpoint):
        merge(body, one)
    return body


def put(body: Any, path: list[str], value: Any) -> list[str]:
    """Put a value at a path, in the first element of an array. Return the parts of the pointer."""
    pointer = []
    for name in path[:-1]:
        pointer.append(name)
        body = body.setdefault(name, {})
        if isinstance(body, list):
            if not body:
                body.append({})
            pointer.append("0")
            body = body[0]
    body[path[-1]] = value
    return [*pointer, path[-1]]


REQUEST_FIELDS = [
    f"{name.removeprefix('http/')} {path}"
    for name in sorted(BY_REQUEST)
    for path, _ in fields(load_contract().schemas[name])
    if path != ANY_TYPE
]


@pytest.mark.parametrize("field", REQUEST_FIELDS)
def test_a_wrong_field_is_named_by_its_pointer(client: Caller, field: str) -> None:
    name, path = field.split()
    endpoint = BY_REQUEST[f"http/{name}"]
    told = []
    for value in WRONG:
        body = fullest(endpoint)
        pointer = "/".join(["", *put(body, path.split("."), value)])
        answer = call(client, endpoint.name, body)
        if answer.status_code == 400:
            told.append(answer.json()["message"])
    assert any(re.search(rf"at {re.escape(pointer)}(?![\w/])", one) for one in told), told


NO_EFFECT = [
    ("legacy-interact", {"config": {"selfDelegate": True}}),
    ("stateless-interact", {"config": {"selfDelegate": True}}),
    ("stable-knowledge-base", {"instruction": "Be brief."}),
    ("knowledge-base", {"settings": {"model": "gpt-4"}}),
    *(
        (name, {"settings": {setting: value}})
        for name in ("knowledge-base", "stable-knowledge-base")
        for setting, value in (
            ("system", "You are kind."),
            ("temperature", 0.5),
            ("maxTokens", 10),
            ("reasoningEffort", "low"),
        )
    ),
]
"""What a client may say without an effect."""


@pytest.mark.parametrize(("name", "more"), NO_EFFECT)
def test_a_field_without_an_effect_is_accepted(name: str, more: dict[str, Any]) -> None:
    body = {"question": "open", **says("hi")}
    with caller() as one, caller() as other:
        plain, answer = call(one, name, body), call(other, name, {**body, **more})
    assert (answer.status_code, answer.content) == (200, plain.content)


@pytest.mark.parametrize(
    ("name", "named"),
    [
        ("stable-conversation", {"sessionID": "visit"}),
        ("legacy-stream", {"sessionID": "visit"}),
        ("beta-stream", {"session": {"userID": "ada", "sessionID": "visit"}}),
    ],
)
def test_a_session_can_have_a_name_of_the_client(
    client: Caller, name: str, named: dict[str, Any]
) -> None:
    assert call(client, name, says("hi", **named), part="p").status_code == 200
    (found,) = call(client, "stable-transcript-search", {}).json()["transcripts"]
    assert found["sessionID"] == "visit"


def test_the_commands_of_a_state_are_accepted_and_not_given_back(client: Caller) -> None:
    frame: dict[str, Any] = {"diagramID": "shop", "name": None, "storage": {}, "variables": {}}
    commands = {"commands": [{"type": "jump"}], "dynamicCommands": {"a": {"type": "jump"}}}
    state = {"stack": [{**frame, **commands}], "storage": {}, "variables": {}}
    assert call(client, "stable-state-patch", state).status_code == 200
    (found,) = call(client, "stable-state").json()["state"]["stack"]
    assert (found["commands"], "dynamicCommands" in found) == ([], False)


def test_who_saves_a_transcript_says_whether_it_was_read(client: Caller) -> None:
    body = {"projectID": "p", "sessionID": "ada", "versionID": "production"}
    assert call(client, "older-transcript-save", body).json()["unread"] is True
    answer = call(client, "older-transcript-save", {**body, "unread": False})
    assert answer.json()["unread"] is False
    (found,) = call(client, "stable-transcript-search", {}).json()["transcripts"]
    (unread,) = found["properties"]
    assert (unread["name"], unread["type"], unread["value"]) == ("unread", "boolean", "false")


# What goes out.

Bodies = Mapping[str, list[Any]]


@pytest.fixture(scope="module")
def bodies() -> Bodies:
    """The bodies of the answers of each kind of call, by their schema."""
    with caller() as one:
        return walk(one)


def walk(client: Caller) -> Bodies:
    """Make each kind of call."""
    found: dict[str, list[Any]] = defaultdict(list)

    def ask(name: str, body: Any = None, *, part: str = "p", **query: str) -> Any:
        endpoint = ENDPOINTS[name]
        answer = call(client, name, body, part=part, **query)
        schema = endpoint.errors.get(answer.status_code, endpoint.answer_schema)
        if endpoint.event_schema is not None:
            found[endpoint.event_schema] += events_in(answer.text)
        elif schema is not None:
            found[schema].append(answer.json())
        return answer

    ask("v4-session", {"userID": "p"})
    for words in ("hi", "broken"):
        for name in ("v4-interact", "v4-interact-stream"):
            ask(name, says(words, state=True))
        for name in ("legacy-interact", "stateless-interact", "stable-conversation", "beta-stream"):
            ask(name, says(words))
        ask("legacy-stream", says(words), state="true")
        ask("webchat-interact", says(words))
    ask("webchat-settings")
    ask("webchat-setup", {"clientID": "c1"})
    file = {"userID": "p", "fileName": "a.txt", "fileType": "text/plain", "projectID": "p"}
    ask("webchat-file", file)
    ask("legacy-interact", says("hi"), verbose="true")
    ask("legacy-interact", {})
    ask("legacy-state")
    ask("stable-state")
    ask("stable-variables", {"variables": {"size": "large"}})
    for name in ("stable-knowledge-base", "knowledge-base"):
        ask(name, {"question": "open", "version": "published"})
    user = {"name": "Ada", "image": "https://a.example/ada.png"}
    told = {"device": "phone", "os": "ios", "browser": "safari", "user": user}
    saved = ask("older-transcript-save", {"projectID": "p", "sessionID": "p", **told}).json()["_id"]
    ask("older-transcripts")
    ask("stable-transcript-search", {})
    ask("stable-transcript", part=saved)
    found["http/older-dialog"].append(dialog(client, saved))
    return found


def dialog(client: Caller, transcript: str) -> Any:
    """What was said in a transcript of the project ``p``, as the older call has it."""
    url = f"{client.server.url}/v2/transcripts/p/{transcript}"
    return client.http.get(url, headers={"Authorization": API_KEY}).json()


def seen_in(body: Any, prefix: str = "") -> Iterator[str]:
    """The paths of the fields that a body has."""
    if isinstance(body, list):
        for one in body:
            yield from seen_in(one, prefix)
    elif isinstance(body, dict):
        for name, value in body.items():
            yield f"{prefix}{name}"
            yield from seen_in(value, f"{prefix}{name}.")


ANSWERS = {
    schema
    for one in ENDPOINTS.values()
    for schema in (one.answer_schema, one.event_schema, *one.errors.values())
    if schema is not None
}

NEVER_GIVEN = {
    "stable-state.response.state.stack.commands.type": "no conversation of the mock has commands",
    "stable-state.response.state.stack.dynamicCommands": "no conversation of the mock has commands",
}
"""The fields that no answer of the mock has, with the reason. A client may write them."""


@pytest.mark.parametrize("schema", sorted(ANSWERS))
def test_every_field_of_an_answer_is_given(bodies: Bodies, schema: str) -> None:
    name = schema.removeprefix("http/")
    contract, came = load_contract(), bodies[schema]
    seen = {path for body in came for path in seen_in(body)}
    wanted = {path for path, _ in fields(contract.schemas[schema])}
    missing = {f"{name}.{path}" for path in wanted - seen}
    assert missing == {one for one in NEVER_GIVEN if one.startswith(f"{name}.")}
    assert [problem for body in came if (problem := contract.check_body(name, body))] == []


# Errors.

TURNS = ("v4-interact", "stable-conversation", "legacy-interact", "webchat-interact")
"""A call of each family: those with the same bodies of errors."""

READS = {
    "v4-interact": "transcript",
    "stable-conversation": "stable-transcript",
    "legacy-interact": "older-transcript",
}
"""A call of the same family that reads something which may not be there."""

STATUSES = (400, 401, 404, 409, 413, 429, 500)


def provoke(client: Caller, name: str, status: int) -> requests.Response:
    """Make a call that is answered with an error."""
    endpoint, hello = ENDPOINTS[name], json.dumps(says("hi")).encode()
    match status:
        case 400:
            return call(client, name, {"action": 7})
        case 401 if name == "webchat-interact":
            wrong = {"userID": "ada", "sessionKey": "nonsense"}
            return call(client, "webchat-transcript-download", wrong)
        case 401:
            return client.ask(endpoint, body=hello, headers={"Authorization": ""})
        case 404 if name == "webchat-interact":
            form = dict.fromkeys(("key", "Content-Type", "policy", "file"), (None, "x"))
            return client.http.post(
                client.server.url + ENDPOINTS["webchat-upload"].path, files=form
            )
        case 404:
            return call(client, READS[name])
        case 409:
            return while_busy(client, name)
        case 413:
            return call(client, name, says("x" * 5000))
        case 429:
            headers = client.with_key(endpoint, {})
            client.server.faults.add({"http error": {"status": 429}})
            return client.ask(endpoint, body=hello, headers=headers)
    return call(client, name, says("broken"))


def while_busy(client: Caller, name: str) -> requests.Response:
    """Make a call while the agent is busy with one of the same user."""
    endpoint, body = ENDPOINTS[name], json.dumps(says("slow")).encode()
    headers = client.with_key(endpoint, {})
    with ThreadPoolExecutor() as pool:
        first = pool.submit(client.ask, endpoint, body=body, headers=headers)
        client.server.verify.text("slow", within=BOUND)
        answer = client.ask(endpoint, body=body, headers=headers)
        client.server.clock.advance(30)
        assert first.result(BOUND).status_code == 200
    return answer


@pytest.mark.parametrize("name", TURNS)
@pytest.mark.parametrize("status", STATUSES)
def test_an_error_has_the_body_of_its_family(client: Caller, name: str, status: int) -> None:
    answer = provoke(client, name, status)
    body, schema = answer.json(), ENDPOINTS[name].errors[status].removeprefix("http/")
    assert answer.status_code == status
    assert load_contract().check_body(schema, body) is None
    assert body.keys() == load_contract().schemas[f"http/{schema}"]["properties"].keys()
    assert body.get("code", status) == status
    assert body.get("status", phrase(status)) == phrase(status)


def test_every_error_is_one_of_a_family() -> None:
    families = [ENDPOINTS[name].errors for name in TURNS]
    assert all(tuple(one) == STATUSES for one in families)
    assert all(one.errors in families for one in ENDPOINTS.values())
