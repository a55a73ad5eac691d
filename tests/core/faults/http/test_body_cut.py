"""``body cut``."""

from __future__ import annotations

import pytest

from tests.core.faults.http.parts import BODY, EVENT, event, whole
from vfmock.core.faults.http.body_cut import BodyCut
from vfmock.errors import ScenarioError


def test_half_of_a_body_comes() -> None:
    cut = BodyCut().change(whole())
    assert (cut.data, cut.end) == (BODY[: len(BODY) // 2], "cut")


def test_some_bytes_come() -> None:
    assert BodyCut(after=5).change(whole()).data == BODY[:5]
    assert BodyCut(after=0).change(whole()).data == b""


def test_an_event_of_a_stream_is_cut() -> None:
    assert BodyCut(event=2).change(event(1)) == event(1)
    cut = BodyCut(event=2, after=9).change(event(2))
    assert (cut.data, cut.end) == (EVENT[:9], "cut")
    assert BodyCut(event=2).change(whole()) == whole()


@pytest.mark.parametrize("given", [{"event": 0}, {"after": -1}])
def test_what_can_not_be_is_refused(given: dict[str, int]) -> None:
    with pytest.raises(ScenarioError):
        BodyCut(**given)
