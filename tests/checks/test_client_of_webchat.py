"""A client that speaks the web chat's dialect is checked by the same rules."""

from __future__ import annotations

from typing import Any

from tests.runtime.bench import USER, Bench
from vfmock.checks.client import ClientCheck, Ending
from vfmock.contract import load_contract
from vfmock.core.matchers.text import TextMatcher
from vfmock.core.scenario import Rule, Scenario
from vfmock.core.steps.pause import pause
from vfmock.core.traces.no_reply import no_reply
from vfmock.core.traces.text import text

HI = Rule(on=TextMatcher("hi"), reply=(text("Hello"),))
ASK = Rule(on=TextMatcher("ask"), reply=(text("Well?"), no_reply(10)))
SLOW = Rule(on=TextMatcher("slow"), reply=(text("One"), pause(30), text("Two")))


class Page:
    """A page with a web chat, and a mock that is checking it."""

    def __init__(self) -> None:
        self.bench = Bench(Scenario(rules=(HI, ASK, SLOW)))
        self.key = ""

    def come(self, **said: Any) -> None:
        """Connect and shake hands."""
        self.client = self.bench.client()
        started, *_ = self.client.emit("start", {**USER, **said})
        if started[1]["newSessionRequired"]:
            (created,) = self.client.emit("session-key-update")
            self.key = created[1]["sessionKey"]

    def say(self, words: str) -> None:
        """Say something."""
        self.client.emit("action", {"action": {"type": "text", "payload": words}})

    def broken(self, *, patience: float = 5) -> list[str]:
        """The rules that the client broke."""
        check = ClientCheck(load_contract(), "run.jsonl", patience=patience)
        began = next(iter(self.bench.journal)).at
        for entry in self.bench.journal:
            check.feed(entry, entry.at - began)
        now = self.bench.clock.now() - began
        return [finding.rule for finding in check.finish(Ending(code=0, timeout=60), now)]


def test_a_correct_client_has_no_findings() -> None:
    page = Page()
    page.come()
    page.say("hi")
    page.say("slow")
    page.client.emit("cancel")
    page.client.emit("keep-alive")
    page.client.leave()
    page.come(sessionKey=page.key, lastReceivedAt=0)
    page.say("hi")
    page.client.leave()
    assert page.broken() == []


def test_a_client_that_forgets_its_key_is_found() -> None:
    page = Page()
    page.come()
    page.say("hi")
    page.client.leave()
    page.come()
    assert page.broken() == ["start.key-kept"]


def test_a_client_that_sends_two_actions_at_once_is_found() -> None:
    page = Page()
    page.come()
    page.say("slow")
    page.say("hi")
    assert page.broken() == ["action.wait"]


def test_a_client_that_sends_what_the_dialect_does_not_have_is_found() -> None:
    page = Page()
    page.come()
    page.client.emit("cancle")
    page.client.emit("action", {"action": {"type": 7}})
    assert page.broken() == ["event.known", "payload"]


def test_a_client_that_reports_no_silence_is_found() -> None:
    page = Page()
    page.come()
    page.say("ask")
    page.bench.clock.advance(30)
    page.client.emit("keep-alive")
    assert page.broken() == ["no-reply.missed"]


def test_a_client_that_says_what_no_rule_takes_is_found() -> None:
    page = Page()
    page.come()
    page.say("what")
    assert page.broken() == ["action.taken"]
