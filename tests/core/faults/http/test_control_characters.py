"""``control characters``."""

from __future__ import annotations

import json

import pytest

from tests.core.faults.http.parts import BODY, event, whole
from vfmock.core.faults.http.control_characters import ControlCharacters


def test_each_message_begins_with_raw_characters() -> None:
    changed = ControlCharacters().change(whole()).data
    assert changed == b'{"traces":[{"payload":{"message":"\x07\t\x1bHi"}}]}'
    with pytest.raises(json.JSONDecodeError, match="Invalid control character"):
        json.loads(changed)
    assert json.loads(changed, strict=False)["traces"][0]["payload"]["message"] == "\x07\t\x1bHi"
    spaced = ControlCharacters().change(whole(BODY.replace(b'":"', b'": "'))).data
    assert b'"message": "\x07\t\x1bHi"' in spaced


def test_an_event_stays_one_event() -> None:
    changed = ControlCharacters().change(event()).data
    assert changed.count(b"\n") == event().data.count(b"\n")
    assert b'"message":"\x07\t\x1bHi"' in changed
