"""The rules for clients that only the mock can check, besides the rules of the lifecycle."""

from __future__ import annotations

from vfmock.checks.lifecycle import CheckRule
from vfmock.core.registry import Registry

CLIENT_RULES: Registry[CheckRule] = Registry("rule")

_RULES = (
    CheckRule("client.exit", "client", "command", "the command ends with exit code 0"),
    CheckRule("client.timeout", "client", "command", "the command ends within --timeout"),
    CheckRule("client.connect", "client", "Connection configuration", "a client connects"),
    CheckRule("client.silent", "client", "client.start", "a client that connects says something"),
    CheckRule("call.served", "client", "Calls over HTTP", "the host serves each call over HTTP"),
    CheckRule("call.body", "client", "Calls over HTTP", "the body of a call is as the call wants"),
    CheckRule(
        "call.meant",
        "client",
        "Calls over HTTP",
        "a call means what it says",
        "warning",
    ),
    CheckRule("action.taken", "client", "command", "the scenario has a rule for each action"),
    CheckRule("scenario.works", None, "command", "the scenario answers without an error"),
    CheckRule(
        "no-reply.missed",
        "client",
        "trace no-reply",
        "a client reports the silence that a no-reply trace asked about",
    ),
    CheckRule(
        "restart.reached",
        "client",
        "command",
        "the client gets as far as the restart that was asked for",
    ),
    CheckRule(
        "restart.reconnect",
        "client",
        "server.restart",
        "after server.restart a client comes back with its sessionKey",
    ),
    CheckRule(
        "restart.replay",
        "client",
        "server.restart",
        "after server.restart a client sends the action again that it names",
        "warning",
    ),
)
"""Rules with ``command`` are about how the check was run, not about the protocol."""

for _rule in _RULES:
    CLIENT_RULES.register(_rule.id)(_rule)
