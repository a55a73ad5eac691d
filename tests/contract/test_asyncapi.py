"""The AsyncAPI document: the reference parser takes it, and it has the same schemas."""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests import folders
from tests.clients.base import PATH
from tests.clients.fixtures import require_node
from tests.clients.node_client import NODE_DIRECTORY
from vfmock.contract import load_contract
from vfmock.types import JSON

pytestmark = pytest.mark.slow

SCHEMAS = load_contract().schemas
ERROR, WARNING = 0, 1


def parse(file: Path) -> dict[str, Any]:
    """What the reference parser says of a document, and what it found in it."""
    require_node()
    command = ["node", str(NODE_DIRECTORY / "asyncapi.mjs"), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    parsed: dict[str, Any] = json.loads(done.stdout)
    return parsed


@cache
def document() -> dict[str, Any]:
    """The document that ships, parsed."""
    return parse(folders.SCHEMAS / "documented" / "asyncapi.yaml")


def mistakes(parsed: dict[str, Any]) -> list[str]:
    """Errors and warnings; not that there is a later version of AsyncAPI."""
    return [one["message"] for one in parsed["diagnostics"] if one["severity"] <= WARNING]


def in_folder(name: str) -> dict[str, JSON]:
    """The schemas of a folder by their names there."""
    return {
        one.removeprefix(f"{name}/"): schema
        for one, schema in SCHEMAS.items()
        if one.startswith(f"{name}/")
    }


def plain(value: JSON) -> JSON:
    """A value without the notes of the parser."""
    if isinstance(value, dict):
        return {k: plain(one) for k, one in value.items() if not k.startswith("x-parser-")}
    return [plain(one) for one in value] if isinstance(value, list) else value


def test_the_document_is_valid() -> None:
    assert mistakes(document()) == []
    assert document()["summary"]["version"] == "3.0.0"
    assert document()["summary"]["address"] == PATH


def test_every_event_is_a_message_with_its_schema() -> None:
    events = {**in_folder("documented/client-events"), **in_folder("documented/server-events")}
    messages = document()["summary"]["messages"]
    assert set(messages) == set(events)
    for name, schema in events.items():
        assert plain(messages[name]) == schema


def test_the_server_receives_client_events_and_sends_server_events() -> None:
    operations = document()["summary"]["operations"].values()
    assert all(len(one["messages"]) == 1 for one in operations)
    received = {one["messages"][0] for one in operations if one["action"] == "receive"}
    sent = {one["messages"][0] for one in operations if one["action"] == "send"}
    assert received == set(in_folder("documented/client-events"))
    assert sent == set(in_folder("documented/server-events"))
    for one in operations:
        assert set(one["replies"]) <= sent
        assert bool(one["replies"]) is (one["action"] == "receive")


def test_every_action_and_trace_is_among_the_components() -> None:
    schemas = {name.removesuffix(".json") for name in document()["summary"]["schemas"]}
    actions, traces = in_folder("actions"), in_folder("traces")
    assert schemas == {f"actions/{one}" for one in actions} | {f"traces/{one}" for one in traces}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("action: receive", "action: recieve"),
        ("./client-events/client.start.json", "./client-events/client.stop.json"),
        ("'#/channels/interact/messages/error'", "'#/channels/interact/messages/mistake'"),
        ("asyncapi: 3.0.0", "asyncapi: 3"),
    ],
)
def test_a_changed_document_is_found(tmp_path: Path, old: str, new: str) -> None:
    copy = tmp_path / "schemas"
    shutil.copytree(folders.SCHEMAS, copy)
    file = copy / "documented" / "asyncapi.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert any(one["severity"] == ERROR for one in parse(file)["diagnostics"])
