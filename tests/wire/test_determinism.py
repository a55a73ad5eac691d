"""The same scenario with the same seed under the mock clock gives the same bytes twice."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, get_args

import pytest

from tests.folders import PRESETS
from tests.wire.recorder import Transport, recorder
from vfmock import MockServer
from vfmock.types import JSONObject

SEEDS = {"flaky-mobile": 32, "corporate-proxy": 32, "rolling-deploy": 11, "slow-llm": 32}
"""For each preset one with which all of its faults happen to one of the agents or both."""


METADATA = {
    "userID": "ada",
    "projectID": "p",
    "config": {"completionEvents": True, "audioEvents": True},
}


def say(words: str) -> JSONObject:
    """The user says something."""
    return {"type": "text", "payload": words}


SCRIPTS: dict[str, list[JSONObject]] = {
    "support": [
        {"type": "launch", "payload": {}},
        say("Where is my order?"),
        say("It is 10042"),
        say("I want to return something"),
        {"type": "path-oak-desk", "payload": {"label": "Oak desk"}},
        {"type": "intent", "payload": {"intent": {"name": "wrong_item"}}},
        say("This is terrible"),
        say("The lamp came broken, and nobody answers"),
        say("When are you open? Opening hours, please"),
        say("Give me a human"),
        say("Hello?"),
        say("Anybody there?"),
        say("Read that aloud"),
        {"type": "event", "payload": {"event": {"name": "agent_unavailable"}}},
        {"type": "no-reply"},
        say("bye"),
    ],
    "voice": [
        {"type": "launch", "payload": {}},
        say("When are you open?"),
        {"type": "no-reply"},
        say("An appointment, please"),
        say("On sunday"),
        say("Then monday"),
        say("no"),
        say("On tuesday"),
        say("yes"),
        {"type": "launch", "payload": {}},
        say("What are your hours?"),
        say("goodbye"),
    ],
}


@dataclass
class Run:
    """The result of a script."""

    frames: list[str]
    journal: list[JSONObject]

    def applied(self) -> set[str]:
        """The faults that happened."""
        return {entry["fault"] for entry in self.journal if entry["name"] == "fault"}


async def play(agent: str, preset: str, transport: Transport, *, other: int = 0) -> Run:
    """Play a script of actions on a fresh server; ``other`` gives another seed."""
    options: dict[str, Any] = {
        "clock": "mock",
        "seed": SEEDS[preset] + other,
        "ping_interval": 3600,
    }
    with MockServer(agent, preset=(preset,), **options) as server:
        async with recorder(server, transport, METADATA) as client:
            for number, action in enumerate(SCRIPTS[agent]):
                if not await client.act(action, f"m{number}" if number % 2 else None):
                    break
            await client.drain()
            frames = list(client.frames)
            journal = [_from_the_seed(entry.to_json()) for entry in server.journal]
    return Run(frames, journal)


def _from_the_seed(entry: JSONObject) -> JSONObject:
    """An entry without what a client's library drew: the headers of the handshake."""
    return {**entry, "payload": ""} if entry["name"] == "connect" else entry


SHOWN: dict[str, dict[str, set[str]]] = {
    "flaky-mobile": {
        "websocket": {"connection reset", "latency", "transport close", "accepted then nothing"},
        "polling": {"connection reset", "latency", "transport close", "accepted then nothing"},
    },
    "corporate-proxy": {
        "websocket": {"handshake delay", "http error", "websocket blocked"},
        "polling": {"handshake delay", "split"},
    },
    "rolling-deploy": {
        "websocket": {"http error", "new session required", "server restart"},
        "polling": {"http error", "new session required", "server restart"},
    },
    "slow-llm": {
        "websocket": {"completed missing", "error in turn", "latency"},
        "polling": {"completed missing", "error in turn", "latency"},
    },
}
"""What happens in each run: a comparison of runs without faults would show nothing."""


def test_every_preset_is_played() -> None:
    assert sorted(SHOWN) == sorted(path.stem for path in PRESETS.glob("*.yaml"))


@pytest.mark.parametrize("transport", get_args(Transport))
@pytest.mark.parametrize("preset", SHOWN)
@pytest.mark.parametrize("agent", SCRIPTS)
async def test_the_same_seed_gives_the_same_bytes(
    agent: str, preset: str, transport: Transport
) -> None:
    one = await play(agent, preset, transport)
    two = await play(agent, preset, transport)
    assert one.frames == two.frames
    assert one.journal == two.journal
    assert one.applied() >= SHOWN[preset][transport]
    refused = (preset, transport) == ("corporate-proxy", "websocket")
    assert len(one.frames) > (5 if refused else 50)


@pytest.mark.parametrize("agent", SCRIPTS)
async def test_another_seed_gives_other_bytes(agent: str) -> None:
    """The comparison can fail: ids, chances, delays and made-up names all come from the seed."""
    one = await play(agent, "flaky-mobile", "websocket")
    two = await play(agent, "flaky-mobile", "websocket", other=1)
    assert one.frames != two.frames
    assert one.journal != two.journal
    assert {entry["session"] for entry in one.journal} & {
        entry["session"] for entry in two.journal
    } <= {""}


async def test_parallel_servers_do_not_disturb_each_other() -> None:
    alone = await play("support", "slow-llm", "websocket")
    again = await asyncio.gather(*[play("support", "slow-llm", "websocket") for _ in range(3)])
    assert [run.frames for run in again] == [alone.frames] * 3
