"""A world: a running scenario, with its rules, faults, clock, journal, sessions and seed."""

from __future__ import annotations

import asyncio
import random
import sys
from collections.abc import Mapping
from functools import partial

from vfmock.contract import Contract
from vfmock.core.connection import Authorize
from vfmock.core.effects import EndSession, InjectFault, Note, RestartOrder
from vfmock.core.events import ClientStart
from vfmock.core.journal import Journal
from vfmock.core.session_data import SessionData
from vfmock.core.session_keys import SessionKeys
from vfmock.dialects import DIALECTS
from vfmock.endpoints import ENDPOINTS
from vfmock.runtime.clock import Autojump, Clock
from vfmock.runtime.directory import NONE, Directory
from vfmock.runtime.faults import Faults
from vfmock.runtime.files import Files
from vfmock.runtime.hub import Hub
from vfmock.runtime.ids import derive, id_maker
from vfmock.runtime.inbound import Inbound
from vfmock.runtime.link import Link
from vfmock.runtime.notes import Notes
from vfmock.runtime.outbound import Outbound, write_note
from vfmock.runtime.ports import Ports
from vfmock.runtime.queries import Queries, Room
from vfmock.runtime.restarts import Restarts
from vfmock.runtime.script import Script
from vfmock.runtime.session_calls import SessionCalls
from vfmock.runtime.sessions import Sessions
from vfmock.runtime.store import MemoryStore, Store
from vfmock.runtime.transcripts import Transcripts
from vfmock.runtime.webhooks import Post, WebhookOptions, Webhooks, no_post
from vfmock.types import KeyExpiry, Violations


def with_dialects(contract: Contract) -> Contract:
    """The contract, with the added schemas of dialects and endpoints.

    Raises:
        UnknownName: an event of a dialect has a payload and no schema, or a schema that an
        endpoint names is missing.
    """
    words = [endpoint.words for endpoint in ENDPOINTS.values()]
    for dialect in (*DIALECTS.values(), *words):
        contract = contract.extended(dialect.own_schemas())
        for name in dialect.wanted_schemas():
            contract.must_have(name)
    for endpoint in ENDPOINTS.values():
        for name in endpoint.schemas():
            contract.must_have(name)
    return contract


class World:
    """The parts of one world, put together. Everything in it happens on one event loop.

    Transports hand the events of clients to ``inbound``, and ask ``faults`` about attempts to
    connect. ``Control`` does what users ask for. ``authorize`` says why a client may not come in.
    ``store`` keeps users and sessions, by default in memory. ``projects`` are those of API keys and
    versions.
    ``violations`` of the contract are problems (``fail``), or only noted (``record``).
    """

    def __init__(
        self,
        *,
        script: Script,
        clock: Clock,
        journal: Journal,
        keys: SessionKeys,
        contract: Contract,
        store: Store | None = None,
        authorize: Authorize,
        key_expiry: KeyExpiry = "keep",
        projects: Mapping[str, str] = NONE,
        violations: Violations = "fail",
        restart_grace: float = 0.0,
        autojump_quiet: float = 0.1,
        max_queued: int = sys.maxsize,
        files_room: int = sys.maxsize,
        webhooks: WebhookOptions | None = None,
        post: Post = no_post,
    ) -> None:
        contract = with_dialects(contract)
        self.contract = contract
        self.script = script
        self.clock = clock
        self.journal = journal
        self.keys = keys
        self.violations: Violations = violations
        self.links: dict[str, Link] = {}
        self.ports = Ports(clock)
        self.notes = notes = Notes(journal, clock)
        self.transcripts = Transcripts(journal)
        self.files = Files(files_room, make_new_id=lambda: id_maker(derive(script.seed, "files")))
        store = MemoryStore() if store is None else store
        directory = Directory(store, script, projects)
        self.sessions = Sessions(
            clock=clock,
            store=store,
            keys=keys,
            script=script,
            links=self.links,
            ring=lambda live: self.inbound.wake(live),
            key_expiry=key_expiry,
            directory=directory,
            watch=self,
        )
        calls = SessionCalls(
            clock=clock, sessions=self.sessions, script=script, transcripts=self.transcripts
        )
        self.hub = Hub(
            links=self.links,
            sessions=self.sessions,
            calls=calls,
            queries=Queries(
                Room(
                    sessions=self.sessions,
                    calls=calls,
                    transcripts=self.transcripts,
                    directory=directory,
                    clock=clock,
                    files=self.files,
                    keys=keys,
                )
            ),
            make_new_id=lambda: id_maker(derive(script.seed, "hub")),
            authorize=authorize,
        )
        self.restarts = Restarts(clock, lambda link: self.inbound.close(link), grace=restart_grace)
        self.faults = Faults(
            derive=self._derive_fault,
            links=self.links,
            notes=notes,
            ports=self.ports,
            clock=clock,
            carry=lambda deliveries: self.outbound.carry(deliveries),
        )
        self.outbound = Outbound(
            clock=clock,
            contract=contract,
            journal=journal,
            notes=notes,
            faults=self.faults,
            orders={
                Note: partial(write_note, notes),
                EndSession: self.sessions.end_as_ordered,
                InjectFault: self.faults.inject_as_ordered,
                RestartOrder: self.restarts.begin_as_ordered,
            },
            max_queued=max_queued,
        )
        self.webhooks = Webhooks(
            WebhookOptions() if webhooks is None else webhooks,
            post=post,
            clock=clock,
            journal=journal,
            notes=notes,
            faults=self.faults,
            make_new_id=lambda: id_maker(derive(script.seed, "webhooks")),
        )
        self.inbound = Inbound(
            clock=clock,
            contract=contract,
            journal=journal,
            notes=notes,
            faults=self.faults,
            hub=self.hub,
            sessions=self.sessions,
            restarts=self.restarts,
            outbound=self.outbound,
        )
        self.autojump = Autojump(
            clock,
            in_flight=self.in_flight,
            activity=lambda: journal.written,
            quiet=autojump_quiet,
        )

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin to work on a loop. Every run with the same seed is the same."""
        self.clock.start(loop)
        self.hub.begin()
        self.webhooks.begin()
        self.files.begin()

    async def finish(self) -> None:
        """Wait a moment for what is under way to the outside."""
        await self.webhooks.stop()

    def stop(self) -> None:
        """Stop using the loop."""
        self.clock.stop()

    def session_began(
        self, session: SessionData, client: ClientStart | None, created: bool
    ) -> None:
        """A session has begun. ``client`` is what its client has said of itself, if it has one.
        ``created``: the client has asked for it."""
        version, details = (None, {}) if client is None else (client.version, client.details)
        self.transcripts.begin(session, version, details, self.clock.now())
        self.webhooks.session_began(session, version, created)

    def session_ended(self, session_id: str, reason: str) -> None:
        """A session is over."""
        self.transcripts.end(session_id, reason, self.clock.now())
        self.webhooks.session_ended(session_id, reason)

    def sessions_forgotten(self) -> None:
        """Every session is forgotten, as if there had been none."""
        self.transcripts.clear()
        self.webhooks.clear()

    def in_flight(self) -> bool:
        """Whether a sent message has not left yet, or a receiver of webhooks has not answered."""
        return self.webhooks.pending or any(link.outbox.pending for link in self.links.values())

    def _derive_fault(self, fault_id: str, user_id: str) -> random.Random:
        return derive(self.script.seed, "faults", fault_id, user_id)
