"""The reference client, npm's ``socket.io-client``, in one Node.js process for all tests."""

import asyncio
import base64
import enum
import itertools
import json
import os
import subprocess
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from .base import (
    BOUND,
    PATH,
    ClientGoneError,
    ConnectError,
    DisconnectReason,
    NotReceivedError,
    WireClient,
)

NODE_DIRECTORY: Final = Path(__file__).parent / "node"

CONNECT_BOUND: Final = 30.0
"""Seconds; above the 20 s that socket.io-client gives an attempt by default."""

Sink = Callable[[str, dict[str, Any]], None]
"""What gets the reports about one socket: name and fields."""

CLIENT_PROGRAM: Final = "client.mjs"
"""Drives sockets of ``socket.io-client``."""


class Undefined(enum.Enum):
    """JavaScript's ``undefined``, which only a client in JavaScript can emit."""

    UNDEFINED = "undefined"


UNDEFINED: Final = Undefined.UNDEFINED

_MARKERS: Final = frozenset({"$binary", "$undefined", "$object"})

_REASONS: Final = {
    "io server disconnect": DisconnectReason.SERVER,
    "io client disconnect": DisconnectReason.CLIENT,
    "transport close": DisconnectReason.TRANSPORT,
    "transport error": DisconnectReason.TRANSPORT,
    "ping timeout": DisconnectReason.TRANSPORT,
}


def encode(value: Any) -> Any:
    """Make JSON of a value for ``client.mjs``, whose head describes the markers."""
    if isinstance(value, bytes | bytearray):
        return {"$binary": base64.b64encode(value).decode("ascii")}
    if value is UNDEFINED:
        return {"$undefined": True}
    if isinstance(value, list | tuple):
        return [encode(item) for item in value]
    if isinstance(value, dict):
        encoded = {key: encode(item) for key, item in value.items()}
        return {"$object": encoded} if _looks_marked(value) else encoded
    return value


def decode(value: Any) -> Any:
    """Undo the marking that ``client.mjs`` did."""
    if isinstance(value, list):
        return [decode(item) for item in value]
    if not isinstance(value, dict):
        return value
    if not _looks_marked(value):
        return {key: decode(item) for key, item in value.items()}
    [(marker, content)] = value.items()
    if marker == "$binary":
        return base64.b64decode(content)
    if marker == "$undefined":
        return UNDEFINED
    return {key: decode(item) for key, item in content.items()}


def _looks_marked(value: dict[Any, Any]) -> bool:
    return len(value) == 1 and next(iter(value)) in _MARKERS


class NodeProcess:
    """A Node.js process that holds any number of clients, each of which is called a socket.

    It runs a program of the folder ``node`` that reads and prints as ``lines.mjs`` says.
    It starts with the first command, and again if it has died since. A thread reads its output
    and passes each line to the event loop that waits for it, as every test has a loop of its own.
    """

    def __init__(self, program: str = CLIENT_PROGRAM) -> None:
        self._program = NODE_DIRECTORY / program
        self._process: subprocess.Popen[bytes] | None = None
        self._reader: threading.Thread | None = None
        self._numbers = itertools.count(1)
        self._sinks: dict[str, tuple[asyncio.AbstractEventLoop, Sink]] = {}
        self._replies: dict[
            int, tuple[asyncio.AbstractEventLoop, asyncio.Future[dict[str, Any]]]
        ] = {}

    def attach(self, sink: Sink) -> str:
        """Choose a name for a new socket, whose reports go to ``sink`` in the running loop."""
        name = str(next(self._numbers))
        self._sinks[name] = (asyncio.get_running_loop(), sink)
        return name

    def detach(self, name: str) -> None:
        """Ignore whatever still comes from a socket."""
        self._sinks.pop(name, None)

    async def request(self, command: str, **fields: Any) -> Any:
        """Execute a command and return its value; raise ``ClientGoneError`` if that fails."""
        process = self._running()
        number = next(self._numbers)
        loop = asyncio.get_running_loop()
        reply: asyncio.Future[dict[str, Any]] = loop.create_future()
        self._replies[number] = (loop, reply)
        try:
            self._write(process, {"id": number, "command": command, **fields})
            async with asyncio.timeout(BOUND):
                answer = await reply
        except TimeoutError:
            raise NotReceivedError(f"no answer to {command} {fields} within {BOUND:g} s") from None
        finally:
            self._replies.pop(number, None)
        if "error" in answer:
            raise ClientGoneError(f"{command} failed: {answer['error']}")
        return answer.get("value")

    def close(self) -> None:
        """End the process; all sockets in it are cut."""
        if self._process is None:
            return
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        try:
            self._process.wait(BOUND)
        except subprocess.TimeoutExpired:
            self._process.kill()
        if self._reader is not None:
            self._reader.join()
        self._process = None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.close()
        process = subprocess.Popen(
            ["node", str(self._program)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            # With DEBUG the libraries write to stderr without end, and nobody reads it meanwhile.
            env={name: value for name, value in os.environ.items() if name != "DEBUG"},
        )
        self._process = process
        self._reader = threading.Thread(target=self._read, args=(process,), daemon=True)
        self._reader.start()
        return process

    def _write(self, process: subprocess.Popen[bytes], message: dict[str, Any]) -> None:
        assert process.stdin is not None
        # Lone surrogates pass, because `dumps` escapes all that is not ASCII.
        line = json.dumps(message, allow_nan=False)
        try:
            process.stdin.write(line.encode("ascii") + b"\n")
            process.stdin.flush()
        except BrokenPipeError:
            raise ClientGoneError("node ended before it was told") from None

    def _read(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        assert process.stderr is not None
        with process.stdout, process.stderr:
            # Bytes end a line only at "\n"; a text file would do so at U+2028 as well.
            for line in process.stdout:
                self._dispatch(json.loads(line))
            # Nothing is written there before a crash, which says little enough for the pipe.
            said = process.stderr.read().decode("utf-8", "replace").strip()
        self._bury(f"node ended with status {process.wait()}: {said or 'no error output'}")

    def _dispatch(self, message: dict[str, Any]) -> None:
        if "reply" in message:
            if waiting := self._replies.get(message["reply"]):
                loop, reply = waiting
                _call(loop, _resolve, reply, message)
        elif target := self._sinks.get(message.pop("socket")):
            loop, sink = target
            _call(loop, sink, message.pop("report"), message)

    def _bury(self, message: str) -> None:
        for loop, reply in list(self._replies.values()):
            _call(loop, _resolve, reply, {"error": message})
        for loop, sink in list(self._sinks.values()):
            _call(loop, sink, "gone", {"message": message})


def _call(loop: asyncio.AbstractEventLoop, function: Callable[..., None], *args: Any) -> None:
    # The loop of a finished test is closed; what still comes for it interests nobody.
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(function, *args)


def _resolve(reply: asyncio.Future[dict[str, Any]], message: dict[str, Any]) -> None:
    if not reply.done():
        reply.set_result(message)


class NodeClient(WireClient):
    """A socket of ``socket.io-client``; options of ``connect`` go to ``io()``.

    ``forceNew`` is set unless an option says otherwise, for tests must not share a manager.
    """

    def __init__(self, process: NodeProcess) -> None:
        super().__init__()
        self._node = process
        self._name: str | None = None
        self._transport: str | None = None

    @property
    def transport(self) -> str | None:
        return self._transport

    async def connect(
        self,
        url: str,
        *,
        transports: Sequence[str] = ("websocket",),
        path: str = PATH,
        **options: Any,
    ) -> None:
        await self.close()
        self._name = self._node.attach(self._on_report)
        options = {"forceNew": True, "path": path, "transports": list(transports), **options}
        await self._do("connect", url=url, options=encode(options))
        name, fields = await self._journal.report("connect", "connect_error", bound=CONNECT_BOUND)
        if name == "connect_error":
            raise ConnectError(fields["message"], fields["data"])

    async def emit(self, event: str, *args: Any) -> None:
        await self._do("emit", event=event, args=encode(args))

    async def call(self, event: str, *args: Any) -> list[Any]:
        answer: list[Any] = decode(await self._do("emit", event=event, args=encode(args), ack=True))
        return answer

    async def write_raw(self, data: str) -> None:
        """Send an engine message as it is, well-formed or not, past the Socket.IO encoder."""
        await self._do("write", data=data)

    async def kill(self) -> None:
        """Cut the transport without telling the server, like a lost network."""
        await self._do("kill")

    async def disconnect(self) -> None:
        await self._do("disconnect")

    async def close(self) -> None:
        if self._name is None:
            return
        name, self._name = self._name, None
        try:
            await self._node.request("forget", socket=name)
        finally:
            self._node.detach(name)

    async def _do(self, command: str, **fields: Any) -> Any:
        if self._name is None:
            raise ClientGoneError(f"{command} on a client that is not connected")
        return await self._node.request(command, socket=self._name, **fields)

    def _on_report(self, name: str, fields: dict[str, Any]) -> None:
        match name:
            case "event":
                self._journal.add_event(fields["event"], decode(fields["args"]))
                return
            case "gone":
                self._name = self._transport = None
                self._journal.fail(ClientGoneError(fields["message"]))
                return
            case "connect" | "upgrade":
                self._transport = fields["transport"]
            case "disconnect":
                self._transport = None
                raw = fields["reason"]
                fields = {**fields, "reason": _REASONS.get(raw, raw), "raw": raw}
            case "connect_error":
                fields = {**fields, "data": decode(fields.get("data"))}
        self._journal.add_report(name, **fields)
