"""``dtmf``."""

from __future__ import annotations

import pytest

from tests.core.builders import act, say, situation
from vfmock.core.matchers.dtmf import DtmfMatcher


@pytest.mark.parametrize("payload", ["12", 12])
@pytest.mark.parametrize("matcher", [DtmfMatcher("12"), DtmfMatcher()])
def test_dtmf_takes_the_digits_as_text_or_number(matcher: DtmfMatcher, payload: str | int) -> None:
    assert matcher.match(situation(act("dtmf", payload))) == {"digits": "12"}


@pytest.mark.parametrize(
    ("matcher", "difference"),
    [
        (DtmfMatcher("1"), "wanted the digits '1', got dtmf '2'"),
        (DtmfMatcher("2"), None),
    ],
)
def test_dtmf_does_not_take_other_digits(matcher: DtmfMatcher, difference: str | None) -> None:
    assert matcher.difference(situation(act("dtmf", "2"))) == difference


def test_dtmf_does_not_take_digits_in_a_text() -> None:
    assert DtmfMatcher().difference(situation(say("12"))) == "wanted any digits, got text '12'"
    assert DtmfMatcher().types() == frozenset(["dtmf"])
