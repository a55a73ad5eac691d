"""``docs/tls.md``: a shell with the lines that ``vfmock serve --tls`` prints runs every command."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.program import PATIENCE, Program, environment
from tests.clients.fixtures import require_node
from tests.clients.node_client import NODE_DIRECTORY
from tests.docs.pages import DOCS, fences, rows
from vfmock.transports.voiceflow_hosts import VOICEFLOW_HOSTS

PAGE = (DOCS / "tls.md").read_text(encoding="utf-8")

SERVED, *OTHERS = fences(PAGE, "console")
FILES = [one for language in ("python", "js") for one in fences(PAGE, language)]


def commands(text: str) -> list[tuple[str, str]]:
    """The commands of a fence, each with the output that is shown below it."""
    parts = re.split(r"^\$ (.*)\n", text, flags=re.MULTILINE)
    return list(zip(parts[1::2], parts[2::2], strict=True))


def as_pattern(shown: str) -> str:
    """Match what is shown; ``…`` is anything."""
    return re.escape(shown).replace("…", "(?s:.)*")


SHOWN = [pair for fence in OTHERS for pair in commands(fence.text)]


@pytest.fixture(scope="module")
def said() -> Iterator[str]:
    """What the server of the page prints. It runs meanwhile, on a free port."""
    with Program(*SERVED.text.split()[2:5], "--port", "0") as program:
        program.wait_for(r"export NODE_USE_ENV_PROXY=1\n")
        yield program.said
        program.signal(signal.SIGINT)
        assert program.exit_code() == 0
        assert not Path(_found(r"authority: (\S+)", program.said)).parent.exists()


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found is not None
    return found[1]


def test_the_server_prints_what_the_page_shows(said: str) -> None:
    port = _found(r"127\.0\.0\.1:(\d+)", said)
    file = _found(r"authority: (\S+)", said)
    told = said.replace(port, "3000").replace(file, "/tmp/vfmock-x7k2/ca.pem")
    assert told == SERVED.text.partition("\n")[2]


@pytest.mark.parametrize(("command", "output"), SHOWN, ids=[one[:30] for one, _ in SHOWN])
def test_a_command_prints_what_the_page_shows(
    said: str, tmp_path: Path, command: str, output: str
) -> None:
    if "node" in command:
        require_node()
    for fence in FILES:
        (tmp_path / fence.info).write_text(fence.text, encoding="utf-8")
    pasted = "".join(re.findall(r"^export .*\n", said, re.MULTILINE))
    folder = Path(sys.executable).parent  # it has the python of the page
    variables = {
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        "NODE_PATH": str(NODE_DIRECTORY / "node_modules"),
    }
    done = subprocess.run(
        ["sh", "-c", pasted + command],
        cwd=tmp_path,
        env=environment(variables),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.stderr == ""
    assert re.fullmatch(as_pattern(output.strip()), done.stdout.strip()), done.stdout
    assert done.returncode == 0


def test_every_file_is_used() -> None:
    used = " ".join(command for command, _ in SHOWN)
    assert len(FILES) == 5
    assert [one.info for one in FILES if one.info not in used] == []


def test_every_host_has_its_row() -> None:
    listed = [cells[0].strip("`") for cells in rows(PAGE, "host")]
    assert listed == [*VOICEFLOW_HOSTS, "any other host"]
