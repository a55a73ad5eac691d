"""The interface that every real client offers, and the journal in which it keeps what happened."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Any, Final, Literal, Self

PATH: Final = "/v4/interact/socket"
"""Where the protocol page puts the endpoint."""

BOUND: Final = 30.0
"""Seconds after which a wait counts as hanging; a test that works never comes near it."""

TransportMode = Literal["websocket", "polling", "upgrade"]
"""``"upgrade"`` begins with polling and goes on over websocket."""

TRANSPORTS: Final[dict[TransportMode, tuple[str, ...]]] = {
    "websocket": ("websocket",),
    "polling": ("polling",),
    "upgrade": ("polling", "websocket"),
}
"""The option ``transports`` that leads to each mode."""

Event = tuple[str, list[Any]]
"""Name and arguments."""


class DisconnectReason(StrEnum):
    """Who ended a connection, in one vocabulary for all clients.

    The clients' own words, which differ, are in ``WireClient.lifecycle`` under ``raw``; one that
    has no place here, such as ``"parse error"``, is passed on as it is.
    """

    SERVER = "server disconnect"
    CLIENT = "client disconnect"
    TRANSPORT = "transport lost"


class ConnectError(Exception):
    """The client reported ``connect_error``; ``data`` is what a refusing server sent along."""

    def __init__(self, message: str, data: Any = None) -> None:
        super().__init__(message)
        self.message = message
        self.data = data


class ClientGoneError(Exception):
    """What runs a client has ended, or refused a command."""


class NotReceivedError(AssertionError):
    """What a test waited for did not come; the message lists all that did."""


class UpgradeError(AssertionError):
    """A client that began with polling did not get to websocket."""


@dataclass(slots=True, kw_only=True)
class _Entry:
    name: str
    args: list[Any]
    report: bool
    taken: bool = False

    def __str__(self) -> str:
        text = f"{self.name} {self.args!r}"
        return f"  {'(report)' if self.report else '(event)'} {text[:300]}"


class Journal:
    """All that happened to one client in order: events from the server, reports of the client.

    Each wait takes what it returns, so that the next one of the same kind gets the next entry.
    Entries are added in the event loop of those who wait.
    """

    def __init__(self) -> None:
        self._entries: list[_Entry] = []
        self._grown = asyncio.Event()
        self._failure: Exception | None = None

    def add_event(self, name: str, args: Sequence[Any]) -> None:
        """Append an event from the server."""
        self._add(_Entry(name=name, args=list(args), report=False))

    def add_report(self, name: str, **fields: Any) -> None:
        """Append something that the client says about its connection."""
        self._add(_Entry(name=name, args=[fields], report=True))

    def fail(self, failure: Exception) -> None:
        """Say that nothing more will come: a wait that finds no entry raises ``failure``."""
        self._failure = failure
        self._grown.set()

    def events(self) -> list[Event]:
        """All events, taken or not."""
        return [(entry.name, entry.args) for entry in self._entries if not entry.report]

    def reports(self) -> list[tuple[str, dict[str, Any]]]:
        """All reports, taken or not."""
        return [(entry.name, entry.args[0]) for entry in self._entries if entry.report]

    async def event(self, name: str, bound: float) -> list[Any]:
        """Take the next event of a name and return its arguments."""
        position = await self._find(
            lambda entry: not entry.report and entry.name == name, f"event {name!r}", bound
        )
        return self._take(position).args

    async def events_until(
        self, name: str, predicate: Callable[[list[Any]], bool], bound: float
    ) -> list[Event]:
        """Take all events up to the first of a name whose arguments satisfy ``predicate``."""
        position = await self._find(
            lambda entry: not entry.report and entry.name == name and predicate(entry.args),
            f"event {name!r} that satisfies the predicate",
            bound,
        )
        events = [
            self._take(index)
            for index, entry in enumerate(self._entries[: position + 1])
            if not entry.report and not entry.taken
        ]
        return [(entry.name, entry.args) for entry in events]

    async def report(self, *names: str, bound: float) -> tuple[str, dict[str, Any]]:
        """Take the next report that has one of the names."""
        position = await self._find(
            lambda entry: entry.report and entry.name in names,
            f"report {' or '.join(names)}",
            bound,
        )
        entry = self._take(position)
        return entry.name, entry.args[0]

    def _add(self, entry: _Entry) -> None:
        self._entries.append(entry)
        self._grown.set()

    def _take(self, position: int) -> _Entry:
        self._entries[position].taken = True
        return self._entries[position]

    async def _find(self, matches: Callable[[_Entry], bool], wanted: str, bound: float) -> int:
        seen = 0
        try:
            async with asyncio.timeout(bound):
                while True:
                    for position in range(seen, len(self._entries)):
                        entry = self._entries[position]
                        if not entry.taken and matches(entry):
                            return position
                    seen = len(self._entries)
                    if self._failure is not None:
                        raise self._failure
                    self._grown.clear()
                    await self._grown.wait()
        except TimeoutError:
            arrived = "\n".join(map(str, self._entries)) or "  nothing"
            raise NotReceivedError(f"no {wanted} within {bound:g} s; arrived:\n{arrived}") from None


class WireClient(ABC):
    """One real client of a Socket.IO server.

    The options of ``connect`` go to the library as they are, so their names are the library's.
    ``connect`` may be called again after ``disconnect``; the journal goes on.

    The methods that wait take from the journal in order and fail with all that arrived. They
    are no ``async def``, but what they return is to be awaited: ruff's ASYNC109 wants no
    parameter ``timeout`` there, and here the bound is what the caller may have to choose.
    """

    def __init__(self) -> None:
        self._journal = Journal()

    @property
    @abstractmethod
    def transport(self) -> str | None:
        """The engine's transport at this moment, ``None`` while not connected."""

    @abstractmethod
    async def connect(
        self,
        url: str,
        *,
        transports: Sequence[str] = ("websocket",),
        path: str = PATH,
        **options: Any,
    ) -> None:
        """Connect and wait for it; raise ``ConnectError`` at the first ``connect_error``."""

    @abstractmethod
    async def emit(self, event: str, *args: Any) -> None:
        """Hand an event to the library, which sends it in its own time."""

    @abstractmethod
    async def call(self, event: str, *args: Any) -> list[Any]:
        """Emit an event, wait for its acknowledgement and return the arguments of that."""

    @abstractmethod
    async def disconnect(self) -> None:
        """Leave the way an application does."""

    @abstractmethod
    async def close(self) -> None:
        """Disconnect if connected, stop reconnecting, and let go of everything."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    @property
    def received(self) -> list[Event]:
        """All events from the server in order, taken or not."""
        return self._journal.events()

    @property
    def lifecycle(self) -> list[tuple[str, dict[str, Any]]]:
        """All reports of the client in order: ``connect``, ``upgrade``, ``disconnect``, ..."""
        return self._journal.reports()

    async def connect_via(self, url: str, mode: TransportMode, **options: Any) -> None:
        """Connect over the transport of a mode; for ``"upgrade"`` wait until it is done."""
        await self.connect(url, transports=TRANSPORTS[mode], **options)
        if mode == "upgrade":
            await self.wait_upgrade()

    def next(self, event: str, timeout: float = BOUND) -> Coroutine[Any, Any, list[Any]]:
        """Wait for the next event of a name that no earlier wait took; return its arguments."""
        return self._journal.event(event, timeout)

    def collect_until(
        self, event: str, predicate: Callable[[list[Any]], bool], timeout: float = BOUND
    ) -> Coroutine[Any, Any, list[Event]]:
        """Take all events, of any name, up to one of this name that satisfies ``predicate``.

        ``predicate`` gets the list of its arguments. That event is the last of the result.
        """
        return self._journal.events_until(event, predicate, timeout)

    def wait_report(
        self, *names: str, timeout: float = BOUND
    ) -> Coroutine[Any, Any, dict[str, Any]]:
        """Wait for the next report with one of the names and return its fields."""
        return self._report(names, timeout)

    def wait_disconnect(self, timeout: float = BOUND) -> Coroutine[Any, Any, str]:
        """Wait for the next ``disconnect`` and return why: see ``DisconnectReason``."""
        return self._disconnect_reason(timeout)

    def wait_upgrade(self, timeout: float = BOUND) -> Coroutine[Any, Any, None]:
        """Return as soon as the engine runs over websocket."""
        return self._upgraded(timeout)

    async def _report(self, names: tuple[str, ...], bound: float) -> dict[str, Any]:
        return (await self._journal.report(*names, bound=bound))[1]

    async def _disconnect_reason(self, bound: float) -> str:
        return str((await self._journal.report("disconnect", bound=bound))[1]["reason"])

    async def _upgraded(self, bound: float) -> None:
        if self.transport == "websocket":
            return
        name, fields = await self._journal.report("upgrade", "upgrade_error", bound=bound)
        if name == "upgrade_error":
            raise UpgradeError(f"{fields['message']}; the transport is {self.transport}")
