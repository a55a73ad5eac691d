"""``parse error``."""

from __future__ import annotations

import json

import pytest

from vfmock.core.faults.connection.parse_error import ParseError
from vfmock.core.faults.transport_fault import SendGarbage


def test_the_text_sent_is_not_a_packet() -> None:
    assert ParseError("xyz").transport_fault() == SendGarbage("xyz")


def test_the_default_text_is_incomplete_json() -> None:
    message = ParseError().transport_fault().message
    assert message[0] == "2"
    with pytest.raises(json.JSONDecodeError):
        json.loads(message[1:])
