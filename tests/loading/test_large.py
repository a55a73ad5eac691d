"""Large scenarios load quickly enough for a person who waits."""

from __future__ import annotations

import cProfile
import gc
import json
import time
import tracemalloc
from collections.abc import Callable

import pytest

from vfmock.loading import parse_scenario, warnings_of
from vfmock.loading.analysis import analyse

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


def _loaded(count: int) -> None:
    """Load, lint and analyse so many rules, as a server does at its start."""
    text = "rules:\n" + "".join(RULE.format(number=number) for number in range(count))
    scenario = parse_scenario(text)
    assert analyse(scenario, lambda _: None) is not None


def _calls(count: int) -> int:
    """How many functions are called. It counts work, and no machine is slow at it."""
    profile = cProfile.Profile()
    profile.runcall(_loaded, count)
    return sum(entry.callcount for entry in profile.getstats())


def _peak(count: int) -> int:
    """How many bytes are needed at most. When garbage is collected depends on the tests before."""
    gc.collect()
    gc.disable()
    tracemalloc.start(1)
    try:
        _loaded(count)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        gc.enable()


@pytest.mark.parametrize("cost", [_calls, _peak], ids=["time", "memory"])
def test_the_cost_grows_in_proportion_to_the_rules(cost: Callable[[int], int]) -> None:
    _loaded(10)  # what is loaded once
    few, some, many = (cost(count) for count in (200, 400, 800))
    assert (many - some) / (some - few) < 2.3  # tables grow by leaps, so it may be less than 2
