"""``json cut short``."""

from __future__ import annotations

import pytest

from tests.core.faults.http.parts import BODY, event, whole
from vfmock.core.faults.http.json_cut_short import JsonCutShort
from vfmock.errors import ScenarioError


def test_half_of_the_json_comes_and_the_connection_stays() -> None:
    short = JsonCutShort().change(whole())
    assert (short.data, short.end) == (BODY[: len(BODY) // 2], None)
    assert JsonCutShort(3).change(whole()).data == BODY[:3]


def test_the_first_event_of_a_stream_has_a_part_of_its_json() -> None:
    short = JsonCutShort(4).change(event())
    assert short.data == b'event: trace\nid: 1\ndata: {"pa\n\n'
    assert JsonCutShort(4).change(event(2)) == event(2)


def test_less_than_nothing_is_refused() -> None:
    with pytest.raises(ScenarioError):
        JsonCutShort(-1)
