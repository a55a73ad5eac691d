"""Programs that tests start, and that Debian has."""

from __future__ import annotations

import shutil

from tools.setup.debian import install_debian_package
from tools.setup.processes import say

DOCS = "which the tests of docs/http.md start: they fail without it"
CHAT = "which the tests of Voiceflow's web chat start: they are skipped without it, and fail in CI"

PROGRAMS = {
    "curl": (("curl",), DOCS),
    "jq": (("jq",), DOCS),
    "chromium": (("chromium", "chromium-browser", "google-chrome"), CHAT),
}
"""By the name of the package: the names of the program on PATH, and what is to be said about it."""


def install_programs() -> None:
    """Get the programs that PATH has not, where Debian has them.

    All other tests pass without them, so this ends nothing.
    """
    for package, (names, use) in PROGRAMS.items():
        if any(shutil.which(name) for name in names):
            continue
        why = use.split(":")[0]
        if not (shutil.which("apt-get") and install_debian_package(package, why)):
            say(f"install {package}, {use}")
