"""Programs that tests start, and that Debian has."""

from __future__ import annotations

import shutil

from tools.setup.debian import install_debian_package
from tools.setup.processes import say

PROGRAMS = ("curl", "jq")
"""What the commands on docs/http.md are made of."""


def install_programs() -> None:
    """Get the programs of docs/http.md where PATH has them not and Debian has.

    Each has the name of its package. All other tests pass without them, so this ends nothing.
    """
    for program in PROGRAMS:
        if shutil.which(program):
            continue
        why = "which the tests of docs/http.md start"
        if not (shutil.which("apt-get") and install_debian_package(program, why)):
            say(f"install {program}, {why}: they fail without it")
