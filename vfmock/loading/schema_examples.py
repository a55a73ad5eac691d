"""What ``schemas/scenario.json`` shows: scenarios that are right, and some that are not."""

from __future__ import annotations

from vfmock.types import JSON, JSONObject

EXAMPLES: list[JSONObject] = [
    {
        "name": "pizza",
        "seed": 7,
        "session": {"idle_timeout": "30m"},
        "fallback": "echo",
        "rules": [
            {
                "on": "launch",
                "reply": [{"text": "Welcome back, {{ user.id }}"}, {"choice": ["Order", "Track"]}],
            },
            {
                "on": {"text": {"regex": "(?P<size>small|large) pizza"}},
                "set": {"size": "{{ match.size }}"},
                "reply": [
                    {"text": "One {{ size }} pizza coming up"},
                    {"completion": {"text": "{{ fake.sentence(12) }}", "per_second": 40}},
                    "end",
                ],
            },
        ],
    },
    {},
]


def _wrong(pointer: str, why: str, value: JSON) -> JSONObject:
    return {"value": value, "pointer": pointer, "why": why}


INVALID: list[JSONObject] = [
    _wrong("", "a scenario is a mapping", []),
    _wrong("/rulez", "no key has that name", {"rulez": []}),
    _wrong("/seed", "a seed is a whole number", {"seed": "7"}),
    _wrong("/rules/0/on", "the matcher is missing", {"rules": [{"reply": []}]}),
    _wrong("/rules/0/on", "no matcher has that name", {"rules": [{"on": "lunch"}]}),
    _wrong(
        "/rules/0/reply/0",
        "a step is a mapping of one key",
        {"rules": [{"on": "launch", "reply": [{"text": "Hi!", "pause": 1}]}]},
    ),
    _wrong(
        "/rules/0/probability",
        "a probability is not a percentage",
        {"rules": [{"on": "launch", "probability": 50}]},
    ),
    _wrong(
        "/rules/0/times",
        "only strings can be templates",
        {"rules": [{"on": "launch", "times": "{{ 3 }}"}]},
    ),
    _wrong("/states/a", "a state is a list of rules", {"states": {"a": {}}}),
    _wrong("/session/idle_timeout", "a timeout is not 0", {"session": {"idle_timeout": "0s"}}),
]
