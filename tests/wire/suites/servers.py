"""Starts the two servers that the suites compare: Node's own, and vfmock with an echo in it."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Final, Literal

from tests.clients.base import BOUND, PATH
from tests.clients.fixtures import require_node
from tests.wire.leftovers import on_loop, transports
from tests.wire.suites.echo import EchoApplication, namespaces
from vfmock import MockServer

HERE: Final = Path(__file__).parent

Layer = Literal["engineio", "socketio"]
"""What a server speaks: Engine.IO alone, or Socket.IO on top of it."""

MAX_PAYLOAD: Final = 1_000_000
"""The bytes that a message or a POST may have. Node's servers have this limit by default."""


@dataclass(frozen=True, slots=True)
class Variant:
    """The options of a server, in seconds. The heartbeats of Node's servers are the default."""

    ping_interval: float = 25.0
    ping_timeout: float = 20.0
    connect_timeout: float = 45.0

    def for_node(self) -> dict[str, float]:
        """The options by the names that Node's servers give them, in milliseconds."""
        return {
            "pingInterval": self.ping_interval * 1000,
            "pingTimeout": self.ping_timeout * 1000,
            "connectTimeout": self.connect_timeout * 1000,
            "maxHttpBufferSize": MAX_PAYLOAD,
        }


CALM: Final = "calm"
"""No heartbeat comes in the lifetime of a test."""

BEATING: Final = "beating"
"""A heartbeat comes soon, and the client has much time for its answer."""

HASTY: Final = "hasty"
"""A client that does not answer is given up soon. The official suites want these two times."""

IMPATIENT: Final = "impatient"
"""A client has little time to join a namespace."""

VARIANTS: Final[Mapping[str, Variant]] = {
    CALM: Variant(),
    BEATING: Variant(ping_interval=0.05),
    HASTY: Variant(ping_interval=0.3, ping_timeout=0.2),
    IMPATIENT: Variant(connect_timeout=0.3),
}


@contextmanager
def node(layer: Layer) -> Iterator[dict[str, str]]:
    """Run Node's server in each variant; the value is their URLs."""
    require_node()
    variants = {name: variant.for_node() for name, variant in VARIANTS.items()}
    process = subprocess.Popen(
        ["node", str(HERE / f"{layer}.mjs"), PATH, json.dumps(variants)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={name: value for name, value in os.environ.items() if name != "DEBUG"},
    )
    with process:
        try:
            urls: dict[str, str] = json.loads(_line(process))
            yield urls
        finally:
            process.kill()


def _line(process: subprocess.Popen[bytes]) -> bytes:
    """What a process prints first. If that takes too long, the process is ended."""
    assert process.stdout is not None
    timer = Timer(BOUND, process.kill)
    timer.start()
    try:
        return process.stdout.readline()
    finally:
        timer.cancel()


@contextmanager
def vfmock(layer: Layer) -> Iterator[dict[str, str]]:
    """Run vfmock with an echo in it, in each variant; the value is their URLs.

    It has no option for the time that a client has to join a namespace.
    """
    with ExitStack() as stack:
        urls = {}
        for name, variant in VARIANTS.items():
            server = MockServer(
                ping_interval=variant.ping_interval,
                ping_timeout=variant.ping_timeout,
                max_payload=MAX_PAYLOAD,
            )
            stack.enter_context(server)
            on_loop(server, _echo(server, layer))
            urls[name] = server.url
        yield urls


def _echo(server: MockServer, layer: Layer) -> Callable[[], None]:
    """Put an echo in place of what speaks Voiceflow's events."""

    def put() -> None:
        for transport in transports(server):
            if layer == "engineio":
                transport.engine.application = EchoApplication()
            else:
                transport.sockets.namespaces = namespaces()

    return put
