"""What it costs to hold a message against the contract: ``python -m benchmarks.validation``.

The baseline is what has to be done with every message anyway: reading it from JSON, by ``orjson``.
Each is timed in batches, in turn with its baseline, because the machine is noisy; the median
counts. The budgets are 5 µs for a valid message and 30 µs for an invalid one, path and reason
included. jsonschema, the reference, is measured beside it.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from functools import partial

import jsonschema
import orjson

from vfmock.contract import Contract, load_contract
from vfmock.types import JSON, JSONObject

ROUNDS = 101
BATCH = 200
VALID, INVALID = 5.0, 30.0
"""Microseconds."""

TEXT = "Hello, how are you?"
BUTTON: JSONObject = {"name": "Order", "request": {"type": "path-order", "payload": {"label": "O"}}}
CARD: JSONObject = {"title": "Desk", "imageUrl": None, "buttons": [BUTTON, BUTTON]}
SLATE: JSONObject = {"id": "s1", "content": [{"children": [{"text": TEXT}]}]}
INTENT: JSONObject = {"intent": {"name": "order"}, "entities": [{"name": "size", "value": "large"}]}


CLIENT, SERVER = "documented/client-events/", "documented/server-events/"


def send(action: JSONObject) -> tuple[str, JSONObject]:
    """What a client sends with an action."""
    return "action.send", {"action": action}


def trace(trace: JSONObject) -> tuple[str, JSONObject]:
    """What a server sends with a trace."""
    return "action.trace", {"trace": {**trace, "time": 1735689600000}, "messageID": "m1"}


CASES: dict[str, tuple[str, JSONObject]] = {
    "text action": send({"type": "text", "payload": TEXT}),
    "intent action": send({"type": "intent", "payload": INTENT}),
    "text trace": trace({"type": "text", "payload": {"message": TEXT, "slate": SLATE}}),
    "choice trace": trace({"type": "choice", "payload": {"buttons": [BUTTON] * 3}}),
    "carousel trace": trace(
        {"type": "carousel", "payload": {"layout": "List", "cards": [CARD] * 3}}
    ),
    "custom trace": trace({"type": "confetti", "payload": {"colour": "gold"}}),
    "text action, wrong": send({"type": "text", "payload": 7}),
    "intent action, wrong": send({"type": "intent", "payload": {**INTENT, "entities": [{}]}}),
    "text trace, wrong": trace({"type": "text", "payload": {}}),
    "choice trace, wrong": trace({"type": "choice", "payload": {"buttons": [BUTTON, {"name": 7}]}}),
    "carousel trace, wrong": trace({"type": "carousel", "payload": {"cards": [CARD] * 3}}),
}
"""Event and payload by what they are; the wrong ones say so."""


def microseconds(function: Callable[[], object]) -> float:
    """The time of one call, from a batch of them."""
    begin = time.perf_counter()
    for _ in range(BATCH):
        function()
    return (time.perf_counter() - begin) / BATCH * 1e6


def check(contract: Contract, event: str, payload: JSON) -> Callable[[], object]:
    """The check of a message, as the runtime does it."""
    if event == "action.send":
        arguments = [payload]
        return lambda: contract.check_arguments(CLIENT + event, event, arguments)
    return lambda: contract.check_all(SERVER + event, payload, event)


def reference(contract: Contract, event: str, payload: JSONObject) -> Callable[[], object]:
    """The same by jsonschema: the envelope, then the type."""
    folder, part = (CLIENT, "action") if event == "action.send" else (SERVER, "trace")
    kind = f"{part}s/{payload[part]['type']}"
    kind = kind if kind in contract.schemas else f"{part}s/custom"
    outer = jsonschema.Draft202012Validator(contract.schemas[folder + event])
    inner = jsonschema.Draft202012Validator(contract.schemas[kind])
    return lambda: (
        next(outer.iter_errors(payload), None) or next(inner.iter_errors(payload[part]), None)
    )


def main() -> int:
    """Print the median time of each case and its ratio to the baseline; fail over the budget."""
    contract = load_contract()
    over = False
    for name, (event, payload) in CASES.items():
        data = orjson.dumps(payload)
        ours, theirs = check(contract, event, payload), reference(contract, event, payload)
        is_wrong = name.endswith("wrong")
        assert (ours() is not None) is (theirs() is not None) is is_wrong, name
        rounds = [
            (microseconds(partial(orjson.loads, data)), microseconds(ours)) for _ in range(ROUNDS)
        ]
        median = statistics.median(cost for _, cost in rounds)
        ratio = statistics.median(cost / base for base, cost in rounds)
        slow = statistics.median(microseconds(theirs) for _ in range(3))
        budget = INVALID if is_wrong else VALID
        over = over or median > budget
        print(
            f"{name:22} {median:6.2f} µs of {budget:2.0f}, {ratio:5.2f} times reading it;"
            f" jsonschema {slow:7.1f} µs"
        )
    return int(over)


if __name__ == "__main__":
    sys.exit(main())
