"""The options of a server as keywords, for type checkers and editors.

Made by ``python3 dev.py generate``; don't edit it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from vfmock.types import (
    ClockMode,
    Concurrency,
    DurationLike,
    FallbackMode,
    KeyExpiry,
    PairsLike,
    Platform,
    Violations,
    WebhookSessions,
)


class ServerOptions(TypedDict, total=False):
    """What ``MockServer`` takes beside its scenario; ``Settings`` has the defaults."""

    host: str
    """Address to listen on; the default is for clients on this machine.

    Default: ``'127.0.0.1'``.
    """

    port: int
    """Port to listen on; 0 takes a free one.

    Default: ``0``.
    """

    fallback: FallbackMode | None
    """What happens to an action that no rule takes: strict, no-match or echo; it replaces the
    scenario's fallback.

    Default: ``None``.
    """

    dialect: str
    """The dialect of a Socket.IO client until its first event shows which one it speaks.

    Default: ``'documented'``.
    """

    seed: int | None
    """Fixes everything random; it replaces the scenario's seed; by default a new one.

    Default: ``None``.
    """

    concurrency: Concurrency
    """An action while another runs: interleave (as documented), queue or reject.

    Default: ``'interleave'``.
    """

    secret: str | None
    """Signs session keys, 32 characters or more; servers with the same secret accept each
    other's keys; by default it follows from a given seed, or is drawn.

    Default: ``None``.
    """

    key_lifetime: DurationLike | None
    """How long a session key is good; a day by default.

    Default: ``86400.0``.
    """

    key_expiry: KeyExpiry
    """What happens to a live session when its key expires: keep (only a reconnection notices) or
    end.

    Default: ``'keep'``.
    """

    api_keys: Sequence[str]
    """Project API keys (comma-separated) that 'authorization' may have; by default any is
    accepted.

    Default: ``()``.
    """

    projects: PairsLike
    """Projects of calls over HTTP that name none (comma-separated): KEY=PROJECT, where KEY is an
    API key or a version; by default the project that the user has, or 'default'.

    Default: ``()``.
    """

    tokens: Sequence[str]
    """Bearer tokens (comma-separated) that the calls under /v1/stable may have; by default any
    is accepted.

    Default: ``()``.
    """

    environments: Sequence[str]
    """Aliases of the environments (comma-separated) that the calls under /v1/stable may name.

    Default: ``('main',)``.
    """

    webhook_url: str | None
    """Where lifecycle webhooks go; by default there are none.

    Default: ``None``.
    """

    webhook_secret: str | None
    """Signs webhooks as Svix does; 'whsec_' and base64, or any text.

    Default: ``None``.
    """

    webhook_types: Sequence[str]
    """The webhooks that are sent (comma-separated); all by default, those of calls with a
    platform.

    Default: ``('runtime.session.start', 'runtime.session.end', 'runtime.call.start',
    'runtime.call.end')``.
    """

    webhook_fields: Sequence[str]
    """The optional fields of webhooks (comma-separated); all by default.

    Default: ``('versionID', 'transcriptID', 'versionVariant', 'projectEnvironmentID',
    'projectEnvironmentAlias')``.
    """

    webhook_sessions: WebhookSessions
    """The sessions that webhooks tell of: created (by session.create or a call of v4) or all.

    Default: ``'created'``.
    """

    webhook_platform: Platform | None
    """Makes a call of each session for webhooks: twilio, telnyx, vonage, voiceflow or web-voice.

    Default: ``None``.
    """

    require_authorization: bool
    """A client without 'authorization' is unauthorized too; by default it is a public client.

    Default: ``False``.
    """

    ping_interval: DurationLike
    """Engine.IO heartbeat; clients see whole milliseconds.

    Default: ``25.0``.
    """

    ping_timeout: DurationLike
    """How long a client may take to answer a heartbeat.

    Default: ``20.0``.
    """

    max_payload: int
    """Largest message in bytes; Engine.IO closes a connection that sends more.

    Default: ``5000000``.
    """

    violations: Violations
    """What a message against the contract does: fail (a test, the load of a scenario) or record
    (a note in the journal).

    Default: ``'fail'``.
    """

    preset: Sequence[str]
    """Bad days to play (comma-separated): flaky-mobile, corporate-proxy, rolling-deploy, slow-
    llm, or files of your own.

    Default: ``()``.
    """

    clock: ClockMode
    """Real, or mock: nothing passes by itself, and tests move the time.

    Default: ``'real'``.
    """

    time_scale: float
    """How many seconds of the real clock pass in a real one.

    Default: ``1.0``.
    """

    autojump: bool
    """The mock clock jumps to the next deadline when nothing is in flight.

    Default: ``False``.
    """

    autojump_quiet: DurationLike
    """Real seconds of silence until autojump jumps to a deadline that waits for a client.

    Default: ``0.1``.
    """

    instances: int
    """How many ports serve the same sessions: the port and those after it.

    Default: ``1``.
    """

    restart_grace: DurationLike
    """How long connections stay open after server.restart, so that running turns can finish.

    Default: ``0.0``.
    """

    journal_limit: int | None
    """How many journal entries are kept, the newest.

    Default: ``10000``.
    """

    journal_room: int | None
    """How many bytes the payloads of the kept journal entries have together.

    Default: ``64000000``.
    """

    max_queued: int
    """How many bytes may wait for a client that does not read; then its connection is closed.

    Default: ``64000000``.
    """

    max_file: int
    """Largest file in bytes that a client may store; a test of the client's own limit needs a
    small one.

    Default: ``10000000``.
    """

    files_room: int
    """How many bytes the stored files have together; the oldest are forgotten first.

    Default: ``64000000``.
    """

    admin_token: str | None
    """What opens the admin API to other machines: they send it as 'Authorization: Bearer …'.

    Default: ``None``.
    """

    tls: bool
    """Speak TLS too, and be the proxy of Voiceflow's hosts, for programs with the host compiled
    in; it needs vfmock[tls].

    Default: ``False``.
    """

    ca_file: str | None
    """File that keeps the certificate authority of tls, so that a client can trust it for good;
    its key is in a file beside it; by default each start makes a new authority.

    Default: ``None``.
    """

    widget: bool
    """A page with a chat against this server, at / and /__vfmock/widget, for work on a front end
    without a network.

    Default: ``False``.
    """

    widget_bundle: str | None
    """File of Voiceflow's own widget, which the page of widget starts in place of the chat of
    vfmock: package/dist/bundle.mjs of 'npm pack @voiceflow/react-chat@1.65.2', or a copy of
    https://cdn.voiceflow.com/widget-next/bundle.mjs.

    Default: ``None``.
    """


class Options(ServerOptions, total=False):
    """What ``Settings`` takes."""

    scenario: str | None
    """File of the agent to play, or the name of a bundled one (support, voice).

    Default: ``None``.
    """

    agents: PairsLike
    """Other agents (comma-separated): KEY=SCENARIO, where KEY is PROJECT, PROJECT/ENVIRONMENT or
    PROJECT/ENVIRONMENT/VERSION, and * stands for any; the scenario answers everybody else.

    Default: ``()``.
    """
