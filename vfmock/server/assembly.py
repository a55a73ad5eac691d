"""Makes the world of a server from its settings."""

from __future__ import annotations

from collections.abc import Mapping

from vfmock.contract import load_contract
from vfmock.core.connection import UNAUTHORIZED, UNKNOWN_ENVIRONMENT, Authorize
from vfmock.core.events import ClientStart
from vfmock.core.journal import Journal
from vfmock.core.outcomes import NoEntry
from vfmock.core.scenario import Scenario
from vfmock.core.session_keys import SessionKeys
from vfmock.core.webhooks import key_of
from vfmock.dialects import DIALECTS
from vfmock.errors import SettingError, UnknownName
from vfmock.loading import load_preset
from vfmock.runtime.clock import Clock, MockClock, RealClock
from vfmock.runtime.ids import secret_from
from vfmock.runtime.script import Script
from vfmock.runtime.webhooks import WebhookOptions
from vfmock.runtime.world import World
from vfmock.settings import Settings, encoded, pairs
from vfmock.transports.webhooks import post

INVALID_TAG = "invalid environment tag"
"""What the runtime says of an environment that does not exist."""


def make_world(
    settings: Settings,
    scenario: Scenario,
    seed: int,
    secret: bytes | None = None,
    agents: Mapping[str, Scenario] | None = None,
) -> World:
    """Make a world that plays the scenario with this seed.

    ``secret`` signs the session keys if the settings give none; by default it follows from the
    seed. ``agents`` are the scenarios of other agents, by their keys.

    Raises:
        SettingError: a setting names something that does not exist. ScenarioError: a preset or the
        scenario is wrong.
    """
    if settings.dialect not in DIALECTS:
        raise SettingError(f"'dialect': {UnknownName('dialect', settings.dialect, DIALECTS)}")
    contract = load_contract()
    script = Script(
        scenario,
        seed=seed,
        fallback=settings.fallback,
        concurrency=settings.concurrency,
        faults=[rule for name in settings.preset for rule in load_preset(name)],
        contract=contract if settings.violations == "fail" else None,
        agents=agents,
    )
    return World(
        script=script,
        clock=_clock(settings),
        journal=Journal(settings.journal_limit, settings.journal_room),
        keys=_keys(settings, secret or secret_from(seed)),
        contract=contract,
        authorize=_authorize(settings),
        key_expiry=settings.key_expiry,
        projects=pairs(settings.projects),
        violations=settings.violations,
        restart_grace=settings.restart_grace,
        autojump_quiet=settings.autojump_quiet,
        max_queued=settings.max_queued,
        files_room=settings.files_room,
        webhooks=_webhooks(settings),
        post=post,
    )


def _webhooks(settings: Settings) -> WebhookOptions:
    try:
        key_of(settings.webhook_secret or "")
    except ValueError as error:
        raise SettingError(f"'webhook_secret': {error}") from None
    return WebhookOptions(
        url=settings.webhook_url,
        secret=settings.webhook_secret,
        types=settings.webhook_types,
        fields=settings.webhook_fields,
        sessions=settings.webhook_sessions,
        platform=settings.webhook_platform,
    )


def _clock(settings: Settings) -> Clock:
    return MockClock() if settings.clock == "mock" else RealClock(scale=settings.time_scale)


def _keys(settings: Settings, secret: bytes) -> SessionKeys:
    given = settings.secret
    return SessionKeys(secret if given is None else encoded(given), settings.key_lifetime)


def _authorize(settings: Settings) -> Authorize:
    def problem(start: ClientStart) -> str | None:
        if start.token is not None:
            unknown = settings.tokens and start.token not in settings.tokens
            return "the bearer token is not one of this server" if unknown else None
        if start.authorization is None:  # a public client: the page says it must not have a key
            wanted = settings.require_authorization
            return "wanted an API key in 'authorization'" if wanted else None
        if settings.api_keys and start.authorization not in settings.api_keys:
            return "the API key in 'authorization' is not one of this project"
        return None

    def authorize(start: ClientStart) -> NoEntry | None:
        wrong = problem(start)
        if wrong is not None:
            return NoEntry(UNAUTHORIZED, wrong)
        if start.token is not None and start.environment_id not in (None, *settings.environments):
            return NoEntry(UNKNOWN_ENVIRONMENT, INVALID_TAG)
        return None

    return authorize
