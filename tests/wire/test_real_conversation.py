"""A long conversation as real ones are passes unchanged: raw traces, schemas and the checker."""

from __future__ import annotations

from pathlib import Path

import orjson
import yaml

from tests.clients.base import WireClient
from tests.clients.fixtures import ClientFactory
from tests.wire.conversations import TURNS, long_conversation
from tests.wire.talk import act, ready, statuses
from vfmock import MockServer
from vfmock.checks.transcript import check_transcript
from vfmock.contract import load_contract
from vfmock.types import JSONObject


def written(folder: Path) -> Path:
    """The conversation as a scenario file."""
    rules = [
        {"on": {"text": f"question {number}"}, "reply": [{"trace": one} for one in traces]}
        for number, (_, traces) in enumerate(long_conversation())
    ]
    file = folder / "long.yaml"
    file.write_text(yaml.safe_dump({"rules": rules}), encoding="utf-8")
    return file


async def talk(client: WireClient) -> list[list[JSONObject]]:
    """Say everything; return the traces that answer each turn."""
    answers = []
    for action, _ in long_conversation():
        events = await act(client, action)
        assert statuses(events) == ["accepted", "completed"]
        answers.append([args[0]["trace"] for name, args in events if name == "action.trace"])
    return answers


async def test_a_long_conversation_passes_unchanged(
    tmp_path: Path, make_client: ClientFactory
) -> None:
    wanted = [traces for _, traces in long_conversation()]
    with MockServer(written(tmp_path)) as server:
        client = make_client("node")
        await client.connect_via(server.url, "websocket")
        await ready(client)
        assert await talk(client) == wanted
        server.check()
        assert server.journal.notes("violation") == []
        lines = [orjson.dumps(entry.to_json()) for entry in server.journal]
    checked = check_transcript(b"\n".join(lines), "long.jsonl", load_contract())
    assert (list(checked.findings), len(wanted)) == ([], TURNS)
