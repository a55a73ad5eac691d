"""Installs Debian's packages."""

from __future__ import annotations

import os
import shlex
import shutil
import sys

from tools.setup.processes import run, say


def install_debian_package(package: str, why: str) -> bool:
    """Install a package with apt-get, as root or through sudo; say whether it worked."""
    rights: list[str] = []
    if os.geteuid() != 0:
        if shutil.which("sudo") is None:
            return False
        # Without a terminal nobody can give a password, and sudo is not to wait for one.
        rights = ["sudo"] if sys.stdin is not None and sys.stdin.isatty() else ["sudo", "-n"]
    apt = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    command = [*apt, "install", "--yes", "--no-install-recommends", package]
    say(f"installing {package}, {why}:")
    say("  " + shlex.join(command))
    # A fresh container has no package lists. Old lists may do if they can't be renewed.
    run([*apt, "update"])
    return run(command) == 0
