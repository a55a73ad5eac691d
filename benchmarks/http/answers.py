"""The fixed answers of the bare servers: what vfmock answers to the turn of `turns`."""

import json
from typing import Any

from benchmarks.turns.probe import EXPECTED

END = "event: end\ndata: {}\n\n"


def answers() -> dict[str, Any]:
    """Return the body of each call; that of the stream in the parts that are written one by one."""
    traces = _traces()
    return {
        "session": json.dumps(EXPECTED["created"]),
        "interact": json.dumps(traces),
        "stream": ["\n", *(_event(trace, number) for number, trace in enumerate(traces, 1)), END],
    }


def _traces() -> list[dict[str, Any]]:
    # Over HTTP the message's id is in the payload, where the socket has it beside the trace.
    return [
        {**trace, "payload": {**trace["payload"], "messageID": each["messageID"]}}
        for each in EXPECTED["traces"]
        for trace in (each["trace"],)
    ]


def _event(trace: dict[str, Any], number: int) -> str:
    return f"event: trace\nid: {number}\ndata: {json.dumps(trace, separators=(',', ':'))}\n\n"
