"""Every schema is valid, has right and wrong examples, and two validators agree about them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from tests import folders
from tests.contract.documented import check_server_event
from tests.contract.mutations import mutations
from vfmock.contract import Violation, load_contract
from vfmock.contract.validation import trace_schema
from vfmock.core.steps import STEPS
from vfmock.core.traces.base import TraceStep
from vfmock.types import JSON

CONTRACT = load_contract()
SCHEMAS = CONTRACT.schemas
INVALID = [(name, bad) for name in SCHEMAS for bad in SCHEMAS[name]["x-invalid"]]

TRACES = """
text speak audio completion choice cardV2 carousel visual no-reply end debug block flow path goto
log entity-filling stream channel-action knowledgeBase live-agent-handoff tool-call
reasoning dtmf call-forward realtime-agent simulation-test-result
"""
"""The trace types of the public reference."""

BODIES = """
beta-stream.event beta-stream.request interact-stream.event interact-stream.request
interact.request interact.response knowledge-base.request knowledge-base.response
legacy-error legacy-interact.request legacy-interact.response legacy-invalid
legacy-stream.event legacy-stream.request
older-dialog older-transcript older-transcript.request older-transcripts session-event.request
session.request session.response stable-conversation.request stable-error
stable-knowledge-base.request stable-knowledge-base.response stable-message stable-state
stable-state.response stable-variables.request state stateless.request stateless.response
transcript transcript-search.optional transcript-search.request transcripts v4-error
variables.request webhook
webchat-error webchat-feedback.request webchat-file.request webchat-file.response
webchat-interact.request webchat-interact.response webchat-log.request webchat-settings
webchat-setup.request webchat-setup.response webchat-transcript-download.request
webchat-transcript.request webchat-upload.request
"""
"""The bodies of the public reference's endpoints and webhooks, and of the web chat's calls."""


UNKNOWN = "traces/confetti"
"""The schema that a custom trace of the examples would have."""


def folder(name: str) -> set[str]:
    """The names of the schemas in a folder."""
    prefix = f"{name}/"
    return {one.removeprefix(prefix) for one in SCHEMAS if one.startswith(prefix)}


def reference(name: str) -> jsonschema.Draft202012Validator:
    """The reference implementation's validator of a schema."""
    return jsonschema.Draft202012Validator(SCHEMAS[name])


def test_every_trace_type_of_the_reference_has_a_schema() -> None:
    assert folder("traces") == {*TRACES.split(), "custom"}


def test_every_trace_that_a_step_makes_has_a_schema() -> None:
    made = {name for name, step in STEPS.items() if issubclass(step, TraceStep)}
    assert made == folder("traces") - {"custom"}


def test_every_body_of_the_reference_has_a_schema() -> None:
    assert folder("http") == set(BODIES.split())


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_in_the_form_that_all_have(name: str) -> None:
    file = folders.SCHEMAS / f"{name}.json"
    text = json.dumps(SCHEMAS[name], indent=2, ensure_ascii=False) + "\n"
    assert file.read_text(encoding="utf-8") == text
    assert {"$schema", "$id", "title", "description", "examples", "x-invalid"} <= set(SCHEMAS[name])
    assert SCHEMAS[name]["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("name", [name for name in SCHEMAS if name.startswith(("act", "tra"))])
def test_a_type_has_its_own_name_in_its_schema(name: str) -> None:
    kind = name.partition("/")[2]
    rule = SCHEMAS[name]["properties"]["type"]
    if kind == "custom":
        others = rule["not"]
        others = others if "enum" in others else others["anyOf"][0]
        own = folder(name.partition("/")[0]) - {"custom", "path-"}
        assert (rule["type"], rule["minLength"], set(others["enum"])) == ("string", 1, own)
    else:
        assert rule.get("const", rule.get("pattern", "").removeprefix("^")) == kind


@pytest.mark.parametrize("kind", ["actions", "traces"])
def test_the_fields_of_all_types_are_the_same_in_all_schemas(kind: str) -> None:
    every = [SCHEMAS[f"{kind}/{name}"] for name in folder(kind)]
    common = [
        {key: rule for key, rule in one["properties"].items() if key not in ("type", "payload")}
        for one in every
    ]
    assert common[0]
    assert all(one == common[0] for one in common)


def test_the_parts_of_several_schemas_are_the_same_in_all() -> None:
    seen: dict[str, JSON] = {}
    for name in SCHEMAS:
        if name != "scenario":
            for part, rule in SCHEMAS[name].get("$defs", {}).items():
                assert seen.setdefault(part, rule) == rule, f"{part} in {name}"
    assert {"button", "card", "client-actions", "request", "slate", "state"} <= set(seen)


def types_in(value: JSON) -> Iterator[str]:
    """The folders that a schema refers to by ``x-by-type``."""
    if isinstance(value, dict):
        if "x-by-type" in value:
            yield value["x-by-type"]
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from types_in(item)


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_value_with_a_type_names_a_folder_that_exists(name: str) -> None:
    assert set(types_in(SCHEMAS[name])) <= {"actions", "traces"}


@pytest.mark.parametrize(("name", "bad"), INVALID)
def test_a_wrong_example_is_wrong_at_its_pointer(name: str, bad: dict[str, Any]) -> None:
    assert set(bad) == {"value", "pointer", "why"}
    assert bad["why"]
    violation = CONTRACT.check(name, bad["value"], "event")
    assert violation is not None
    assert violation.pointer == bad["pointer"]
    assert violation.wanted
    assert not reference(name).is_valid(bad["value"])


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_has_a_wrong_example(name: str) -> None:
    assert SCHEMAS[name]["x-invalid"]


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_reference_validator_gives_the_same_verdicts(name: str) -> None:
    schema = SCHEMAS[name]
    corpus = [*schema["examples"], *(bad["value"] for bad in schema["x-invalid"])]
    judge = reference(name)
    verdicts = set()
    for value in (*corpus, *(changed for one in corpus for changed in mutations(one))):
        verdict = CONTRACT.check(name, value, "event") is None
        assert verdict is judge.is_valid(value), value
        verdicts.add(verdict)
    assert verdicts == {True, False}


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_reference_finds_the_error_of_a_mutation_at_the_same_place(name: str) -> None:
    judge = reference(name)
    for example in SCHEMAS[name]["examples"]:
        for value in mutations(example):
            violation = CONTRACT.check(name, value, "event")
            if violation is not None and name != "scenario":
                assert violation.pointer in set(_pointers(judge, value))


def _pointers(judge: jsonschema.Draft202012Validator, value: JSON) -> Iterator[str]:
    for error in judge.iter_errors(value):
        pointer = "".join(f"/{step}" for step in error.absolute_path)
        yield pointer
        if error.validator == "required":
            instance: Any = error.instance
            yield from (f"{pointer}/{key}" for key in error.validator_value if key not in instance)


# What is chosen by the type.


@pytest.mark.parametrize("kind", sorted(folder("traces")))
def test_a_trace_is_checked_with_the_schema_of_its_type(kind: str) -> None:
    schema = SCHEMAS[f"traces/{kind}"]
    for example in schema["examples"]:
        assert CONTRACT.check_trace(example, "e") is None
        payload = {"trace": example, "messageID": "m1"}
        assert check_server_event(CONTRACT, "action.trace", payload) is None
    for bad in schema["x-invalid"]:
        value, pointer = bad["value"], bad["pointer"]
        if "type" not in value or trace_schema(value["type"]) in (f"traces/{kind}", UNKNOWN):
            violation = CONTRACT.check_trace(value, "e", "/trace")
            assert violation is not None
            assert (violation.event, violation.pointer) == ("e", f"/trace{pointer}")
            found = check_server_event(CONTRACT, "action.trace", {"trace": value, "messageID": "m"})
            assert found is not None
            assert found.pointer == f"/trace{pointer}"


@pytest.mark.parametrize("kind", sorted(folder("actions")))
def test_an_action_is_checked_with_the_schema_of_its_type(kind: str) -> None:
    for example in SCHEMAS[f"actions/{kind}"]["examples"]:
        assert CONTRACT.check_action(example, "e") is None
    violation = CONTRACT.check_action({"type": "intent", "payload": {}}, "e", "/x")
    assert violation == Violation("e", "/x/payload/intent", "an object", "nothing")


@pytest.mark.parametrize(
    ("trace", "pointer"),
    [
        ({"type": "confetti", "payload": 7}, "/payload"),
        ({"type": "confetti", "payload": {"message": 7}}, None),
        ({"type": "path-x", "payload": "x"}, None),
        ({"type": 7}, "/type"),
        ({}, "/type"),
        ("text", ""),
        (None, ""),
        ({"type": "text", "payload": {"message": b"x"}}, "/payload/message"),
    ],
)
def test_a_trace_of_an_unknown_type_is_checked(trace: JSON, pointer: str | None) -> None:
    violation = CONTRACT.check_trace(trace, "e")
    assert (violation and violation.pointer) == pointer


def test_an_action_in_a_trace_is_checked_with_the_schema_of_its_type() -> None:
    intent = {"type": "intent", "payload": {"intent": {"name": 7}}}
    payload = {"entityToFill": "size", "intent": intent}
    trace = {"type": "entity-filling", "payload": payload}
    event = {"trace": trace, "messageID": "m"}
    assert check_server_event(CONTRACT, "action.trace", event) == Violation(
        "action.trace", "/trace/payload/intent/payload/intent/name", "a string", "number 7"
    )


@pytest.mark.parametrize("event", sorted(folder("documented/server-events")))
def test_an_event_of_the_server_is_checked(event: str) -> None:
    schema = SCHEMAS[f"documented/server-events/{event}"]
    for example in schema["examples"]:
        assert check_server_event(CONTRACT, event, example) is None
    for bad in schema["x-invalid"]:
        violation = check_server_event(CONTRACT, event, bad["value"])
        assert violation is not None
        assert violation.pointer == bad["pointer"]


def test_the_action_of_a_restart_is_checked_with_the_schema_of_its_type() -> None:
    payload = {"action": {"type": "intent", "payload": {}}}
    assert check_server_event(CONTRACT, "server.restart", payload) == Violation(
        "server.restart", "/action/payload/intent", "an object", "nothing"
    )


def test_the_schema_of_the_envelope_does_not_check_the_type() -> None:
    payload = {"trace": {"type": "text"}, "messageID": "m"}
    assert CONTRACT.check("documented/server-events/action.trace", payload, "action.trace") is None
    assert check_server_event(CONTRACT, "action.trace", payload) == Violation(
        "action.trace", "/trace/payload", "an object", "nothing"
    )


@pytest.mark.parametrize("name", sorted(folder("http")))
def test_an_http_body_is_checked(name: str) -> None:
    for example in SCHEMAS[f"http/{name}"]["examples"]:
        assert CONTRACT.check_body(name, example) is None


@pytest.mark.parametrize(
    ("name", "body", "pointer"),
    [
        ("interact.request", {"action": {"type": "text"}}, "/action/payload"),
        ("interact.response", {"traces": [{"type": "end"}, {"type": "text"}]}, "/traces/1/payload"),
        ("legacy-interact.response", [{"type": "end", "payload": 7}], "/0/payload"),
        ("interact-stream.event", {"event": "trace", "data": {"type": "text"}}, "/data/payload"),
        ("interact-stream.event", {"event": "state", "data": {}}, None),
    ],
)
def test_values_with_a_type_in_an_http_body_are_checked(
    name: str, body: JSON, pointer: str | None
) -> None:
    violation = CONTRACT.check_body(name, body)
    assert (violation and violation.pointer) == pointer
    assert violation is None or violation.event == name
