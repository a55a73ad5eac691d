"""A recording of the mock has no findings; a beginning of one has only open ends as findings."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checks.lifecycle.tape import good
from tests.checks.transcripts import Entries, check, record, rules
from vfmock.core.faults import FAULTS, FaultRule
from vfmock.core.faults.base import AnswerFault

pytestmark = pytest.mark.slow

SEEDS = range(200)

HASTY = "action.wait"
"""These clients try what happens when actions overlap, which is supported."""


@pytest.mark.parametrize("first", SEEDS[::20])
def test_the_recordings_of_the_mock_have_no_findings(first: int) -> None:
    for seed in range(first, first + 20):
        findings = [one for one in check(record(seed)).findings if one.rule != HASTY]
        assert findings == [], f"seed {seed}: {findings[0]}"


@pytest.mark.parametrize("share", [0.5, 1.0])
def test_the_recordings_of_web_chats_have_no_findings(share: float) -> None:
    seen: set[str] = set()
    for seed in SEEDS[:40]:
        entries = record(seed, webchat=share)
        findings = [one for one in check(entries).findings if one.rule != HASTY]
        assert findings == [], f"seed {seed}: {findings[0]}"
        seen |= {f"{entry['direction']} {entry['name']}" for entry in entries}
    assert {
        "in action.cancel",
        "in keep-alive",
        "out action.cancelled",
        "out replay",
        "out state",
        "out session.ended",
    } <= seen


def test_the_recordings_have_every_kind_of_event() -> None:
    seen: Counter[str] = Counter()
    for seed in SEEDS[:60]:
        for entry in record(seed):
            payload = entry["payload"]
            detail = payload if entry["direction"] != "note" else {}
            trace = detail.get("trace", {})
            state = (trace.get("payload") or {}).get("state")
            word = detail.get("status") or trace.get("type") or detail.get("reason")
            seen[" ".join(filter(None, (entry["direction"], entry["name"], word, state)))] += 1
            if entry["name"] == "client.started":
                seen[f"newSessionRequired {payload['newSessionRequired']}"] += 1
    assert {
        "in client.start",
        "newSessionRequired True",
        "newSessionRequired False",
        "in session.create",
        "in action.send",
        "out action.status accepted",
        "out action.status rejected",
        "out action.status completed",
        "out action.trace completion content",
        "out action.trace audio end",
        "out action.trace no-reply",
        "out action.trace end",
        "out session.ended end_of_diagram",
        "out session.ended inactivity_timeout",
        "out session.ended user_ended",
        "out server.restart",
        "out error",
        "note disconnect",
    } <= set(seen)


@pytest.mark.parametrize("seed", [3, 8])
def test_a_changed_recording_has_findings(seed: int) -> None:
    entries = record(seed)
    completed = [n for n, one in enumerate(entries) if one["name"] == "action.status"][-1]
    assert rules([*entries, entries[completed]]) != []


PREFIXES = {seed: record(seed) for seed in range(40)}


def beginnings(entries: Entries) -> st.SearchStrategy[Entries]:
    """Any number of lines from the start on."""
    return st.integers(0, len(entries)).map(lambda count: entries[:count])


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(PREFIXES)).flatmap(lambda seed: beginnings(PREFIXES[seed])))
def test_a_beginning_of_a_recording_has_only_open_ends(entries: Entries) -> None:
    allowed = ("open.", HASTY) if entries else ("transcript.empty",)
    assert [rule for rule in rules(entries) if not rule.startswith(allowed)] == []


@given(beginnings(good().entries))
def test_a_beginning_of_the_good_transcript_has_only_open_ends(entries: Entries) -> None:
    allowed = ("open.",) if entries else ("transcript.empty",)
    assert [rule for rule in rules(entries) if not rule.startswith(allowed)] == []


def test_a_beginning_can_have_an_open_end() -> None:
    entries = good().cut(after="m1 accepted").entries
    assert rules(entries) == ["open.action"]


ANSWERS = sorted(name for name, fault in FAULTS.items() if issubclass(fault, AnswerFault))

LEGAL = {
    "action rejected",
    "audio chunks missing",
    "error in turn",
    "new session required",
    "session invalidated",
    "session.created malformed key",
    "trace burst",
    "trace huge",
    "trace of unknown type",
    "traces out of order",
}
"""What they do a server may do too, if it is in the mood."""


def arm(name: str) -> FaultRule:
    """A fault that happens again and again."""
    often = 0.9 if name == "audio chunks missing" else 0.3
    return FaultRule(fault=FAULTS[name](), times="always", probability=often)


@pytest.mark.parametrize("name", ANSWERS)
def test_the_effect_of_a_fault_of_the_mock_is_exempt(name: str) -> None:
    outcomes = [check(record(seed, arm(name))) for seed in range(8)]
    findings = [finding for one in outcomes for finding in one.findings]
    assert [str(finding) for finding in findings if finding.who != "client"] == []
    assert sum(one.exempt for one in outcomes) > 0


@pytest.mark.parametrize("name", sorted(set(ANSWERS) - LEGAL))
def test_the_effect_of_a_fault_is_found_when_the_fault_is_not_named(name: str) -> None:
    for seed in range(20):
        entries = record(seed, arm(name))
        told = [{**one, "fault": ""} for one in entries if one["name"] != "fault"]
        if any(finding.who == "server" for finding in check(told).findings):
            return
    pytest.fail("in no recording")


@pytest.mark.parametrize("name", ["latency", "jitter", "transport close"])
def test_a_fault_that_keeps_the_order_makes_nothing_exempt(name: str) -> None:
    for seed in range(8):
        outcome = check(record(seed, arm(name)))
        assert outcome.exempt == 0
        # This client does not wait for late answers.
        assert {finding.who for finding in outcome.findings} <= {"client"}
