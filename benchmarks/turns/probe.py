"""Proves that a server plays the agreed turn, before anything is measured on it."""

import json
import select
from pathlib import Path
from typing import Any

from benchmarks.harness.client import PATIENCE
from benchmarks.harness.errors import LoadError

from .connection import PACKETS_IN_TURN, Connection

EXPECTED: dict[str, Any] = json.loads(Path(__file__).with_name("turn.json").read_text("utf-8"))


def probe(connection: Connection) -> int:
    """Play one turn, compare it with `turn.json`, and return the bytes that its packets have.

    Ids and times are the server's own; the order, the statuses, the texts and the slates must
    be the same on every server. Raises `LoadError` where they are not.
    """
    connection.send_turn()
    packets: list[bytes] = []
    while len(packets) < PACKETS_IN_TURN:
        if not select.select([connection], [], [], PATIENCE)[0]:
            raise LoadError(f"a turn stopped after {len(packets)} packets: {packets!r}")
        packets += connection.receive()
    came = [_essence(packet) for packet in packets]
    wanted = _wanted()
    if came != wanted:
        raise LoadError(f"the turn differs: came {came}, wanted {wanted}")
    return sum(map(len, packets))


def _essence(packet: bytes) -> object:
    if not packet.startswith(b"42["):
        return packet
    name, payload = json.loads(packet[2:])
    return _trace(payload["trace"]) if name == "action.trace" else (name, payload.get("status"))


def _trace(trace: dict[str, Any]) -> object:
    payload = trace["payload"]
    texts = [child["text"] for block in payload["slate"]["content"] for child in block["children"]]
    return trace["type"], payload["message"], texts


def _wanted() -> list[object]:
    traces = [_trace(each["trace"]) for each in EXPECTED["traces"]]
    return [("action.status", "accepted"), *traces, ("action.status", "completed")]
