"""Imports only go down the layers; the core is pure, and the checks except the probe too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import vfmock
from tests.layers import LAYERS, read_package, violations

MODULES = read_package(Path(vfmock.__file__).parent)


def test_every_import_goes_down() -> None:
    assert violations(MODULES, MODULES) == []


def test_every_module_is_read() -> None:
    assert {"vfmock", "vfmock.core", "vfmock.core.session", "vfmock.errors"} <= set(MODULES)
    assert "vfmock.core.matchers.text" in MODULES
    assert "class Session" in MODULES["vfmock.core.session"]


def test_every_part_of_the_package_has_its_layer() -> None:
    assert {name.split(".")[1] for name in MODULES if "." in name} == set(LAYERS)


def test_the_page_of_the_architecture_has_these_layers() -> None:
    page = (Path(__file__).parents[1] / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d)[^|]* \| (.*) \|$", page, re.MULTILINE)
    told = {
        (part, int(layer))
        for layer, cell in rows
        for part in re.findall(r"`(\w+)(?:/|\.py)`", cell)
    }
    assert told == {*LAYERS.items(), ("schemas", 2)}


def found(name: str, source: str) -> list[str]:
    """What is wrong with a module that does not exist, without where it is."""
    lines = violations({name: source}, MODULES)
    assert all(line.startswith(f"{name}:") for line in lines)
    return [line.removeprefix(f"{name}:") for line in lines]


@pytest.mark.parametrize(
    ("name", "source", "problem"),
    [
        (
            "vfmock.core.made_up",
            "from vfmock.runtime.hub import Hub",
            "1: imports vfmock.runtime.hub: layer 1 may not use layer 3",
        ),
        (
            "vfmock.core.made_up",
            "import vfmock.server",
            "1: imports vfmock.server: layer 1 may not use layer 5",
        ),
        (
            "vfmock.core.made_up",
            "def late():\n    from vfmock.loading import load_scenario",
            "2: imports vfmock.loading: layer 1 may not use layer 2",
        ),
        (
            "vfmock.core.made_up",
            "if TYPE_CHECKING:\n    from vfmock.dialects.base import Dialect",
            "2: imports vfmock.dialects.base: layer 1 may not use layer 2",
        ),
        (
            "vfmock.core.made_up",
            "from ..dialects import DIALECTS",
            "1: imports vfmock.dialects: layer 1 may not use layer 2",
        ),
        (
            "vfmock.core.matchers.made_up",
            "from ... import server",
            "1: imports vfmock.server: layer 1 may not use layer 5",
        ),
        (
            "vfmock.core",
            "from ..server import MockServer",
            "1: imports vfmock.server: layer 1 may not use layer 5",
        ),
        (
            "vfmock.contract.made_up",
            "from vfmock.dialects import DIALECTS",
            "1: imports vfmock.dialects: layer 2 may not use layer 2",
        ),
        (
            "vfmock.errors",
            "from vfmock.core.actions import Action",
            "1: imports vfmock.core.actions: layer 0 may not use layer 1",
        ),
        (
            "vfmock.runtime.made_up",
            "from vfmock import MockServer",
            "1: imports vfmock: the root of the package is for users",
        ),
        (
            "vfmock.cli.made_up",
            "import vfmock",
            "1: imports vfmock: the root of the package is for users",
        ),
        (
            "vfmock.made_up",
            "from vfmock.errors import VfmockError",
            "1: imports vfmock.errors: made_up is in no layer",
        ),
        (
            "vfmock.server.made_up",
            "from vfmock.nowhere import nothing",
            "1: imports vfmock.nowhere: nowhere is in no layer",
        ),
        (
            "vfmock.runtime.made_up",
            "import aiohttp.web",
            "1: imports aiohttp.web: only vfmock.checks.probe.http and "
            "vfmock.cli.surfaces.http and vfmock.transports may",
        ),
        (
            "vfmock.server.made_up",
            "import socketio",
            "1: imports socketio: only vfmock.checks.probe.socketio and vfmock.cli.client may",
        ),
        (
            "vfmock.server.made_up",
            "import engineio",
            "1: imports engineio: only vfmock.checks.probe.socketio may",
        ),
        (
            "vfmock.cli.client",
            "import engineio",
            "1: imports engineio: only vfmock.checks.probe.socketio may",
        ),
        (
            "vfmock.checks.made_up",
            "import engineio.payload",
            "1: imports engineio.payload: only vfmock.checks.probe.socketio may",
        ),
        (
            "vfmock.contract.made_up",
            "from vfmock.checks.findings import Finding",
            "1: imports vfmock.checks.findings: layer 2 may not use layer 3",
        ),
        (
            "vfmock.runtime.made_up",
            "from vfmock.checks.findings import Finding",
            "1: imports vfmock.checks.findings: layer 3 may not use layer 3",
        ),
        (
            "vfmock.checks.made_up",
            "from vfmock.runtime.hub import Hub",
            "1: imports vfmock.runtime.hub: layer 3 may not use layer 3",
        ),
        (
            "vfmock.checks.probe.made_up",
            "from vfmock.server import MockServer",
            "1: imports vfmock.server: layer 3 may not use layer 5",
        ),
        (
            "vfmock.transports.made_up",
            "from vfmock.checks.transcript import check_transcript",
            "1: imports vfmock.checks.transcript: only cli may",
        ),
        (
            "vfmock.server.made_up",
            "import vfmock.checks",
            "1: imports vfmock.checks: only cli may",
        ),
        (
            "vfmock.pytest_plugin",
            "from vfmock.checks.findings import Finding",
            "1: imports vfmock.checks.findings: only cli may",
        ),
        (
            "vfmock.checks.lifecycle.made_up",
            "from vfmock.core.session import TABLE",
            "1: imports vfmock.core.session: it is not for vfmock.checks.lifecycle",
        ),
        (
            "vfmock.checks.lifecycle.made_up",
            "from vfmock.core import connection",
            "1: imports vfmock.core.connection: it is not for vfmock.checks.lifecycle",
        ),
        (
            "vfmock.checks.lifecycle",
            "from vfmock.core.turn import Turn",
            "1: imports vfmock.core.turn: it is not for vfmock.checks.lifecycle",
        ),
        (
            "vfmock.checks.lifecycle.made_up",
            "from vfmock.checks.conformance import POINTS",
            "1: imports vfmock.checks.conformance: it is not for vfmock.checks.lifecycle",
        ),
        (
            "vfmock.checks.made_up",
            "from vfmock.core.faults import FAULTS",
            "1: imports vfmock.core.faults: it is not for vfmock.checks",
        ),
        (
            "vfmock.checks.probe.made_up",
            "from vfmock.dialects import DIALECTS",
            "1: imports vfmock.dialects: it is not for vfmock.checks",
        ),
        (
            "vfmock.checks.made_up",
            "from vfmock.loading import load_scenario",
            "1: imports vfmock.loading: it is not for vfmock.checks",
        ),
        (
            "vfmock.checks.scenario",
            "from vfmock.core.scenario.playbook import Playbook",
            "1: imports vfmock.core.scenario.playbook: it is not for vfmock.checks.scenario",
        ),
        (
            "vfmock.checks.conformance.made_up",
            "import asyncio",
            "1: imports asyncio: the checks are pure",
        ),
        ("vfmock.checks.made_up", "import xml.etree", "1: imports xml.etree: the checks are pure"),
        ("vfmock.checks.made_up", "open('x')", "1: open() does I/O"),
    ],
)
def test_an_import_that_goes_up_is_found(name: str, source: str, problem: str) -> None:
    assert found(name, source) == [problem]


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("import time", "1: imports time: the core is pure"),
        ("import asyncio", "1: imports asyncio: the core is pure"),
        ("import uuid", "1: imports uuid: the core is pure"),
        ("from secrets import token_hex", "1: imports secrets: the core is pure"),
        ("from os import path", "1: imports os: the core is pure"),
        ("from pathlib import Path", "1: imports pathlib: the core is pure"),
        ("import socket", "1: imports socket: the core is pure"),
        ("from datetime import datetime", "1: imports datetime: the core is pure"),
        ("import orjson", "1: imports orjson: the core is pure"),
        ("open('x')", "1: open() does I/O"),
        ("print('x')", "1: print() does I/O"),
        ("random.random()", "1: random.random is a source of its own"),
        ("random.choice", "1: random.choice is a source of its own"),
        ("from random import randint", "1: random.randint is a source of its own"),
        ("random.Random(7)", "1: Random() is a source of its own"),
        ("Random()", "1: Random() is a source of its own"),
        ("datetime.now(tz)", "1: datetime.now asks a clock"),
        ("f(datetime.datetime.utcnow)", "1: datetime.datetime.utcnow asks a clock"),
        ("date.today()", "1: date.today asks a clock"),
    ],
)
def test_impure_code_is_found(source: str, problem: str) -> None:
    assert found("vfmock.core.made_up", source) == [problem]


@pytest.mark.parametrize("name", ["vfmock.core.session_keys", "vfmock.core.variables"])
def test_an_exception_for_one_module_is_not_for_others(name: str) -> None:
    assert found("vfmock.core.made_up", MODULES[name])
    assert found(name, MODULES[name]) == []


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("vfmock.core.made_up", "from vfmock.core.turn import Turn"),
        ("vfmock.core.made_up", "from .turn import Turn"),
        ("vfmock.core.made_up", "from random import Random\ndef f(rng: Random): rng.random()"),
        ("vfmock.core.made_up", "import random\ndef f(rng: random.Random): rng.choice([1])"),
        ("vfmock.core.made_up", "from collections.abc import Mapping"),
        ("vfmock.contract.made_up", "from vfmock import resources"),
        ("vfmock.settings", "from vfmock.durations import parse_duration"),
        ("vfmock.transports.made_up", "import aiohttp, asyncio"),
        ("vfmock.cli.client", "import socketio"),
        ("vfmock.cli.made_up", "from vfmock.checks.report import FORMATS"),
        ("vfmock.checks.probe.socketio.made_up", "import asyncio, socketio, engineio.payload"),
        ("vfmock.checks.made_up", "from vfmock.contract import load_contract"),
        ("vfmock.checks.lifecycle.made_up", "from vfmock.core.faults.base import AnswerFault"),
        ("vfmock.checks.scenario", "from vfmock.loading import analyse"),
        ("vfmock.pytest_plugin", "from vfmock.server import MockServer"),
        ("vfmock", "from vfmock.server import MockServer"),
        ("vfmock.runtime.made_up", "import asyncio, time, random\nrandom.Random(7)"),
    ],
)
def test_an_import_that_goes_down_is_allowed(name: str, source: str) -> None:
    assert found(name, source) == []
