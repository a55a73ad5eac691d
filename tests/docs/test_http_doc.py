"""The commands of ``docs/http.md`` print what the page shows: bash runs them, with curl and jq.

The blocks of a section run in one shell, because a later block uses the variables of an earlier
one. The text after a block is what the block prints.
"""

from __future__ import annotations

import subprocess
from itertools import zip_longest
from pathlib import Path

import pytest

from tests.docs.pages import DOCS, fences
from tests.docs.test_howtos import sections
from vfmock import MockServer

PAGE = (DOCS / "http.md").read_text(encoding="utf-8")
WALKS = sections(PAGE)

URL = "http://127.0.0.1:3000"
"""Where the page has its server."""

MARK = "--- end of a block ---"
"""What is printed after each block."""

STRICT = "set -euo pipefail\n"
"""A command that fails ends the walk."""

PATIENCE = 60.0
"""Seconds after which a walk counts as hanging."""


def printed(walk: str, folder: Path) -> list[str]:
    """What each block of a section prints, in a new conversation with the agent of the page."""
    blocks = [block.text for block in fences(walk, "bash")]
    with MockServer("support") as server:
        script = STRICT + "".join(f"{block}\necho '{MARK}'\n" for block in blocks)
        done = subprocess.run(
            ["bash", "-c", script.replace(URL, server.url)],
            cwd=folder,
            capture_output=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    return done.stdout.split(f"{MARK}\n")[:-1]


@pytest.mark.parametrize("name", WALKS)
def test_every_block_prints_what_is_shown(name: str, tmp_path: Path) -> None:
    walk = WALKS[name]
    assert printed(walk, tmp_path) == [shown.text for shown in fences(walk, "text")]


def test_every_block_is_followed_by_what_it_prints() -> None:
    for walk in WALKS.values():
        blocks, shown = fences(walk, "bash"), fences(walk, "text")
        assert len(blocks) == len(shown) > 4
        lines = [one.line for pair in zip_longest(blocks, shown) for one in pair]
        assert lines == sorted(lines)


def test_every_block_calls_the_server_of_the_page() -> None:
    for walk in WALKS.values():
        assert URL in fences(walk, "bash")[0].text


@pytest.mark.parametrize(
    ("block", "problem"),
    [
        ("curl -sS http://127.0.0.1:9/", "curl: "),
        ("curl -sS http://127.0.0.1:9/ | jq .", "curl: "),
        ("jq . <<<'{'", "parse error: "),
        ('echo "$nowhere"', "nowhere: unbound variable"),
    ],
)
def test_a_block_that_fails_is_found(block: str, problem: str, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=problem):
        printed(f"```bash\n{block}\n```\n", tmp_path)
