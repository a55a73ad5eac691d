"""The same scenario with the same seed under the mock clock gives the same bytes twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_args

import pytest

from tests.wire.recorder import Transport, recorder
from vfmock import MockServer
from vfmock.types import JSONObject

SEED = 11
AGENTS = ("support", "voice")
PRESETS = ("flaky-mobile", "corporate-proxy", "rolling-deploy", "slow-llm")

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
    """What came of a script."""

    frames: list[str]
    journal: list[JSONObject]

    def applied(self) -> set[str]:
        """The faults that happened."""
        return {entry["fault"] for entry in self.journal if entry["name"] == "fault"}


async def play(agent: str, preset: str, transport: Transport, seed: int = SEED) -> Run:
    """Play a script of actions on a fresh server."""
    options: dict[str, Any] = {"clock": "mock", "seed": seed, "ping_interval": 3600}
    with MockServer(agent, preset=(preset,), **options) as server:
        async with recorder(server, transport, METADATA) as client:
            for number, action in enumerate(SCRIPTS[agent]):
                if not await client.act(action, f"m{number}" if number % 2 else None):
                    break
            frames = list(client.frames)
            journal = [entry.to_json() for entry in server.journal]
    return Run(frames, journal)


@pytest.mark.slow
@pytest.mark.parametrize("transport", get_args(Transport))
@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("agent", AGENTS)
async def test_the_same_bytes_come_twice(agent: str, preset: str, transport: Transport) -> None:
    one = await play(agent, preset, transport)
    two = await play(agent, preset, transport)
    assert one.frames == two.frames
    assert one.journal == two.journal
    print(sorted(one.applied()), len(one.frames), len(one.journal))
