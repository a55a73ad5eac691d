"""Forms with a file: what is read, and what is refused."""

from __future__ import annotations

import pytest

from vfmock.transports.http.form_body import parse
from vfmock.transports.requests import UnreadableBody

TYPE = "multipart/form-data; boundary=XX"


def form(*parts: tuple[str, bytes]) -> bytes:
    """A form of parts: the end of the Content-Disposition, and the content."""
    lines = [
        b"--XX\r\nContent-Disposition: form-data; "
        + disposition.encode()
        + b"\r\nContent-Type: text/plain\r\n\r\n"
        + content
        + b"\r\n"
        for disposition, content in parts
    ]
    return b"".join(lines) + b"--XX--\r\n"


def test_the_fields_and_the_file_are_read() -> None:
    body = form(
        ('name="key"', "ä".encode()), ('name="file"; filename="a.txt"', b"1\r\n--X\r\n\x00")
    )
    fields, file = parse(TYPE, body, 100)
    assert fields == {"key": "ä", "file": "a.txt"}
    assert file is not None
    assert file.take() == b"1\r\n--X\r\n\x00"


def test_a_form_may_have_no_file_and_words_before_it() -> None:
    assert parse(TYPE, b"preamble\r\n" + form(('name="a"', b"")), 0) == ({"a": ""}, None)


def test_a_form_may_have_a_hundred_parts() -> None:
    fields, _ = parse(TYPE, form(*((f'name="a{number}"', b"") for number in range(100))), 0)
    assert len(fields) == 100


def test_a_file_needs_no_name() -> None:
    fields, file = parse('Multipart/Form-Data; boundary="XX"', form(('name="file"', b"1")), 1)
    assert fields == {"file": ""}
    assert file is not None


@pytest.mark.parametrize(
    ("content_type", "body", "problem"),
    [
        ("", b"", "wanted a form (multipart/form-data), got no content type"),
        ("application/json", b"{}", "wanted a form (multipart/form-data), got application/json"),
        ("multipart/form-data", b"", "wanted a boundary in the content type multipart/form-data"),
        (TYPE, b"", "the form has no end"),
        (TYPE, form(('name="a"', b"1")).removesuffix(b"--XX--\r\n"), "the form has no end"),
        (TYPE, b"--XX\r\nname\r\n--XX--", "a part has no empty line after its headers"),
        (TYPE, form(("", b"1")), "a part has no name in its Content-Disposition"),
        (TYPE, b"--XX\r\n\r\n\r\n1\r\n--XX--", "a part has no name in its Content-Disposition"),
        (TYPE, form(('name="a"', b"1"), ('name="a"', b"2")), "the part 'a' came twice"),
        (TYPE, form(('name="a"; filename="b"', b"1")), "the file is the part 'file', not 'a'"),
        (TYPE, form(('name="a"', b"\xff")), "the field 'a' is no UTF-8"),
        (TYPE, form(("name*0=a; name*=b; name*1=c", b"")), "a parameter in a header of the form"),
        (TYPE, form(*[('name="a"', b"")] * 101), "wanted 100 parts at the most, got more"),
        (TYPE, form((f'name="{"a" * 17_000}"', b"")), "the headers of a part have more than 16384"),
    ],
)
def test_what_is_no_form_is_named(content_type: str, body: bytes, problem: str) -> None:
    with pytest.raises(ValueError, match="^" + problem.replace("(", r"\(").replace(")", r"\)")):
        parse(content_type, body, 100)


def test_a_file_that_is_too_large_is_413() -> None:
    body = form(('name="file"; filename="a"', b"12345"))
    with pytest.raises(UnreadableBody, match="wanted 4 bytes at the most") as raised:
        parse(TYPE, body, 4)
    assert raised.value.status == 413
    assert parse(TYPE, body, 5)[1] is not None
