"""The schema of scenario files allows what the loader takes, and is made from the same parts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import Any, Literal

import jsonschema_rs
import pytest

from tests import folders
from tests.contract.candidates import Maker
from vfmock.core.registry import Registry
from vfmock.core.scenario import Scenario
from vfmock.core.spec import Part
from vfmock.core.step import STEPS
from vfmock.errors import ScenarioError
from vfmock.loading import build
from vfmock.loading.build import KINDS, Kind, build_scenario
from vfmock.loading.schema import _Builder, scenario_schema
from vfmock.loading.source import read_tree
from vfmock.loading.values import Context
from vfmock.types import JSON, Duration

SCHEMA = scenario_schema()
VALIDATOR = jsonschema_rs.validator_for(SCHEMA)
FILES = sorted(folders.EXAMPLES.glob("*.yaml"))


def refusal(value: JSON) -> str | None:
    """Why the loader does not take a scenario, ``None`` if it does."""
    try:
        build_scenario(read_tree(json.dumps(value), "a.json"), "a.json")
    except ScenarioError as error:
        return error.problem
    return None


def allowed(value: JSON) -> bool:
    """Whether the schema does."""
    return bool(VALIDATOR.is_valid(value))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_bundled_examples_are_allowed(file: Any) -> None:
    value = read_tree(file.read_bytes(), file.name).plain()
    assert [error.message for error in VALIDATOR.iter_errors(value)] == []


def test_every_part_has_a_definition() -> None:
    parts = {f"{kind.noun}.{name}" for kind in KINDS.values() for name in kind.registry}
    parts = {part.replace(" ", "-") for part in parts}  # a reference is a URI
    assert parts <= set(SCHEMA["$defs"])


def test_every_part_and_key_at_the_top_is_described() -> None:
    undescribed = [name for name, rule in SCHEMA["$defs"].items() if not rule.get("description")]
    assert undescribed == []


# What both take and refuse.


def rule(**keys: JSON) -> JSON:
    """A scenario with one rule."""
    return {"rules": [{"on": "launch", **keys}]}


def on(matcher: JSON) -> JSON:
    """A scenario with one matcher."""
    return {"rules": [{"on": matcher}]}


def reply(*steps: JSON) -> JSON:
    """A scenario with one reply."""
    return rule(reply=list(steps))


RIGHT: list[JSON] = [
    {},
    {"seed": None, "fallback": None, "description": None},
    {"fallback": "echo"},
    {"fallback": {"mode": "no-match", "reply": [{"text": "What?"}, "end"]}},
    {"session": {"idle_timeout": "30m"}},
    {"session": {"idle_timeout": 0.5}},
    {"session": {"idle_timeout": None}},
    {"session": {}},
    {"start": "a", "states": {"a": [], "b": [{"on": "any", "goto": "a"}]}},
    {"name": "{{ only text here }}"},
    on("text"),
    on({"text": None}),
    on({"text": "hello"}),
    on({"text": {"regex": "x", "ignore_case": True}}),
    on({"text": {"equals": None, "contains": "x"}}),
    on({"launch": None}),
    on({"launch": {}}),
    on({"launch": None, "user": "u1", "variable": {"a": [1]}}),
    on({"either": ["launch", {"text": "x"}], "not": {"user": "u1"}}),
    on({"either": {"of": ["launch"]}}),
    on({"not": "launch"}),
    on({"payload": 7}),
    on({"payload": {"value": {"a": 1}}}),
    on({"intent": {"name": "order", "entities": {"a": 1}, "min_confidence": 1}}),
    rule(replies=[[], ["end"]], then="cycle"),
    rule(reply=["end"], replies=[]),
    rule(set={"a": "{{ match.b }}", "{{ c }}": None}),
    rule(times=1, probability=1, name=None, goto=None),
    reply("end", "cardV2"),
    reply({"end": None}, {"end": "{{ why }}"}),
    reply({"text": "Hi {{ user.id }}"}),
    reply({"text": {"message": "Hi", "delay": 0}}),
    reply({"text": {"message": None, "content": []}}),
    reply({"choice": ["A", {"name": "B", "path": "b", "intent": None}]}),
    reply({"choice": {"buttons": [{"name": "B", "request": {"type": "x"}}]}}),
    reply({"pause": 0}, {"pause": "200ms"}, {"pause": {"seconds": " 2 m "}}),
    reply({"log": None}, {"log": "x"}, {"log": {"data": 1}}),
    reply({"trace": {"type": "x", "own": [None]}}),
    reply({"goto": {"request": {"type": "launch"}}}),
    reply({"visual": {"image": "u", "dimensions": {"width": 1, "height": 2}}}),
    reply({"visual": "u"}),
    reply({"carousel": ["A card", {"title": "B", "buttons": ["x"]}]}),
    reply({"speak": {"src": "u"}}, {"speak": "Hi"}),
    reply({"audio": {"message": "Hi", "chunk": "1s", "seconds": 600}}),
    reply({"completion": {"text": "Hi", "chunk": 1, "per_second": 0.1, "first_after": 0}}),
    reply({"entity-filling": {"entity": "e", "intent": "i"}}),
    reply({"tool-call": {"call_id": "c1", "state": "end"}}, "tool-call", "dtmf"),
    reply({"call-forward": {"address": "sip:a", "address_type": "sip", "extension": None}}),
    reply({"live-agent-handoff": {"event": "file_received", "file": {"url": "u", "name": "n"}}}),
    reply({"trace": {"type": "x", "payload": "{{[size].id}}"}}),
    reply({"knowledgeBase": ["d1"]}, {"simulation-test-result": {"a": 1}}),
]

WRONG: list[JSON] = [
    None,
    "x",
    [],
    {"rulez": []},
    {"seed": "7"},
    {"seed": "{{ 7 }}"},
    {"seed": True},
    {"name": None},
    {"fallback": "ecko"},
    {"fallback": []},
    {"session": None},
    {"session": "30m"},
    {"session": {"idle_timeout": 0}},
    {"session": {"idle_timeout": "0.0s"}},
    {"session": {"idle_timeout": "30 minutes"}},
    {"session": {"idle_timeout": "{{ '30m' }}"}},
    {"session": {"idle_timeout": "٣s"}},
    {"session": {"idle_timeout": "1" * 21}},
    {"states": []},
    {"states": {"a": {}}},
    {"rules": [{}]},
    {"rules": ["launch"]},
    {"rules": [{True and "on": None}]},
    on("lunch"),
    on({}),
    on([]),
    on("user"),
    on({"user": None}),
    on({"launch": 7}),
    on({"launch": {"a": 1}}),
    on({"text": 7}),
    on({"text": ["x"]}),
    on({"text": {"equals": "a", "contains": "b"}}),
    on({"text": {"has": "a"}}),
    on({"either": "launch"}),
    on({"either": ["lunch"]}),
    on({"not": {"matcher": "launch"}}),
    on({"variable": 7}),
    on({"intent": {"min_confidence": "{{ 1 }}"}}),
    rule(reply="end"),
    rule(reply=["end"], replies=[["end"]]),
    rule(replies=["end"]),
    rule(then="never"),
    rule(then="{{ 'last' }}"),
    rule(times=0),
    rule(times=1.5),
    rule(probability=1.1),
    rule(probability=-0.1),
    rule(probability="0.5"),
    rule(set=[]),
    rule(place={"file": "x"}),
    reply("text"),
    reply("launch"),
    reply(None),
    reply({}),
    reply({"text": "Hi", "pause": 1}),
    reply({"text": None}),
    reply({"text": 7}),
    reply({"text": {}}),
    reply({"text": {"message": None}}),
    reply({"text": {"message": "a", "content": []}}),
    reply({"text": {"message": "a", "delay": "{{ 1 }}"}}),
    reply({"choice": None}),
    reply({"choice": "A"}),
    reply({"choice": [{"path": "a"}]}),
    reply({"choice": [{"name": "A", "path": "a", "text": "a"}]}),
    reply({"choice": [{"name": "A", "request": "launch"}]}),
    reply({"choice": [{"name": "A", "request": {}}]}),
    reply("pause"),
    reply({"pause": -1}),
    reply({"pause": "-1s"}),
    reply({"pause": "{{ 1 }}"}),
    reply({"no-reply": 0}),
    reply("log"),
    reply({"trace": "x"}),
    reply({"trace": {"payload": 1}}),
    reply({"trace": {"type": 7}}),
    reply({"goto": "launch"}),
    reply({"goto": {"request": {}}}),
    reply({"visual": {"image": "u", "dimensions": {"width": 1}}}),
    reply({"visual": {"image": "u", "canvas_visibility": "half"}}),
    reply("speak"),
    reply({"speak": ""}),
    reply({"speak": {"message": "", "src": None}}),
    reply({"audio": {"message": "Hi", "seconds": 601}}),
    reply({"audio": {"message": "Hi", "chunk": 0}}),
    reply({"completion": {"text": "Hi", "chunk": 0}}),
    reply({"completion": {"text": "Hi", "per_second": 0}}),
    reply({"completion": {"text": "Hi", "first_after": -1}}),
    reply({"entity-filling": "e"}),
    reply({"entity-filling": {"entity": "e"}}),
    reply({"tool-call": {"a": 1}}),
    reply({"tool-call": {"state": "end"}}),
    reply({"call-forward": {"address": "sip:a", "address_type": "sip", "extension": "1"}}),
    reply({"live-agent-handoff": {"event": "chat_ended", "provider": "ujet"}}),
    reply({"live-agent-handoff": {"event": "file_received"}}),
    reply({"dtmf": {"max_digits": 21}}),
    reply({"choice": {"buttons": ["A"], "ref": {"nodeID": "n"}}}),
    reply({"simulation-test-result": "x"}),
    reply({"simulation-test-result": None}),
]


@pytest.mark.parametrize("value", RIGHT, ids=str)
def test_a_correct_scenario_is_taken_by_schema_and_loader(value: JSON) -> None:
    assert refusal(value) is None
    assert [error.message for error in VALIDATOR.iter_errors(value)] == []


@pytest.mark.parametrize("value", WRONG, ids=str)
def test_a_wrong_scenario_is_refused_by_schema_and_loader(value: JSON) -> None:
    assert refusal(value) is not None
    assert not allowed(value)


LENIENT: list[tuple[str, str, JSON]] = [
    ("whether a state exists", r"no state '", rule(goto="nowhere")),
    ("whether a start exists", r"no state '.* to start in", {"start": "x", "states": {"a": []}}),
    (
        "that no two rules have one name",
        r"two rules are named",
        {"rules": [{"on": "any", "name": "a"}, {"on": "launch", "name": "a"}]},
    ),
    ("the syntax of templates", r"^template '", reply({"text": "{{ x"})),
    ("the syntax of regular expressions", r"is not a regular", on({"text": {"regex": "("}})),
    ("whether text is base64", r"base64", reply({"audio": {"message": "x", "content": "!"}})),
    ("the shape of a slate", r"the content of a text is", reply({"text": {"content": [1]}})),
    ("that 1.0 is no whole number", r"wanted a whole number", {"seed": 1.0}),
    (
        "the most seconds of a string",
        r"audio lasts|the timeout of dtmf is",
        reply({"audio": {"message": "", "seconds": "11m"}}),
    ),
    ("the file of a bare word", r"needs a 'file'", reply({"live-agent-handoff": "file_received"})),
    (
        "which faults happen to a turn",
        r"can't happen to a turn",
        {"rules": [{"on": "any", "faults": ["latency"]}]},
    ),
    (
        "at what a fault can happen",
        r"can't happen on",
        {"faults": [{"fault": "http error", "on": "completed"}]},
    ),
    (
        "who is known at what",
        r"it can't be limited to one",
        {"faults": [{"fault": "http error", "user": "a"}]},
    ),
    (
        "which of two numbers is greater",
        r"uniform latency is from",
        {"faults": [{"fault": {"latency": {"uniform": {"low": 2, "high": 1}}}}]},
    ),
    (
        "bytes of a text",
        r"the reason of a close code has",
        {"faults": [{"fault": {"close code": {"reason": "ä" * 100}}}]},
    ),
    (
        "a question without a word",
        r"a question has a word",
        {"knowledge": {"questions": [{"question": "?", "answer": "a"}]}},
    ),
    (
        "a page without its address",
        r"a document of the type 'url' has a 'url'",
        {"knowledge": {"documents": [{"content": "a", "type": "url"}]}},
    ),
    (
        "documents with one name",
        r"two documents are named",
        {"knowledge": {"documents": ["a", "b"]}},
    ),
    (
        "documents that exist",
        r"no document .* for the question",
        {"knowledge": {"questions": [{"question": "a", "answer": None, "documents": ["x"]}]}},
    ),
    ("the largest number", r"wanted a smaller number", reply({"pause": 10**400})),
]
"""What JSON Schema can't say of a scenario: in words, as the loader says it, and an example."""


@pytest.mark.parametrize(("what", "problem", "value"), LENIENT, ids=lambda one: str(one)[:30])
def test_the_schema_cannot_express_some_checks_of_the_loader(
    what: str, problem: str, value: JSON
) -> None:
    found = refusal(value)
    assert found is not None, what
    assert re.search(problem, found)
    assert allowed(value)


# What they say of anything.


@cache
def candidates() -> list[JSON]:
    """Values of the schema, and each with one place changed."""
    maker = Maker(SCHEMA, Random(4))
    found: list[JSON] = []
    for _ in range(1500):
        value = maker.value()
        found += [value, maker.mutated(value), maker.mutated(value)]
    return found


def without_own_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have parts take what the types of their fields allow."""
    waiting: list[type] = [Part]
    while waiting:
        cls = waiting.pop()
        waiting += cls.__subclasses__()
        if "__post_init__" in vars(cls):
            monkeypatch.setattr(cls, "__post_init__", lambda _: None)


def test_some_candidates_are_allowed_and_some_are_refused() -> None:
    verdicts = [allowed(value) for value in candidates()]
    assert 0.2 < sum(verdicts) / len(verdicts) < 0.9


def test_the_schema_is_never_stricter_than_the_loader() -> None:
    stricter = [one for one in candidates() if not allowed(one) and refusal(one) is None]
    assert stricter == []


def test_the_loader_is_stricter_only_in_the_listed_cases() -> None:
    listed = re.compile("|".join(problem for _, problem, _ in LENIENT))
    reasons = [refusal(one) for one in candidates() if allowed(one)]
    assert [one for one in reasons if one is not None and not listed.search(one)] == []


def test_schema_and_loader_agree_except_for_the_checks_of_parts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken = [one for one in candidates() if allowed(one)]
    without_own_checks(monkeypatch)
    assert [reason for one in taken if (reason := refusal(one)) is not None] == []


# Parts that the package does not have.


@dataclass(frozen=True, kw_only=True)
class Inner(Part):
    """An inner part. ``size`` is how large."""

    primary = "size"
    size: int


@dataclass(frozen=True, kw_only=True)
class Outer(Part):
    """An outer part."""

    one: Inner | None = None
    many: tuple[Inner, ...] = ()
    by_name: Mapping[str, Inner | bool] = field(default_factory=dict)
    how: Literal["a", "b"] | None = None
    length: Duration | float | None = None
    secret: str = field(default="x", metadata={"internal": True})


@pytest.fixture
def kinds(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A registry of a new kind."""
    registry: Registry[Any] = Registry("thing")
    registry.register("outer")(Outer)
    registry.register("inner")(Inner)
    monkeypatch.setitem(KINDS, Part, Kind("thing", registry))
    yield
    build._SHAPES.clear()


@pytest.mark.usefixtures("kinds")
@pytest.mark.parametrize(
    ("value", "right"),
    [
        ("outer", True),
        ("inner", False),
        ({"outer": None}, True),
        ({"inner": 7}, True),
        ({"inner": None}, False),
        ({"inner": {"size": 7}}, True),
        ({"inner": {"size": 7}, "outer": {}}, False),
        ({"outer": {"one": 7, "many": [1, {"size": 2}]}}, True),
        ({"outer": {"one": None, "how": None, "length": "3s"}}, True),
        ({"outer": {"by_name": {"a": 1, "b": True, "c": {"size": 1}}}}, True),
        ({"outer": {"by_name": {"a": "x"}}}, False),
        ({"outer": {"how": "c"}}, False),
        ({"outer": {"secret": "y"}}, False),
    ],
)
def test_a_new_kind_of_parts_gets_a_schema(value: JSON, right: bool) -> None:
    builder = _Builder()
    rule = builder.of(Part, False)
    schema = {**rule, "$defs": builder.definitions}
    assert jsonschema_rs.validator_for(schema).is_valid(value) is right
    context = Context("f")
    node = read_tree(json.dumps({"x": value}), "f.json")
    reader = build._reader(Mapping[str, Part], "it", False)
    try:
        reader(context, node)
    except ScenarioError:
        assert not right
    else:
        assert right


@pytest.mark.parametrize(
    ("hint", "templated", "schema"),
    [
        (Any | None, False, {}),
        (Any | None, True, {"x-template": True}),
        (Literal["a"] | None, True, {"anyOf": [{"enum": ["a"]}, {"type": "null"}]}),
        (str | bool | None, False, {"type": ["string", "boolean", "null"]}),
        (str | float, True, {"type": ["string", "number"], "x-template": True}),
    ],
)
def test_a_union_gets_a_schema(hint: Any, templated: bool, schema: JSON) -> None:
    assert _Builder().of(hint, templated) == schema


@dataclass(frozen=True)
class Picky(Part):
    """A part that fails in its own way where it is not given a word."""

    primary = "word"
    word: str | None = None

    def __post_init__(self) -> None:
        assert self.word is not None
        assert self.word.strip()


def test_a_bare_value_that_the_part_itself_refuses_is_not_allowed() -> None:
    builder = _Builder()
    schema = {**builder.of(Picky, False), "$defs": builder.definitions}
    validator = jsonschema_rs.validator_for(schema)
    assert [validator.is_valid(one) for one in ("x", "", None)] == [True, False, False]


def test_an_unknown_type_hint_is_an_error() -> None:
    with pytest.raises(TypeError, match="no schema for"):
        _Builder().of(set[int], False)


def test_a_part_has_a_schema_with_and_one_without_templates() -> None:
    builder = _Builder()
    assert builder.of(Inner, True) == {"$ref": "#/$defs/inner"}
    assert builder.of(Inner, False) == {"$ref": "#/$defs/inner.other"}
    assert builder.of(Inner, True) == {"$ref": "#/$defs/inner"}


def test_the_scenario_itself_is_at_the_top() -> None:
    assert set(SCHEMA["properties"]) == {one.name for one in Scenario.__dataclass_fields__.values()}
    assert set(SCHEMA["$defs"]["step"]["anyOf"][1]["properties"]) == set(STEPS)
