"""Several agents on one server: each project has its own, and all share the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.clients.fixtures import ClientFactory
from tests.wire.talk import act, messages, ready, say
from vfmock import MockServer, Rule, Scenario, text
from vfmock.core.faults import FaultRule
from vfmock.core.faults.connection.transport_close import TransportClose
from vfmock.core.matchers.kinds import LaunchMatcher
from vfmock.core.matchers.text import TextMatcher
from vfmock.errors import ScenarioError, SettingError, SnapshotError

KEY = {"Authorization": "VF.DM.1"}


def agent(name: str, **given: Any) -> Scenario:
    """An agent that says its name."""
    rules = (
        Rule(on=LaunchMatcher(), reply=(text(f"{name} {{{{ colour | default('-') }}}}"),)),
        Rule(on=TextMatcher("go"), goto=name),
    )
    return Scenario(name=name, rules=rules, states={name: ()}, **given)


async def launch(server: MockServer, version: str, user: str = "ada") -> str:
    """What an agent says at the launch, over an older call."""
    body = {"action": {"type": "launch"}}
    path = f"/state/{version}/user/{user}/interact"
    async with (
        aiohttp.ClientSession(server.url, headers=KEY) as http,
        http.post(path, json=body) as response,
    ):
        (trace,) = await response.json()
    return str(trace["payload"]["message"])


async def test_each_project_has_its_agent(make_client: ClientFactory) -> None:
    agents = {"shop": agent("shop"), "*/staging": agent("next")}
    with MockServer(agent("main"), agents=agents, clock="mock") as server:
        server.on.text("hi").reply(text("for all"))
        heard: dict[str, list[str]] = {}
        for project in ("shop", "bank"):
            client = make_client("python_async")
            await client.connect(server.url)
            await ready(client, userID="ada", projectID=project)
            heard[project] = messages(await act(client, {"type": "launch"}))
            assert await say(client, "hi") == ["for all"]
        assert heard == {"shop": ["shop -"], "bank": ["main -"]}


async def test_a_user_has_a_conversation_with_each_agent() -> None:
    agents = {"*/staging": agent("next", variables={"colour": "red"})}
    with MockServer(agent("main"), agents=agents, clock="mock") as server:
        assert await launch(server, "production") == "main -"
        assert await launch(server, "staging") == "next red"
        assert [one["turns"] for one in server.sessions] == [1, 1]
        assert await launch(server, "production") == "main red"  # variables are the user's
        assert [one["turns"] for one in server.sessions] == [2, 1]


async def test_a_snapshot_goes_on_with_its_agent() -> None:
    agents = {"*/staging": agent("next")}
    with MockServer(agent("main"), agents=agents, clock="mock") as server:
        await launch(server, "staging")
        snapshot = server.snapshot(server.sessions[0]["id"])
    with MockServer(agent("main"), agents=agents, clock="mock") as other:
        other.restore_session(snapshot)
        assert await launch(other, "staging") == "next -"
        assert other.sessions[0]["turns"] == 2


@pytest.mark.parametrize(
    ("agents", "problem"),
    [
        ({"shop/main": agent("shop")}, ", did you mean 'shop/main' (known: shop/main)"),
        ({}, ""),
    ],
)
def test_a_snapshot_of_an_agent_that_is_not_here_is_refused(agents: Any, problem: str) -> None:
    snapshot = {"user": "ada", "project": "p", "agent": "shop/mian"}
    with MockServer(agent("main"), agents=agents) as server:
        with pytest.raises(SnapshotError) as caught:
            server.restore_session(snapshot)
        assert str(caught.value) == f"no agent 'shop/mian' among 'agents' of this server{problem}"
        assert server.sessions == []


def test_a_state_of_any_agent_can_be_gone_to() -> None:
    with MockServer(agent("main"), agents={"shop": agent("shop")}) as server:
        server.on.text("x").goto("shop")
        server.check()


async def test_files_and_names_are_agents_too(tmp_path: Path) -> None:
    file = tmp_path / "next.yaml"
    file.write_text("rules: [{on: launch, reply: [text: from a file]}]", encoding="utf-8")
    with MockServer(agent("main"), agents=[f"*/staging={file}", "x=support"]) as server:
        assert await launch(server, "staging") == "from a file"


def test_an_agent_with_faults_is_refused() -> None:
    faulty = agent("shop", faults=(FaultRule(fault=TransportClose()),))
    with pytest.raises(ScenarioError) as caught:
        MockServer(agents={"shop": faulty})
    assert str(caught.value).startswith("the scenario 'shop' of the agent 'shop' has 'faults'")


@pytest.mark.parametrize(
    ("agents", "problem"),
    [
        (["shop"], "'agents': wanted NAME=VALUE, got 'shop'"),
        ({"a/b/c/d": agent("x")}, "'agents': wanted PROJECT, "),
    ],
)
def test_wrong_agents_are_refused(agents: Any, problem: str) -> None:
    with pytest.raises(SettingError) as caught:
        MockServer(agents=agents)
    assert str(caught.value).startswith(problem)
