"""The ledger: the verdict on each point, from what was seen."""

from __future__ import annotations

from vfmock.checks.conformance import POINTS, Ledger
from vfmock.checks.conformance.ledger import LENGTH
from vfmock.checks.findings import Verdict


def verdict(ledger: Ledger, point: str) -> Verdict:
    (found,) = (one for one in ledger.verdicts() if one.point == point)
    return found


def test_every_point_has_a_verdict_in_the_order_of_the_page() -> None:
    verdicts = Ledger().verdicts()
    assert [one.point for one in verdicts] == list(POINTS)
    assert {one.outcome for one in verdicts} == {"not tried"}
    assert all(one.detail for one in verdicts)


def test_a_point_that_is_met_has_no_detail() -> None:
    ledger = Ledger()
    ledger.met("rule.path", "rule.init.1")
    assert (verdict(ledger, "rule.path").outcome, verdict(ledger, "rule.path").detail) == (
        "met",
        "",
    )
    assert ledger.is_met("rule.init.1")
    assert not ledger.is_met("rule.init.2")


def test_one_break_is_enough_and_the_first_is_shown() -> None:
    ledger = Ledger()
    ledger.met("rule.end")
    for detail in ("one", "two", "one", "three"):
        ledger.broken("rule.end", detail)
    found = verdict(ledger, "rule.end")
    assert (found.outcome, found.detail) == ("not met", "one (and 2 more)")
    assert (found.sentence, found.section) == (
        POINTS["rule.end"].sentence,
        "Conversation Lifecycle",
    )


def test_a_point_that_was_not_tried_has_a_reason() -> None:
    ledger = Ledger()
    assert verdict(ledger, "rule.path").detail == "the check did not get that far"
    ledger.stop("no power")
    ledger.stop("no time")
    ledger.untried("rule.init.1", "no client")
    ledger.untried("rule.init.1", "no matter")
    ledger.untried("rule.audio", "no sound")
    assert verdict(ledger, "rule.path").detail == "no power"
    assert verdict(ledger, "rule.init.1").detail == "no client"
    assert verdict(ledger, "rule.audio").detail == "no sound"
    assert verdict(ledger, "rule.restart").detail == "needs the server to restart meanwhile"


def test_the_text_of_a_server_is_made_safe_for_a_terminal() -> None:
    ledger = Ledger("VF.DM.1")
    ledger.broken("rule.end", "got \x1b[2J\nVF.DM.1 ü")
    assert verdict(ledger, "rule.end").detail == "got \\x1b[2J\\n*** ü"
    ledger.broken("rule.path", "x" * 10 * LENGTH)
    assert verdict(ledger, "rule.path").detail == "x" * (LENGTH - 1) + "…"
