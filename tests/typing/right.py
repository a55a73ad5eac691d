"""Calls that are right: no type checker finds anything here, and what they give has its type."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Unpack, assert_type

from vfmock import (
    Action,
    Button,
    Card,
    Document,
    Fallback,
    Journal,
    Knowledge,
    MockServer,
    Question,
    Rule,
    Scenario,
    SessionOptions,
    Settings,
    StoredFile,
    Widget,
    WidgetSpacing,
    audio,
    card,
    carousel,
    choice,
    completion,
    end,
    fault,
    knowledge,
    load_scenario,
    no_reply,
    pause,
    reasoning,
    restart,
    speak,
    text,
    tool_call,
    trace,
    trace_template,
    visual,
)
from vfmock.core.faults import FaultRule
from vfmock.core.faults.wire.latency import Latency
from vfmock.core.matchers.event import EventMatcher
from vfmock.core.matchers.text import TextMatcher
from vfmock.core.matchers.who import UserMatcher
from vfmock.core.steps import Step
from vfmock.core.turn import Turn
from vfmock.durations import duration
from vfmock.options import ServerOptions
from vfmock.server.rules import ExpectedRule, RuleBuilder


def options() -> None:
    """What a server takes."""
    MockServer()
    MockServer("support", port=0, seed=7, fallback="echo", clock="mock", autojump=True)
    MockServer(Path("pizza.yaml"), key_lifetime="1h", ping_interval=2, restart_grace="500ms")
    MockServer(Scenario(name="x"), settings=Settings(port=3000, key_lifetime=None), host="::1")
    MockServer(api_keys=["a", "b"], preset=("flaky-mobile",), journal_limit=None)
    Settings(key_lifetime="1h", ping_timeout=3, scenario="support").but(restart_grace="1s")


def a_server_of_mine(**given: Unpack[ServerOptions]) -> MockServer:
    """Options can be handed on."""
    return MockServer("support", **given)


def on(server: MockServer) -> None:
    """A method for each matcher, and a chain that grows."""
    assert_type(server.on.text("hi"), RuleBuilder)
    server.on.text().reply(text("Hello."))
    server.on.text(contains="a", ignore_case=True).reply(text("a")).reply(text("b")).then("cycle")
    server.on.text(regex="x").set(a=1, b=[2]).goto("s").times(2).probability(0.5).named("n")
    server.on.launch().reply(text("Hi!"), choice("Order", Button(name="Track", path="t")))
    server.on.intent("order", entities={"size": "large"}, min_confidence=0.5)
    server.on.event("e")
    server.on.button()
    server.on.path("x")
    server.on.no_reply()
    server.on.dtmf("1")
    server.on.end()
    server.on.type("t")
    server.on.payload({"a": [1]})
    server.on.user("u")
    server.on.variable({"a": None})
    server.on.either([TextMatcher("a"), EventMatcher("b")])
    server.on.not_(TextMatcher("a"))
    server.on.any()
    server.on(
        (TextMatcher("hi") | EventMatcher("hi")) & ~UserMatcher("bob"),
        lambda action: len(action.text or "") > 3,
    )
    server.in_state("menu").text("1").reply(text("One.")).goto("start")
    server.in_state("menu", override=True).text("1").reply(text("Two."))
    assert_type(server.override.text("1"), RuleBuilder)
    assert_type(server.remarks, list[str])
    assert_type(server.errors, list[BaseException])
    assert_type(server.expect.launch(), ExpectedRule)
    assert_type(server.expect.launch().reply(text("Hi!")).times(1), ExpectedRule)
    server.expect(TextMatcher("a")).times(0)


def verify(server: MockServer) -> None:
    """A method for each matcher, with how often and how long to wait."""
    server.verify.text("order", times=1, within="2s")
    server.verify.text(regex="x", within=0.5)
    server.verify.launch(times=0)
    server.verify.no_reply()
    server.verify.action(type="text", payload="order", user="ada", times=1, within="500ms")
    server.verify.no_actions()
    server.verify.webhook("runtime.session.end", user="ada", data={"endReason": "x"}, times=1)
    server.verify.connection()
    server.verify.connection(
        auth={"token": "t"},
        query={"a": "b", "list": ["c", "d"], "none": None},
        headers={"X-Tenant": "acme"},
        transport="polling",
        address="127.0.0.1",
        times=1,
        within="2s",
    )
    server.verify(TextMatcher("a") | TextMatcher("b"), times=2, within=1)
    server.verify(wants)


def wants(action: Action) -> bool:
    """A function that gets the action."""
    return action.type == "odd"


def count(turn: Turn) -> Iterator[Step]:
    """A function that makes steps."""
    for number in range(turn.number):
        yield text(f"{number}")


def steps(server: MockServer) -> None:
    """Every step."""
    server.on.any().reply(
        text("Hi!", delay=0),
        speak("Hi!", voice="v"),
        speak(src="https://example.com/a.mp3"),
        audio("Hi!", seconds="2s", chunk="100ms", paced=True),
        audio("Hi!", seconds=2, content="AA=="),
        completion("Hello there", chunk=4, per_second=10, first_after="1s", tokens=7),
        choice("A", Button(name="B")),
        card("Title", description="d", image_url="u", buttons=["A", Button(name="B")]),
        carousel(Card(title="A"), Card(title="B"), layout="List"),
        visual("u", width=1, height=2),
        no_reply("8s"),
        no_reply(8),
        pause("500ms"),
        pause(0.5),
        trace({"type": "log"}, payload=1),
        trace(type="mine", payload={"a": 1}),
        trace_template(type="mine", payload="{{ user.id }}"),
        reasoning("An order is open", chunk=4),
        tool_call("c1", sound="typing", seconds="2s"),
        tool_call("c1", state="end"),
        fault("transport close"),
        fault({"trace huge": {"size": 900_000}}),
        fault(Latency(fixed=duration("3s"))),
        restart("2s", whom="all", replay=False),
        restart(2, action={"type": "launch"}),
        end("left"),
        knowledge(),
        knowledge("{{ size }}", limit=1, otherwise="No idea."),
        count,
        lambda turn: text(turn.action.text or ""),
    )


def scenario() -> Scenario:
    """A scenario in Python."""
    return Scenario(
        session=SessionOptions(idle_timeout="30m", max_length=86400, action_timeout=None),
        fallback=Fallback(mode="no-match", reply=(text("Only pizza."),)),
        rules=(Rule(on=TextMatcher("pizza"), reply=(text("Which size?"),)),),
        knowledge=Knowledge(
            documents=(Document(content="Open until 18.", metadata={"lang": "en"}),),
            questions=(Question(question="refund", answer=None),),
        ),
        widget=Widget(
            title="Pizza",
            position="left",
            stylesheet=("a.css", "b.css"),
            spacing=WidgetSpacing(side=20),
            more={"chat": {}},
        ),
    )


async def life(server: MockServer) -> None:
    """All else that a server does."""
    with server as running:
        assert_type(running, MockServer)
    async with server as running:
        assert_type(running.url, str)
        assert_type(running.ca_file, str)
        assert_type(running.proxy_variables, dict[str, str])
    server.start().stop()
    server.load("support")
    server.load(load_scenario("voice"))
    assert_type(server.scenario, Scenario)
    assert_type(server.journal, Journal)
    assert_type(server.files, list[StoredFile])
    assert_type(server.files[0].content, bytes)
    server.clock.advance("30m")
    server.clock.advance(30, minutes=1, hours=2, days=3)
    server.clock.autojump = True
    assert_type(server.clock.now() + (server.clock.next_deadline() or 0), float)
    assert_type(server.clock.advance_to_next(), float | None)
    server.end_session("ada", "left")
    assert_type(server.begin_session("ada", "p", state="menu", variables={"n": 1}), str)
    assert_type(server.begin_session("ada", "p", environment="development"), str)
    assert_type(server.restore_session(server.snapshot("session")), str)
    server.restart("2s", replay=False, user="ada")
    server.restart(grace=2, action={"type": "launch"}, instance=0)
    server.instances[0].restart("2s")
    server.faults.add("transport close", on="action.trace", nth=2, times="always").remove()
    server.faults.add({"http error": 503}, times=2, probability=0.5, user="ada")
    server.faults.add(FaultRule(fault=Latency()))
    server.faults.inject("completed twice", user="ada")
    server.faults.clear()
    assert_type(server.conversation(), str)
    server.reset()
    server.check()
    await server.drain("5s")
    await server.drain()
