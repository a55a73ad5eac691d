"""The lines of a transcript: unreadable lines are reported, and the rest is checked."""

from __future__ import annotations

import json

import pytest

from tests.checks.lifecycle.tape import good
from tests.checks.transcripts import as_bytes
from vfmock.checks.findings import Checked, Finding
from vfmock.checks.transcript import check_transcript, unreadable
from vfmock.contract import load_contract


def read(source: bytes) -> list[str]:
    """The findings about a file."""
    return list(map(str, check_transcript(source, "a.jsonl", load_contract()).findings))


WRONG = {
    b"{": "1:2: error: not JSON: expecting property name enclosed in double quotes",
    b"[1]": "1: error: wanted an object for a line, got an array of 1",
    b'"x': "1:1: error: not JSON: unterminated string starting at",
    b"{\xff}": "1:2: error: not UTF-8: byte 0xff",
    b"[" * 100_000: "1: error: not JSON: nested too deep",
    b"1" * 5000: "1: error: not JSON: Exceeds the limit",
    b'{"name": "error", "payload": {}}': (
        "1: error: wanted a string as 'direction', got an object with keys 'name', 'payload'"
    ),
    b'{"direciton": "in", "name": "error"}': "did you mean 'direction' by 'direciton'?",
    b'{"direction": "inn", "name": "x"}': "1: error: unknown direction 'inn', did you mean 'in' ",
    b'{"direction": "in"}': "1: error: wanted a string as 'name', got an object with",
    b'{"direction": "in", "name": 7}': "1: error: wanted a string for 'name', got number 7",
    b'{"direction": "in", "name": null}': "1: error: wanted a string for 'name', got null",
    b'{"direction": "in", "name": "x"}': "1: error: wanted the payload of the event as 'payload'",
    b'{"direction": "note", "name": "x", "fault": 7}': "wanted a string for 'fault', got number 7",
    b'{"direction": "note", "name": "x", "connection": {}}': "wanted a string for 'connection'",
    b"": "a.jsonl: error: no line in it",
    b"\n \n": "a.jsonl: error: no line in it",
}


@pytest.mark.parametrize("source", WRONG, ids=lambda source: repr(source[:30]))
def test_an_unreadable_line_is_reported(source: bytes) -> None:
    (found,) = read(source)
    assert found.startswith("a.jsonl")
    assert WRONG[source] in found


def test_the_other_lines_are_still_checked() -> None:
    lines = as_bytes(good().twice("m1 completed").entries).splitlines(keepends=True)
    lines.insert(3, b"oops\n")
    found = read(b"".join(lines))
    assert [one.split(": ")[0] for one in found] == ["a.jsonl:4:1", "a.jsonl:11"]


def test_blank_lines_line_ends_and_a_byte_order_mark_are_ignored() -> None:
    lines = as_bytes(good().entries).splitlines()
    assert read(b"\xef\xbb\xbf" + b"\r\n\n".join(lines)) == []


def test_the_report_says_how_much_was_read() -> None:
    line = json.dumps({"direction": "note", "name": "connect", "connection": "c1"}).encode()
    outcome = check_transcript(line, "a.jsonl", load_contract())
    assert (outcome.name, outcome.amount) == ("a.jsonl", "1 line on 1 connection")


def test_a_journal_of_calls_alone_has_no_connection() -> None:
    call = {"direction": "in", "name": "query", "payload": None, "connection": "c1"}
    lines = [
        {**call, "wire": "GET /interact/state"},
        {**call, "direction": "out", "name": "answer"},
        {**call, "connection": "c2", "name": "POST /v4/interact"},
        {**call, "connection": "c2", "name": "action.send", "session": "s1", "wire": "POST /v4/x"},
    ]
    source = b"\n".join(json.dumps(one).encode() for one in lines)
    outcome = check_transcript(source, "a.jsonl", load_contract())
    assert (outcome.findings, outcome.amount) == ((), "4 lines in 2 calls")


def test_a_file_that_cannot_be_opened_is_reported() -> None:
    assert unreadable("a.jsonl", "No such file or directory") == Checked(
        name="a.jsonl",
        amount="0 lines",
        findings=(
            Finding(
                rule="transcript.file",
                message="can't be read: No such file or directory",
                file="a.jsonl",
            ),
        ),
    )
