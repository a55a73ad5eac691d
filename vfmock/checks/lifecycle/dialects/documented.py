"""The documented dialect: the events of the protocol page."""

from __future__ import annotations

from vfmock.checks.lifecycle import handshake, turns
from vfmock.checks.lifecycle.dialects.base import CHECKED_DIALECTS, CheckedDialect

DOCUMENTED = CheckedDialect(
    name="documented",
    handlers={
        ("in", "client.start"): handshake.client_start,
        ("in", "session.create"): handshake.session_create,
        ("in", "action.send"): turns.action_send,
        ("out", "client.started"): handshake.client_started,
        ("out", "session.created"): handshake.session_created,
        ("out", "session.ended"): handshake.session_ended,
        ("out", "action.status"): turns.action_status,
        ("out", "action.trace"): turns.action_trace,
        ("out", "server.restart"): handshake.server_restart,
        ("out", "error"): handshake.error,
    },
)

CHECKED_DIALECTS.register(DOCUMENTED.name)(DOCUMENTED)
