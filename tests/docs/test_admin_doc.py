"""``docs/admin.md`` has every endpoint, and its commands print what the page shows."""

from __future__ import annotations

import re
import shlex
import urllib.request

from tests.docs.pages import DOCS, fences
from vfmock import MockServer
from vfmock.transports.admin import ADMIN_CALLS, PREFIX

PAGE = (DOCS / "admin.md").read_text(encoding="utf-8")


def test_every_endpoint_has_its_row() -> None:
    rows = re.findall(r"^\| `(\w+) (/[^`]*)` \|", PAGE, re.MULTILINE)
    assert sorted(rows) == sorted((one.method, one.path) for one in ADMIN_CALLS.values())


def test_the_commands_print_what_the_page_shows() -> None:
    (fence,) = fences(PAGE, "console")
    lines = fence.text.splitlines()
    assert len(lines) == 6
    with MockServer(clock="mock") as server:
        for command, shown in zip(lines[::2], lines[1::2], strict=True):
            curl, _, address, _, body = shlex.split(command.removeprefix("$ "))
            assert (curl, address[: len(f"localhost:3000{PREFIX}/")]) == (
                "curl",
                f"localhost:3000{PREFIX}/",
            )
            url = address.replace("localhost:3000", server.url)
            with urllib.request.urlopen(url, data=body.encode(), timeout=30) as response:
                assert response.read().decode() == shown
