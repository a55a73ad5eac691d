"""The exact message for each mistake in a scenario file."""

from __future__ import annotations

import pytest

from vfmock.core.matchers.text import TextMatcher
from vfmock.core.steps import STEPS
from vfmock.errors import ScenarioError
from vfmock.loading import parse_scenario


def problem(text: str) -> str:
    """The message for a file, whose name is ``a``."""
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(text, file="a")
    return str(caught.value)


REPLY = "rules:\n  - on: launch\n    reply:\n      - "
"""A rule's beginning; the step that follows is at line 4, column 9."""

ERRORS: list[tuple[str, str]] = [
    # The file as a whole.
    ("", "a:1:1: wanted a mapping for the scenario, got an empty file"),
    ("# later", "a:1:1: wanted a mapping for the scenario, got an empty file"),
    ("- on: launch", "a:1:1: wanted a mapping for the scenario, got a list"),
    ("hello", "a:1:1: wanted a mapping for the scenario, got the string 'hello'"),
    # Keys.
    (
        "rule: []",
        "a:1:1: unknown key 'rule' in scenario, did you mean 'rules' (known: description,"
        " fallback, faults, knowledge, name, rules, seed, session, start, states, variables,"
        " widget)",
    ),
    (
        "rules:\n  - on: launch\n    replys: []",
        "a:3:5: unknown key 'replys' in rule, did you mean 'reply' (known: faults, goto, name,"
        " on, probability, replies, reply, set, then, times)",
    ),
    (
        "rules: [{on: any, place: here}]",
        "a:1:19: unknown key 'place' in rule (known: faults, goto, name, on, probability, replies,"
        " reply, set, then, times)",
    ),
    (
        REPLY + "text: {mesage: Hi}",
        "a:4:16: unknown key 'mesage' in step 'text', did you mean 'message' (known: ai, audio,"
        " content, delay, message, message_id, ref, source_urls, voice)",
    ),
    (
        "rules: [{on: {text: {regexp: x}}}]",
        "a:1:22: unknown key 'regexp' in matcher 'text', did you mean 'regex' (known: contains,"
        " equals, ignore_case, regex)",
    ),
    ("rules: [{reply: []}]", "a:1:9: rule needs 'on'"),
    (REPLY + "completion: {chunk: 3}", "a:4:21: step 'completion' needs 'text'"),
    (REPLY + "pause", "a:4:9: step 'pause' needs 'seconds'"),
    (REPLY + "log", "a:4:9: step 'log' needs 'data'"),
    ("rules: [{on: path}]", "a:1:14: matcher 'path' needs 'id'"),
    # Types.
    (
        "name: 12",
        "a:1:7: wanted a string for 'name' in scenario, got the number 12: put it in quotes",
    ),
    ("name: true", "a:1:7: wanted a string for 'name' in scenario, got true: put it in quotes"),
    ("name: null", "a:1:7: wanted a string for 'name' in scenario, got null"),
    ("name: [x]", "a:1:7: wanted a string for 'name' in scenario, got a list"),
    (
        REPLY + "text: 123",
        "a:4:15: wanted a string for 'message' in step 'text', got the number 123: put it in"
        " quotes",
    ),
    (
        "rules: [{on: {dtmf: 1}}]",
        "a:1:21: wanted a string for 'digits' in matcher 'dtmf', got the number 1: put it in"
        " quotes",
    ),
    ("seed: seven", "a:1:7: wanted a whole number for 'seed' in scenario, got the string 'seven'"),
    ("seed: 1.5", "a:1:7: wanted a whole number for 'seed' in scenario, got the number 1.5"),
    ("seed: true", "a:1:7: wanted a whole number for 'seed' in scenario, got true"),
    (
        REPLY + "{text: {message: Hi, delay: '{{ n }}'}}",
        "a:4:37: wanted a whole number for 'delay' in step 'text', got the string '{{ n }}': only"
        " strings can be templates",
    ),
    (
        "rules: [{on: any, probability: high}]",
        "a:1:32: wanted a number for 'probability' in rule, got the string 'high'",
    ),
    (
        "rules: [{on: any, probability: false}]",
        "a:1:32: wanted a number for 'probability' in rule, got false",
    ),
    (
        "rules: [{on: any, probability: 1" + "0" * 400 + "}]",
        "a:1:32: wanted a smaller number for 'probability' in rule, got the number"
        f" 1{'0' * 17}...{'0' * 19}",
    ),
    (
        "rules: [{on: {text: {ignore_case: True}}}]",
        "a:1:35: wanted true or false for 'ignore_case' in matcher 'text', got the string 'True':"
        " write true",
    ),
    *(
        (
            f"session: {{idle_timeout: {value}}}",
            "a:1:25: wanted a number of seconds or a duration such as 500ms, 30s, 5m or 2h for"
            f" 'idle_timeout' in session options, got {got}",
        )
        for value, got in [
            ("soon", "the string 'soon'"),
            ("-5s", "the string '-5s'"),
            ("true", "true"),
            ("[1]", "a list"),
            ("9" * 400 + "h", f"the string '{'9' * 27}...{'9' * 27}h'"),
        ]
    ),
    (
        REPLY + "carousel: {cards: [], layout: list}",
        "a:4:39: wanted 'Carousel' or 'List' for 'layout' in step 'carousel', got the string"
        " 'list', did you mean 'List'",
    ),
    (
        "fallback: 5",
        "a:1:11: wanted 'strict' or 'no-match' or 'echo' for 'mode' in fallback, got the number 5",
    ),
    (
        "fallback: quiet",
        "a:1:11: wanted 'strict' or 'no-match' or 'echo' for 'mode' in fallback, got the string"
        " 'quiet'",
    ),
    # Lists and mappings.
    ("rules: {on: any}", "a:1:8: wanted a list for 'rules' in scenario, got a mapping"),
    ("rules: null", "a:1:8: wanted a list for 'rules' in scenario, got null"),
    (
        "rules: [hello]",
        "a:1:9: wanted a mapping for an item of 'rules' in scenario, got the string 'hello'",
    ),
    ("states: [x]", "a:1:9: wanted a mapping for 'states' in scenario, got a list"),
    (
        "states: {x: {}}",
        "a:1:13: wanted a list for a value of 'states' in scenario, got an empty mapping",
    ),
    ("session: 30m", "a:1:10: wanted a mapping for 'session' in scenario, got the string '30m'"),
    # Steps.
    (
        REPLY + "txt: Hi",
        "a:4:9: unknown step 'txt', did you mean 'text'",
    ),
    (REPLY + "edn", "a:4:9: unknown step 'edn', did you mean 'end'"),
    (REPLY + "5", "a:4:9: wanted a step for an item of 'reply' in rule, got the number 5"),
    (REPLY + "[]", "a:4:9: wanted a step for an item of 'reply' in rule, got an empty list"),
    (REPLY + "{}", "a:4:9: wanted a step for an item of 'reply' in rule, got an empty mapping"),
    (
        REPLY + "text: Hi\n        delay: 5",
        "a:5:9: a step is a mapping with one key, got 'delay' beside 'text'",
    ),
    # Matchers.
    (
        "rules: [{on: {txet: Hi}}]",
        "a:1:15: unknown matcher 'txet', did you mean 'text'",
    ),
    ("rules: [{on: [launch]}]", "a:1:14: wanted a matcher for 'on' in rule, got a list"),
    ("rules: [{on: {}}]", "a:1:14: wanted a matcher for 'on' in rule, got an empty mapping"),
    ("rules: [{on: null}]", "a:1:14: wanted a matcher for 'on' in rule, got null"),
    # What the parts themselves check.
    (REPLY + "pause: -1", "a:4:16: a pause lasts 0 seconds or more, not -1"),
    (
        REPLY + "trace: {payload: 1}",
        "a:4:16: a trace is an object with a string 'type', not {'payload': 1}",
    ),
    (REPLY + "text", "a:4:9: a text has either a 'message' or a slate's 'content'"),
    (
        REPLY + "goto: orders",
        "a:4:15: a goto trace has a request with a string 'type' (to change the state, write"
        " 'goto' beside 'reply', not in it)",
    ),
    (
        "rules: [{on: {text: {regex: '('}}}]",
        "a:1:21: '(' is not a regular expression: missing ), unterminated subpattern at position 0",
    ),
    (
        "rules: [{on: {text: {regex: 'a{99999999999999999999}'}}}]",
        "a:1:21: 'a{99999999999999999999}' is not a regular expression: the repetition number is "
        "too large",
    ),
    ("start: hello\nstates: {x: []}", "a:1:1: no state 'hello' to start in (known: start, x)"),
    (
        "rules:\n  - on: any\n    goto: order\nstates: {orders: []}",
        "a:2:5: no state 'order' to go to, did you mean 'orders' (known: orders, start)",
    ),
    (
        "rules: [{on: any, name: x}, {on: launch, name: x}]",
        "a:1:29: two rules are named 'x'",
    ),
    # Templates.
    (
        REPLY + "text: 'Hi {{ name'",
        "a:4:15: template 'Hi {{ name': unexpected end of template, expected 'end of print"
        " statement'",
    ),
    (
        REPLY + "text: '{{ name|uper }}'",
        "a:4:15: template '{{ name|uper }}': unknown filter 'uper', did you mean 'upper'",
    ),
    (
        "rules: [{on: any, set: {x: '{% include \"/etc/hosts\" %}'}}]",
        "a:1:28: template '{% include \"/etc/hosts\" %}': no 'include' here: a template has if, for"
        " and set",
    ),
    (
        "rules: [{on: any, set: {'{{': 1}}]",
        "a:1:25: template '{{': unexpected 'end of template'",
    ),
    (
        REPLY + "log: {a: [{'{{ b': 1}]}",
        "a:4:20: template '{{ b': unexpected end of template, expected 'end of print statement'",
    ),
]


@pytest.mark.parametrize(("text", "message"), ERRORS, ids=[text[:60] for text, _ in ERRORS])
def test_every_mistake_has_its_message(text: str, message: str) -> None:
    found = problem(text)
    # The lists of all steps and matchers grow; what stands before them is the message.
    assert found == message or (found.startswith(message) and ": unknown " in message), found


def test_the_error_for_an_unknown_step_names_all_known_steps() -> None:
    assert problem(REPLY + "zzz").endswith(f"unknown step 'zzz' (known: {', '.join(STEPS)})")


def test_templates_are_checked_only_where_they_are_evaluated() -> None:
    """The words of a user may well have braces; a warning tells of the others."""
    rule = parse_scenario("rules: [{on: {text: '{{ hello'}}]").rules[0]
    assert rule.on == TextMatcher(equals="{{ hello")
