"""``stream cut``."""

from __future__ import annotations

import pytest

from tests.core.faults.http.parts import EVENT, event, whole
from vfmock.core.faults.http.stream_cut import StreamCut
from vfmock.errors import ScenarioError


def test_a_stream_ends_after_an_event() -> None:
    cut = StreamCut(events=2)
    assert cut.change(event(1)) == event(1)
    assert (cut.change(event(2)).data, cut.change(event(2)).end) == (EVENT, "cut")
    assert StreamCut(clean=True).change(event(1)).end == "clean"


def test_a_whole_body_is_not_cut() -> None:
    assert StreamCut().change(whole()) == whole()


def test_at_least_one_event_comes() -> None:
    with pytest.raises(ScenarioError):
        StreamCut(events=0)
