"""The driver: from the wire to the core and back, with the journal beside it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from vfmock.contract import Contract
from vfmock.core.effects import Effect, Note, ServerError
from vfmock.core.events import Event, InvalidPayload, UnknownEvent
from vfmock.core.journal import Direction, Entry, Journal
from vfmock.core.session import Session
from vfmock.dialects import Dialect
from vfmock.errors import suggest
from vfmock.runtime.clock import Clock
from vfmock.runtime.hub import Deliver, Hub
from vfmock.runtime.link import Link, Outbox
from vfmock.types import JSON

_LOGGER = logging.getLogger("vfmock")


class Driver:
    """Feeds what clients send to the hub, and sends what comes of it.

    ``make_hub`` gets the way out for effects and returns the hub that uses it.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        contract: Contract,
        journal: Journal,
        make_hub: Callable[[Deliver], Hub],
    ) -> None:
        self.clock = clock
        self.contract = contract
        self.journal = journal
        self.hub = make_hub(self._deliver)

    def connect(self, outbox: Outbox, dialect: Dialect) -> Link:
        """A client connected through a transport."""
        link = self.hub.connect(outbox, dialect)
        self._record("note", "connect", "", link)
        return link

    def disconnect(self, link: Link, reason: str) -> None:
        """A client is gone; ``reason`` is the transport's word for why."""
        self._record("note", "disconnect", reason, link)
        self.hub.disconnect(link)

    def receive(self, link: Link, name: str, arguments: list[JSON]) -> None:
        """A client emitted an event."""
        payload = arguments[0] if len(arguments) == 1 else arguments
        event = self._decode(link.dialect, name, arguments)
        self._record("in", name, payload, link, item=event)
        try:
            self.hub.receive(link, event)
        except Exception as error:  # one client's event must not cost the others their server
            _LOGGER.exception("internal error at %s", name)
            problem = f"{name}: {type(error).__name__}: {error}"
            self._record("note", "internal_error", problem, link)
            self._deliver(ServerError(code="internal_error", error=problem), (link,), link.session)

    def refuse(self, link: Link, name: str, problem: str) -> None:
        """A client emitted an event whose payload could not even be read."""
        known = link.dialect.client_events.get(name)
        is_action = known is not None and known.is_action
        event = InvalidPayload(event=name, problem=problem, is_action=is_action)
        self._record("in", name, problem, link, item=event)
        self.hub.receive(link, event)

    def _decode(self, dialect: Dialect, name: str, arguments: list[JSON]) -> Event:
        known = dialect.client_events.get(name)
        if known is None:
            hint = suggest(name, dialect.client_events)
            return UnknownEvent(name=name, problem=f"unknown event {name!r}{hint}")
        violation = self.contract.check_event(name, arguments)
        if violation is None:
            return known.decode(arguments[0])
        return InvalidPayload(
            event=name,
            problem=str(violation),
            is_action=known.is_action,
            message_id=_message_id(arguments),
        )

    def _deliver(self, effect: Effect, links: Iterable[Link], session: Session | None) -> None:
        if isinstance(effect, Note):
            link = next(iter(links), None)
            self._record("note", effect.kind, effect.text, link, session, effect)
            return
        sent = False
        for link in links:
            event = link.dialect.server_events.get(type(effect))
            if event is None:
                continue
            payload = event.encode(effect)
            self._record("out", event.name, payload, link, session, effect)
            link.outbox.send(event.name, payload)
            sent = True
        if not sent:
            self._record("note", "undelivered", str(effect), None, session, effect)

    def _record(
        self,
        direction: Direction,
        name: str,
        payload: JSON,
        link: Link | None,
        session: Session | None = None,
        item: Event | Effect | None = None,
    ) -> None:
        if session is None and link is not None:
            session = link.session
        client = link.machine.client if link is not None else None
        self.journal.add(
            Entry(
                at=self.clock.now(),
                direction=direction,
                name=name,
                payload=payload,
                connection=link.id if link is not None else "",
                session=session.id if session is not None else "",
                user=client.user_id if client is not None else "",
                item=item,
            )
        )


def _message_id(arguments: list[JSON]) -> str | None:
    """The ``messageID`` of a payload that is wrong elsewhere."""
    payload = arguments[0] if arguments else None
    message_id = payload.get("messageID") if isinstance(payload, dict) else None
    return message_id if isinstance(message_id, str) and message_id else None
