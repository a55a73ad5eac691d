"""Large scenarios load quickly enough for a person who waits."""

from __future__ import annotations

import json
import time

import pytest

from vfmock.loading import parse_scenario, warnings_of

COUNT = 10_000
LONGEST = 30.0
"""Seconds of the processor. It takes one or two, and several times that while coverage is measured;
what grew with the square of the rules would take minutes."""

RULE = """  - on: {{text: question {number}}}
    set: {{asked: {number}}}
    reply:
      - text: Answer {number}
      - choice: [Yes, No]
"""


@pytest.mark.parametrize("language", ["yaml", "json"])
def test_ten_thousand_rules_load_quickly(language: str) -> None:
    if language == "yaml":
        text = "rules:\n" + "".join(RULE.format(number=number) for number in range(COUNT))
    else:
        rules = [
            {"on": {"text": f"question {n}"}, "reply": [{"text": f"Answer {n}"}]}
            for n in range(COUNT)
        ]
        text = json.dumps({"rules": rules})
    started = time.process_time()
    scenario = parse_scenario(text)
    found = warnings_of(scenario)
    taken = time.process_time() - started
    assert len(scenario.rules) == COUNT
    assert found == []
    assert taken < LONGEST


def test_ten_thousand_equal_rules_load_quickly() -> None:
    text = "rules:\n" + "  - on: launch\n" * COUNT
    assert len(warnings_of(parse_scenario(text))) == COUNT - 1
