"""The form of a body: its fields, and one file (RFC 7578, ``multipart/form-data``)."""

from __future__ import annotations

from email.message import Message

from vfmock.core.files import FileContent
from vfmock.transports.requests import UnreadableBody
from vfmock.types import JSONObject

FILE = "file"
"""The name of the part with the file."""

TYPE = "multipart/form-data"

BESIDE = 64 * 1024
"""The bytes that the fields of a form may have, and all that is written around them and the file.
A form with a file of 10 MB and the fields of an upload needs 1 KB."""


MOST_PARTS = 100
"""How many parts a form may have. An upload has one for each field of its place, and the file."""

LONGEST_HEADERS = 16 * 1024
"""The bytes that the headers of a part may have."""


def longest(max_file: int) -> int:
    """The bytes of a form that may have a file as large as this."""
    return max_file + BESIDE


def too_large(max_file: int) -> UnreadableBody:
    """What is said of a file that is too large, or of a body that no such file can be in."""
    problem = f"the file is too large: wanted {max_file} bytes at the most (the setting 'max_file')"
    return UnreadableBody(413, problem)


def parse(content_type: str, text: bytes, max_file: int) -> tuple[JSONObject, FileContent | None]:
    """The fields of a form, and its file. The file is in the fields too, with its name.

    Raises:
        ValueError: it is no form, or a part of it is wrong.
        UnreadableBody: the file is too large.
    """
    try:
        return _parse(content_type, text, max_file)
    except TypeError:  # Python's reader fails so at parameters that are split in a wrong way
        raise ValueError("a parameter in a header of the form can't be read (RFC 2231)") from None


def _parse(content_type: str, text: bytes, max_file: int) -> tuple[JSONObject, FileContent | None]:
    fields: JSONObject = {}
    file: FileContent | None = None
    for headers, content in _parts(_boundary_of(content_type), text):
        name = headers.get_param("name", header="content-disposition")
        if not isinstance(name, str):
            raise ValueError("a part has no name in its Content-Disposition")
        if name in fields:
            raise ValueError(f"the part {name!r:.100} came twice")
        if name == FILE:
            if len(content) > max_file:
                raise too_large(max_file)
            fields[name], file = headers.get_filename() or "", FileContent(content)
        elif headers.get_filename() is not None:
            raise ValueError(f"the file is the part {FILE!r}, not {name!r:.100}")
        else:
            fields[name] = _text(name, content)
    return fields, file


def _boundary_of(content_type: str) -> bytes:
    headers = Message()
    headers["content-type"] = content_type
    came = headers.get_content_type() if content_type else "no content type"
    boundary = headers.get_boundary()
    if came != TYPE:
        raise ValueError(f"wanted a form ({TYPE}), got {came:.100}")
    if not boundary:
        raise ValueError(f"wanted a boundary in the content type {TYPE}, got none")
    return boundary.encode()


def _parts(boundary: bytes, text: bytes) -> list[tuple[Message, bytes]]:
    """The headers and the content of each part."""
    mark = b"\r\n--" + boundary
    _, *parts = (b"\r\n" + text).split(mark, MOST_PARTS + 2)
    if len(parts) > MOST_PARTS + 1:
        raise ValueError(f"wanted {MOST_PARTS} parts at the most, got more")
    if not parts or not parts[-1].startswith(b"--"):
        raise ValueError("the form has no end: its last line is the boundary between '--'")
    return [_part(one) for one in parts[:-1]]


def _part(part: bytes) -> tuple[Message, bytes]:
    lines, gap, content = part.partition(b"\r\n\r\n")
    if not gap:
        raise ValueError("a part has no empty line after its headers")
    if len(lines) > LONGEST_HEADERS:
        raise ValueError(f"the headers of a part have more than {LONGEST_HEADERS} bytes")
    headers = Message()
    for line in lines.decode(errors="replace").split("\r\n"):
        name, colon, value = line.partition(":")
        if colon and name.strip().lower() not in headers:
            headers[name.strip()] = value.strip()
    return headers, content


def _text(name: str, content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise ValueError(f"the field {name!r:.100} is no UTF-8") from None
