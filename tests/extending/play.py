"""Plays what was added to the package in ``PYTHONPATH``, and prints the result."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import aiohttp
import socketio
from click.testing import CliRunner

import vfmock
from vfmock import MockServer, Settings, load_scenario, text
from vfmock.cli.main import cli
from vfmock.contract import load_contract
from vfmock.errors import ScenarioError
from vfmock.settings import from_environment

AGENT = """
name: extended
rules:
  - on: {shout: 3}
    reply: [{twice: "{{ match.said }}"}, {confetti: 7}]
"""
GREETING: Any = {"greeting": "hello"}
"""The new setting, which the options of a server in this checkout don't have."""

BOUND = 60.0
"""Seconds; it takes one."""

SHOUT = {"type": "text", "payload": "HEY"}


async def main(folder: Path) -> dict[str, Any]:
    """What came of each."""
    agent = folder / "agent.yaml"
    agent.write_text(AGENT, encoding="utf-8")
    told: dict[str, Any] = {"package": str(Path(vfmock.__file__).parent)}
    async with MockServer(load_scenario(agent), clock="mock", **GREETING) as server:
        told["setting"] = [
            server.settings.greeting,  # type: ignore[attr-defined]
            from_environment({"VFMOCK_GREETING": "hey"}),
            "--greeting" in run("serve", "--help")[0],
        ]
        server.faults.add("completed late", user="ada")
        told["dialect"] = await talk(server)
        async with aiohttp.ClientSession(server.url) as http:
            async with http.post("/toy/bob", json={"do": SHOUT}) as response:
                told["endpoint"] = [one["type"] for one in (await response.json())["shows"]]
            async with http.get("/__vfmock/agent") as response:
                told["admin call"] = await response.json()
        server.check()
    told["methods"] = await methods()
    told["surface of chat"] = await chat()
    told["command"] = run("hello")
    (folder / "nothing").write_bytes(b"")
    told["check"] = [run("contract", "empty", str(path)) for path in (agent, folder / "nothing")]
    wrong = {"type": "confetti", "payload": {"pieces": 5000}}
    told["trace"] = str(load_contract().check_trace(wrong, "trace"))
    agent.write_text(AGENT.replace("shout", "shuot"), encoding="utf-8")
    try:
        load_scenario(agent)
    except ScenarioError as error:
        told["matcher"] = str(error)
    return told


async def methods() -> list[Any]:
    """The name of the method that the matcher has, and what a rule that it made answers."""
    async with MockServer() as server:
        method = getattr(server.on, "shout")  # noqa: B009 # this checkout does not have it
        method(3).reply(text("heard"))
        async with (
            aiohttp.ClientSession(server.url) as http,
            http.post("/toy/eve", json={"do": SHOUT}) as response,
        ):
            shows = (await response.json())["shows"]
        getattr(server.verify, method.__name__)(3)
    return [method.__name__, [one["type"] for one in shows]]


async def chat() -> tuple[str, int]:
    """What a chat over the new surface shows, and its exit code."""
    async with MockServer() as server:
        server.on.any().reply(text("heard"))
        return await asyncio.to_thread(run, "chat", server.url, "--surface", "toy")


async def talk(server: MockServer) -> list[str]:
    """Shout at the agent in the toy dialect; the last status is late by a fault."""
    heard: list[str] = []
    async with socketio.AsyncSimpleClient() as client:
        await client.connect(server.url, socketio_path=server.path, transports=["websocket"])
        await client.emit("hello", {"who": "ada", "where": "p"})
        await client.receive()
        await client.emit("fresh")
        await client.receive()
        await client.emit("do", {"what": SHOUT})
        for _ in range(4):
            name, payload = await client.receive()
            shown = payload["it"] if name == "shows" else payload
            heard.append(f"{name} {shown.get('type', shown.get('how'))}")
        server.clock.advance(5)
        name, payload = await client.receive()
        heard.append(f"{name} {payload['how']}")
    return heard


def run(*arguments: str) -> tuple[str, int]:
    """What a command prints, and its exit code."""
    result = CliRunner().invoke(cli, arguments)
    return result.output, result.exit_code


if __name__ == "__main__":
    assert Settings().host
    print(json.dumps(asyncio.run(asyncio.wait_for(main(Path(sys.argv[1])), BOUND))))
