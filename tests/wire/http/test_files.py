"""The files that a web chat uploads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import md5
from types import MappingProxyType
from typing import Any

import pytest
import requests

from vfmock import MockServer
from vfmock.core.asks import StoreFile
from vfmock.core.events import ClientQuery
from vfmock.runtime.clock.mock import START

STORAGE = "/v1/handoff/file-storage"
CAT = {"userID": "ada", "fileName": "cat.png", "fileType": "image/png", "projectID": "p"}
MEOW = b"\x89PNG\r\n--meow\r\n\r\n\x00\xff"


@pytest.fixture
def server() -> Iterator[MockServer]:
    """A server that takes files of 1,000 bytes."""
    with MockServer(seed=7, clock="mock", max_file=1000, files_room=3000) as server:
        yield server


@pytest.fixture
def http() -> Iterator[requests.Session]:
    """A client of any server."""
    with requests.Session() as http:
        yield http


def place(http: requests.Session, server: MockServer, **changes: str) -> dict[str, Any]:
    """Ask for a place for a file."""
    answer = http.post(server.url + STORAGE, json=CAT | changes, timeout=10)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def upload(
    http: requests.Session,
    given: dict[str, Any],
    content: bytes = MEOW,
    changes: Mapping[str, str] = MappingProxyType({}),
) -> requests.Response:
    """Upload a file to its place, as a browser does."""
    fields = {**given["fields"], **changes}
    return http.post(
        given["url"], data=fields, files={"file": ("cat.png", content, "image/png")}, timeout=10
    )


def test_a_file_is_stored_to_the_byte(http: requests.Session, server: MockServer) -> None:
    given = place(http, server, versionID="main")
    assert (given["url"], given["provider"]) == (f"{server.url}{STORAGE}/upload", "s3")
    assert given["fields"].keys() == {"key", "Content-Type", "policy"}
    assert server.files == []
    answer = upload(http, given)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["ETag"] == f'"{md5(MEOW).hexdigest()}"'
    (file,) = server.files
    assert (file.name, file.type, file.user, file.project) == ("cat.png", "image/png", "ada", "p")
    assert (file.content, file.at) == (MEOW, START)
    assert file.id in given["fields"]["key"]
    server.check()


def test_the_place_is_on_the_host_that_was_called(
    http: requests.Session, server: MockServer
) -> None:
    answer = http.post(
        server.url + STORAGE, json=CAT, headers={"Host": "runtime.example:81"}, timeout=10
    )
    assert answer.json()["url"] == f"http://runtime.example:81{STORAGE}/upload"


def test_the_place_is_on_the_host_with_tls(http: requests.Session) -> None:
    with MockServer(seed=7, tls=True) as server:
        http.verify, http.trust_env = server.ca_file, False
        given = place(http, server)
        assert given["url"].startswith("https://")
        assert upload(http, given).status_code == 204
        (file,) = server.files
    assert file.content == MEOW


@pytest.mark.parametrize(
    ("changes", "status", "problem"),
    [
        ({"key": "handoff/none"}, 404, "there is no place with the key 'handoff/none': ask POST "),
        ({"policy": "guessed"}, 401, "the policy is not the one that the place was given with"),
        (
            {"Content-Type": "text/html"},
            400,
            "wanted 'image/png' as the field 'Content-Type', got 'text/html'",
        ),
    ],
)
def test_a_wrong_field_is_refused(
    http: requests.Session,
    server: MockServer,
    changes: dict[str, str],
    status: int,
    problem: str,
) -> None:
    given = place(http, server)
    answer = upload(http, given, changes=changes)
    assert (answer.status_code, answer.json()["code"]) == (status, status)
    assert answer.json()["message"].startswith(problem)
    assert server.files == []
    assert upload(http, given).status_code == 204


@pytest.mark.parametrize("missing", ["key", "Content-Type", "policy"])
def test_a_missing_field_is_named(http: requests.Session, server: MockServer, missing: str) -> None:
    given = place(http, server)
    del given["fields"][missing]
    answer = upload(http, given)
    title = f"POST {STORAGE}/upload"
    problem = f"{title}: at /{missing} wanted a string, got nothing"
    assert (answer.status_code, answer.json()) == (400, {"code": 400, "message": problem})


def test_a_missing_file_is_named(http: requests.Session, server: MockServer) -> None:
    given = place(http, server)
    fields = {name: (None, value) for name, value in given["fields"].items()}
    answer = http.post(given["url"], files=fields, timeout=10)
    assert answer.status_code == 400
    assert answer.json()["message"].endswith(": at /file wanted a string, got nothing")


def test_what_is_no_form_is_named(http: requests.Session, server: MockServer) -> None:
    given = place(http, server)
    answer = http.post(given["url"], json=given["fields"], timeout=10)
    assert answer.status_code == 400
    problem = "wanted a form (multipart/form-data), got application/json"
    assert answer.json()["message"].endswith(problem)


def test_a_place_takes_one_file(http: requests.Session, server: MockServer) -> None:
    given = place(http, server)
    assert upload(http, given).status_code == 204
    again = upload(http, given, b"another")
    assert again.status_code == 409
    assert "has its file already" in again.json()["message"]
    assert [one.content for one in server.files] == [MEOW]


@pytest.mark.parametrize("size", [1001, 70_000, 5_000_000])
def test_a_file_that_is_too_large_is_413(
    http: requests.Session, server: MockServer, size: int
) -> None:
    given = place(http, server)
    assert upload(http, given, b"x" * 1000).status_code == 204
    answer = upload(http, place(http, server), b"x" * size)
    problem = "the file is too large: wanted 1000 bytes at the most (the setting 'max_file')"
    assert (answer.status_code, answer.json()) == (413, {"code": 413, "message": problem})
    assert len(server.files) == 1
    (note,) = server.journal.notes("refused")
    assert note.payload == f"POST {STORAGE}/upload: {problem}"


def test_a_file_may_be_larger_than_a_message(http: requests.Session) -> None:
    with MockServer(max_payload=5000, max_file=100_000) as server:
        assert upload(http, place(http, server), b"x" * 100_000).status_code == 204


def test_the_oldest_files_are_forgotten_first(http: requests.Session, server: MockServer) -> None:
    for number in range(4):
        upload(http, place(http, server), str(number).encode() * 800)
    assert [one.content[:1] for one in server.files] == [b"2", b"3"]


def test_a_reset_forgets_files_and_places(http: requests.Session, server: MockServer) -> None:
    given, other = place(http, server), place(http, server)
    upload(http, given)
    server.reset()
    assert server.files == []
    assert upload(http, other).status_code == 404


def test_files_can_be_read_after_the_stop_and_are_gone_at_the_next_start(
    http: requests.Session,
) -> None:
    server = MockServer(seed=7)
    with server:
        upload(http, place(http, server))
    assert [one.content for one in server.files] == [MEOW]
    with server:
        assert server.files == []


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"fileName": ""}, "/fileName"),
        ({"fileName": "x" * 1025}, "/fileName"),
        ({"fileType": "x" * 256}, "/fileType"),
        ({"userID": 7}, "/userID"),
        ({"userID": "x" * 1025}, "/userID"),
        ({"projectID": "x" * 1025}, "/projectID"),
    ],
)
def test_a_wrong_request_for_a_place_is_400(
    http: requests.Session, server: MockServer, changes: dict[str, Any], where: str
) -> None:
    answer = http.post(server.url + STORAGE, json=CAT | changes, timeout=10)
    assert answer.status_code == 400
    assert f" at {where} wanted " in answer.json()["message"]


def test_a_browser_may_not_know_the_type_of_a_file(
    http: requests.Session, server: MockServer
) -> None:
    assert upload(http, place(http, server, fileType="")).status_code == 204
    assert server.files[0].type == ""


def test_the_journal_does_not_keep_the_bytes(http: requests.Session, server: MockServer) -> None:
    given = place(http, server)
    upload(http, given)
    upload(http, given)
    items = [one.item for one in server.journal.received("query")]
    asks = [item.ask for item in items if isinstance(item, ClientQuery)]
    kept = [ask.content for ask in asks if isinstance(ask, StoreFile)]
    assert [content.size for content in kept] == [len(MEOW), len(MEOW)]
    assert [content.take() for content in kept] == [b"", b""]
    assert f"POST {STORAGE}/upload: store a file of {len(MEOW)} bytes" in server.conversation()
