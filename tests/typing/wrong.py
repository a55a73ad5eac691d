"""Calls that are wrong: every type checker finds something in each line that is marked, and only
there."""

from __future__ import annotations

from vfmock import (
    Button,
    Fallback,
    MockServer,
    Rule,
    Scenario,
    SessionOptions,
    Settings,
    audio,
    card,
    carousel,
    choice,
    completion,
    end,
    fault,
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
from vfmock.core.matchers.event import EventMatcher
from vfmock.core.matchers.text import TextMatcher


def options() -> None:
    """What a server does not take."""
    MockServer(prot=1)  # wrong
    MockServer(port="1")  # wrong
    MockServer(7)  # wrong
    MockServer("support", Settings())  # wrong
    MockServer("support", scenario="voice")  # wrong
    MockServer(fallback="ecko")  # wrong
    MockServer(clock="fake")  # wrong
    MockServer(key_lifetime=[1])  # wrong
    MockServer(seed=1.5)  # wrong
    Settings(prot=1)  # wrong
    Settings().but(prot=1)  # wrong
    Settings(3000)  # wrong


def on(server: MockServer) -> None:
    """What is no rule."""
    server.on.txt("hi")  # wrong
    server.on.text(5, 6, 7)  # wrong
    server.on.text(contain="x")  # wrong
    server.on.text(equals=5)  # wrong
    server.on.text("a", None, None, False, 1)  # wrong
    server.on.launch("x")  # wrong
    server.on.path()  # wrong
    server.on.intent("order", min_confidence="high")  # wrong
    server.on.either(TextMatcher("a"), EventMatcher("b"))  # wrong
    server.on.text("hi", times=1)  # wrong
    server.on("hi")  # wrong
    server.on(lambda: True)  # wrong
    server.on.text("hi").reply("hello")  # wrong
    server.on.text("hi").replies(text("hello"))  # wrong
    server.on.text("hi").then("again")  # wrong
    server.on.text("hi").times("2")  # wrong
    server.on.text("hi").goto(1)  # wrong
    server.in_state("menu").txt("1")  # wrong
    server.in_state(1)  # wrong
    server.in_state("menu", override="yes")  # wrong
    server.override.txt("1")  # wrong
    server.expect.txt("hi")  # wrong
    server.expect.text(5)  # wrong
    server.expect.text("hi").reply("hello")  # wrong


def verify(server: MockServer) -> None:
    """What is no verification."""
    server.verify.nothing_like_this()  # wrong
    server.verify.txt("hi")  # wrong
    server.verify.text(5)  # wrong
    server.verify.text("hi", time=1)  # wrong
    server.verify.text("hi", times="1")  # wrong
    server.verify.text("hi", within=[2])  # wrong
    server.verify.text("hi").reply(text("x"))  # wrong
    server.verify.action("text")  # wrong
    server.verify.action(typ="text")  # wrong
    server.verify.no_actions(within=1)  # wrong
    server.verify.connection("c1")  # wrong
    server.verify.connection(transport="webtransport")  # wrong
    server.verify.connection(headers=["X-Tenant"])  # wrong
    server.verify("hi")  # wrong
    server.verify(TextMatcher("a"), 2)  # wrong


def steps() -> None:
    """What is no step."""
    text()  # wrong
    text(5)  # wrong
    text("Hi!", 500)  # wrong
    text("Hi!", delay="1s")  # wrong
    speak(sound="u")  # wrong
    audio("Hi!", seconds=[1])  # wrong
    audio("Hi!", 2)  # wrong
    completion("Hi!", chunk="a")  # wrong
    completion("Hi!", per_seconds=10)  # wrong
    choice(["A", "B"])  # wrong
    choice(1)  # wrong
    Button("A")  # wrong
    Button(nam="A")  # wrong
    card("Title", buttons="A")  # wrong
    carousel("A")  # wrong
    carousel(layout="Grid")  # wrong
    visual()  # wrong
    visual("u", width="1")  # wrong
    no_reply()  # wrong
    no_reply(None)  # wrong
    pause()  # wrong
    pause([1])  # wrong
    pause(minutes=1)  # wrong
    trace("log")  # wrong
    tool_call(state="middle")  # wrong
    reasoning(7)  # wrong
    trace_template("log")  # wrong
    fault()  # wrong
    fault(7)  # wrong
    restart(whom="everyone")  # wrong
    restart(action="launch")  # wrong
    end(7)  # wrong


def scenario() -> None:
    """What is no scenario."""
    SessionOptions(idle_timeout=[1])  # wrong
    SessionOptions(idle=1)  # wrong
    Fallback(mode="ecko")  # wrong
    Rule(reply=(text("Hi!"),))  # wrong
    Rule(on="launch")  # wrong
    Rule(on=TextMatcher("a"), reply=("Hi!",))  # wrong
    Scenario(rulez=())  # wrong
    Scenario(rules=[Rule(on=TextMatcher(5))])  # wrong
    load_scenario(7)  # wrong


async def life(server: MockServer) -> None:
    """What a server does not do."""
    server.strat()  # wrong
    server.load(7)  # wrong
    server.clock.advance(None)  # wrong
    server.clock.advance(minute=1)  # wrong
    server.clock.autojump = "yes"  # wrong
    server.end_session("ada")  # wrong
    server.begin_session("ada")  # wrong
    server.begin_session("ada", "p", "menu")  # wrong
    server.restore_session("session")  # wrong
    server.snapshot()  # wrong
    server.restart([2])  # wrong
    server.restart(2, True)  # wrong
    server.restart(action="launch")  # wrong
    server.instances[0].restart(user="ada")  # wrong
    server.faults.add(7)  # wrong
    server.faults.add("transport close", n=2)  # wrong
    server.faults.add("transport close", times="often")  # wrong
    server.faults.inject(None)  # wrong
    await server.drain([1])  # wrong
