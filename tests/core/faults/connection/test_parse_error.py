"""``parse error``."""

from __future__ import annotations

import json

import pytest

from vfmock.core.faults.connection.parse_error import ParseError
from vfmock.core.faults.transport_fault import SendGarbage


def test_what_is_sent_is_no_packet() -> None:
    assert ParseError("xyz").transport_fault() == SendGarbage("xyz")


def test_by_default_it_is_json_that_breaks_off() -> None:
    message = ParseError().transport_fault().message
    assert message[0] == "2"
    with pytest.raises(json.JSONDecodeError):
        json.loads(message[1:])
