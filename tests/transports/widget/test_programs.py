"""The programs of the page, in Node.js: each part alone, and all but the view with a server."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients.fixtures import require_node
from vfmock import MockServer, choice, completion, end, fault, pause, text

PROGRAMS = Path(__file__).parent / "programs"
LIFE = PROGRAMS / "life.test.mjs"
BOUND = 120.0
"""Seconds that the tests of one program may take."""


@pytest.fixture
def server() -> Iterator[MockServer]:
    """A server with an agent for the page."""
    with MockServer(seed=1) as server:
        server.on.launch().reply(text("Hi <b>there</b>"), choice("Order", "Track"))
        server.on.text("hello").reply(text("Hello to you."))
        server.on.text("long").reply(completion("It comes in chunks.", chunk=3))
        server.on.text("slow").reply(text("wait"), pause(60), text("done"))
        server.on.text("drop").reply(text("before"), fault("transport close"), text("after"))
        server.on.text("bye").reply(text("Bye."), end())
        yield server


def run(program: Path, **variables: str) -> None:
    """Run the tests of a program, and show what they say if they fail."""
    require_node()
    done = subprocess.run(
        ["node", "--test", str(program)],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=BOUND,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "# fail 0" in done.stdout
    assert "# pass 0" not in done.stdout


@pytest.mark.parametrize(
    "program",
    [pytest.param(one, id=one.stem) for one in sorted(PROGRAMS.glob("*.test.mjs")) if one != LIFE],
)
def test_each_part_of_the_page_works_alone(program: Path) -> None:
    run(program)


def test_the_parts_talk_to_a_server(server: MockServer) -> None:
    run(LIFE, VFMOCK_URL=server.url)
    assert [note.payload for note in server.journal.notes("violation")] == []
