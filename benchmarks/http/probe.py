"""Proves that a server answers the agreed turn, before anything is measured on it."""

import json
import select
from typing import Any

from benchmarks.harness.client import PATIENCE
from benchmarks.harness.errors import LoadError

from .answers import answers
from .connection import HEAD_END, Connection, Stream

ID = "…"


def probe(connection: Connection) -> int:
    """Play one turn, compare its traces with the fixed ones, and return the bytes of its body.

    Ids and times are the server's own, and so are the chunks of a stream. All else must be the
    same on every server. Raises `LoadError` where it is not.
    """
    connection.send_turn()
    while True:
        if not select.select([connection], [], [], PATIENCE)[0]:
            raise LoadError(f"an answer stopped after {connection.answer!r}")
        if connection.take():
            break
    body = connection.answer.partition(HEAD_END)[2].decode()
    if isinstance(connection, Stream):
        body = _without_chunks(body)
        came, wanted = _events(body), _events("".join(answers()["stream"]))
    else:
        came, wanted = _plain(json.loads(body)), _plain(json.loads(answers()["interact"]))
    if came != wanted:
        raise LoadError(f"the turn differs: came {came}, wanted {wanted}")
    return len(body)


def _without_chunks(body: str) -> str:
    """Join the chunks of a body. Its texts are ASCII, so that characters are bytes."""
    whole = ""
    while body:
        size, _, rest = body.partition("\r\n")
        length = int(size, 16)
        whole += rest[:length]
        body = rest[length + len("\r\n") :]
    return whole


def _events(body: str) -> list[object]:
    return [_event(each) for each in body.split("\n\n")]


def _event(event: str) -> object:
    head, found, data = event.partition("data: ")
    return (head, _plain(json.loads(data))) if found else head


def _plain(value: Any, key: str = "") -> Any:
    """Replace ids and times, which are the server's own."""
    if isinstance(value, dict):
        return {name: _plain(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return ID if key in ("id", "messageID", "time") else value
