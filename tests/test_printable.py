"""Nothing that a client or an agent says controls a terminal, a report or a workflow."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vfmock import MockServer
from vfmock.checks.findings import Checked, Finding
from vfmock.checks.report import FORMATS
from vfmock.cli.reporting import show
from vfmock.core.conversation import describe, describe_trace
from vfmock.core.journal import Entry
from vfmock.errors import ScenarioError, UnknownName, VerificationError, VfmockError
from vfmock.printable import printable

EVIL = "\x1b[2J\x1b]0;title\x07\r::error::x\x9b31m\u202egnp.exe\u2066\u2028\ud800\x00"
ANY = st.text(st.characters() | st.sampled_from(list(EVIL)))


def is_harmless(text: str) -> bool:
    """Whether a text has no character that controls anything, except tab and newline."""
    return all(
        unicodedata.category(one) not in ("Cc", "Cs", "Zl", "Zp") or one in "\t\n" for one in text
    ) and not set(text) & set(
        "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
    )


@given(ANY)
def test_what_is_printable_is_harmless_and_stays(text: str) -> None:
    assert is_harmless(printable(text))
    assert printable(printable(text)) == printable(text)


@given(ANY)
def test_json_stays_the_same_json(text: str) -> None:
    assert json.loads(printable(json.dumps(text, ensure_ascii=False))) == text


@pytest.mark.parametrize("text", ["", "plain", "é ü 中 😀 \u0301", "tab\tand\nnewline", "a\u200db"])
def test_other_text_stays(text: str) -> None:
    assert printable(text) == text


def test_a_control_character_is_written_as_in_json() -> None:
    assert printable("a\x1b[31mb\x9b\u202e") == "a\\u001b[31mb\\u009b\\u202e"


@pytest.mark.parametrize(
    "error",
    [
        VfmockError(EVIL),
        VerificationError(EVIL),
        ScenarioError(EVIL),
        UnknownName("filter", EVIL, [EVIL]),
    ],
)
def test_errors_are_harmless(error: VfmockError) -> None:
    assert is_harmless(str(error))


@pytest.mark.parametrize("trace", [{"type": EVIL}, {"type": "text", "payload": {"message": EVIL}}])
def test_descriptions_are_harmless(trace: dict[str, object]) -> None:
    assert is_harmless(describe_trace(trace))
    note = Entry(at=1.0, direction="note", name="mismatch", payload=EVIL)
    assert is_harmless(describe(note))


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_reports_are_harmless(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    finding = Finding(rule="a.b", level="error", message=EVIL, file=EVIL, line=1, column=1)
    with pytest.raises(SystemExit):
        show(EVIL, [Checked(name=EVIL, amount=EVIL, findings=(finding,))], name)
    said = capsys.readouterr().out
    assert is_harmless(said)
    assert not any(line.startswith("::error::") for line in said.splitlines())


def test_the_report_of_a_failed_test_is_harmless() -> None:
    with MockServer() as server:
        server.expect.text(EVIL)
        with pytest.raises(VerificationError) as caught:
            server.check()
    assert is_harmless(str(caught.value))
