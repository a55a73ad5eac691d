"""The file of Voiceflow's widget: what is taken for one, and what is said of what is none."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from vfmock import MockServer
from vfmock.errors import ServerError
from vfmock.transports.widget import Bundle

PROGRAM = b"window.voiceflow = {chat: {load: async () => {}}};\n"


@pytest.mark.parametrize("name", ["bundle.mjs", "widget.js"])
def test_a_program_is_read_as_it_is_now(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(PROGRAM)
    bundle = Bundle.at(str(file))
    assert bundle.read() == PROGRAM
    file.write_bytes(b"\xef\xbb\xbf" + PROGRAM)
    assert bundle.read() == b"\xef\xbb\xbf" + PROGRAM
    file.unlink()
    with pytest.raises(ServerError, match=r"'widget_bundle': there is no file .*: 'npm pack"):
        bundle.read()


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        (
            "a.tgz",
            gzip.compress(PROGRAM, mtime=0),
            "it is an archive, and the bundle is a file in it",
        ),
        (
            "a.mjs",
            gzip.compress(PROGRAM, mtime=0),
            "it is an archive, and the bundle is a file in it",
        ),
        ("a.txt", PROGRAM, "its name ends in .mjs or .js"),
        ("a", PROGRAM, "its name ends in .mjs or .js"),
        ("a.mjs", b"\xff\xfe\x00", "it is no text in UTF-8"),
        ("a.mjs", b"", "it is empty"),
        ("a.mjs", b" \n", "it is empty"),
        ("a.mjs", b"a\0b", "it has zero bytes"),
        ("a.mjs", b"\n<!DOCTYPE html><p>404", "it is HTML, perhaps the page of an error"),
    ],
)
def test_what_is_no_program_is_refused(
    tmp_path: Path, name: str, content: bytes, problem: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(ServerError) as caught:
        Bundle.at(str(file))
    assert str(caught.value).startswith(
        f"'widget_bundle': {file} is no JavaScript module: {problem}"
    )


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ServerError) as caught:
        Bundle.at(str(tmp_path))
    assert str(caught.value).startswith(
        f"'widget_bundle': {tmp_path} is a folder, wanted a file: 'npm pack @voiceflow/react-chat"
    )


def test_a_path_through_a_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.mjs"
    file.write_bytes(PROGRAM)
    with pytest.raises(ServerError) as caught:
        Bundle.at(str(file / "bundle.mjs"))
    assert (
        str(caught.value) == f"'widget_bundle': can't read {file / 'bundle.mjs'}: Not a directory"
    )


def test_a_server_without_its_bundle_does_not_start(tmp_path: Path) -> None:
    server = MockServer(widget=True, widget_bundle=str(tmp_path / "bundle.mjs"))
    with pytest.raises(ServerError, match="'widget_bundle': there is no file"):
        server.start()
