"""Every option of a server, declared once.

Each field becomes a flag of ``vfmock serve`` (``--key-lifetime``), an environment variable
(``VFMOCK_KEY_LIFETIME``), a pytest ini option (``vfmock_key_lifetime``), a key of the pytest marker
and a keyword of ``MockServer`` (``key_lifetime=``).
"""

from __future__ import annotations

import dataclasses
import math
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, cast, get_args

from vfmock import option_values as read
from vfmock.durations import parse_duration
from vfmock.errors import SettingError, suggest
from vfmock.types import (
    OPTIONAL_FIELDS,
    WEBHOOK_TYPES,
    ClockMode,
    Concurrency,
    Duration,
    FallbackMode,
    KeyExpiry,
    Pairs,
    Platform,
    Violations,
    WebhookSessions,
)

if TYPE_CHECKING:
    from typing import Unpack

    from vfmock.options import Options

PREFIX = "VFMOCK_"
SHORTEST_SECRET = 32
MB = 1_000_000
TEXTS = (
    "admin_token",
    "ca_file",
    "dialect",
    "host",
    "secret",
    "webhook_secret",
    "webhook_url",
    "widget_bundle",
)
"""The options that are any text."""

_TOKEN = re.compile("[!-~]{8,}")


SMALLEST = {
    "port": 0,
    "key_lifetime": 0.001,
    "ping_interval": 0.001,  # clients see whole milliseconds
    "ping_timeout": 0.001,
    "max_payload": 1,
    "journal_limit": 0,
    "journal_room": 0,
    "max_queued": 1,
    "max_file": 0,
    "files_room": 0,
    "time_scale": 0.001,
    "autojump_quiet": 0,
    "instances": 1,
    "restart_grace": 0,
}
LARGEST = {"port": 65535, "time_scale": 100_000, "instances": 100}


def _check_number(name: str, value: object) -> None:
    """Refuse what is no number, or none that the option can have."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise SettingError(f"{name!r} is a number, not {value!r}")
    least, most = SMALLEST.get(name), LARGEST.get(name, sys.maxsize)
    if least is not None and not least <= value <= most:
        raise SettingError(f"{name!r} is from {least} to {most}, not {value}")


def _checked(field: dataclasses.Field[Any], value: Any) -> Any:
    """The value of an option, read from text if it is text."""
    name, parse = field.name, field.metadata["parse"]
    if value is None:
        if "None" not in str(field.type):
            raise SettingError(f"{name!r} can't be None")
        return None
    if isinstance(value, str) and parse is not str:
        return parse_option(name, value)
    if parse is read.names:
        return tuple(value)
    if parse is read.pairs:
        return _checked_pairs(name, value)
    if isinstance(parse, partial) and parse.func is read.some_of:
        return parse_option(name, ",".join(value))
    if parse in read.NUMBERS:
        _check_number(name, value)
    elif name in TEXTS and not isinstance(value, str):
        raise SettingError(f"{name!r} is a string, not {value!r:.40}")
    return value


def _checked_pairs(name: str, value: object) -> tuple[str, ...]:
    """Pairs of a mapping or of texts, as texts."""
    if isinstance(value, Mapping):
        value = [f"{key}={of_key}" for key, of_key in value.items()]
    if not isinstance(value, Iterable):
        raise SettingError(f"{name!r} has pairs NAME=VALUE, not {value!r:.40}")
    try:
        return read.pairs(",".join(map(str, value)))
    except ValueError as error:
        raise SettingError(f"{name!r}: {error}") from None


def _check_secrets(secret: str | None, admin_token: str | None) -> None:
    if secret is not None and len(encoded(secret)) < SHORTEST_SECRET:
        raise SettingError(
            f"'secret' has {SHORTEST_SECRET} characters or more (HS256 asks for them),"
            f" not {len(secret)}"
        )
    if admin_token is not None and not _TOKEN.fullmatch(admin_token):
        raise SettingError(
            "'admin_token' has 8 characters or more: letters, digits and signs of ASCII, no spaces"
        )


def _check_ca_file(ca_file: str | None, tls: bool) -> None:
    if ca_file is not None and not tls:
        raise SettingError("'ca_file' is for tls=True: without TLS there is no certificate")
    if ca_file is not None and not ca_file.strip():
        raise SettingError(f"'ca_file' is the path of a file, not {ca_file!r}")


def _check_widget(bundle: str | None, widget: bool) -> None:
    if bundle is not None and not widget:
        raise SettingError("'widget_bundle' is for widget=True: without it there is no page")
    if bundle is not None and not bundle.strip():
        raise SettingError(f"'widget_bundle' is the path of a file, not {bundle!r}")


def _option(default: Any, help_text: str, parse: Callable[[str], Any] = str) -> Any:
    return dataclasses.field(default=default, metadata={"help": help_text, "parse": parse})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How a server behaves.

    Durations are seconds, or text with a unit such as ``30m``; the fields have seconds.
    """

    host: str = _option(
        "127.0.0.1", "address to listen on; the default is for clients on this machine"
    )
    port: int = _option(0, "port to listen on; 0 takes a free one", read.whole)
    scenario: str | None = _option(
        None, "file of the agent to play, or the name of a bundled one (support, voice)"
    )
    agents: Pairs = _option(
        (),
        "other agents (comma-separated): KEY=SCENARIO, where KEY is PROJECT, PROJECT/ENVIRONMENT or"
        " PROJECT/ENVIRONMENT/VERSION, and * stands for any; the scenario answers everybody else",
        read.pairs,
    )
    fallback: FallbackMode | None = _option(
        None,
        "what happens to an action that no rule takes: strict, no-match or echo; it replaces the"
        " scenario's fallback",
        partial(read.choice, get_args(FallbackMode)),
    )
    dialect: str = _option(
        "documented",
        "the dialect of a Socket.IO client until its first event shows which one it speaks",
    )
    seed: int | None = _option(
        None,
        "fixes everything random; it replaces the scenario's seed; by default a new one",
        read.whole,
    )
    concurrency: Concurrency = _option(
        "interleave",
        "an action while another runs: interleave (as documented), queue or reject",
        partial(read.choice, get_args(Concurrency)),
    )
    secret: str | None = _option(
        None,
        "signs session keys, 32 characters or more; servers with the same secret accept each"
        " other's keys; by default it follows from a given seed, or is drawn",
    )
    key_lifetime: Duration | None = _option(
        Duration(86400.0), "how long a session key is good; a day by default", parse_duration
    )
    key_expiry: KeyExpiry = _option(
        "keep",
        "what happens to a live session when its key expires: keep (only a reconnection notices)"
        " or end",
        partial(read.choice, get_args(KeyExpiry)),
    )
    api_keys: tuple[str, ...] = _option(
        (),
        "project API keys (comma-separated) that 'authorization' may have; by default any is"
        " accepted",
        read.names,
    )
    projects: Pairs = _option(
        (),
        "projects of calls over HTTP that name none (comma-separated): KEY=PROJECT, where KEY is an"
        " API key or a version; by default the project that the user has, or 'default'",
        read.pairs,
    )
    tokens: tuple[str, ...] = _option(
        (),
        "bearer tokens (comma-separated) that the calls under /v1/stable may have; by default any"
        " is accepted",
        read.names,
    )
    environments: tuple[str, ...] = _option(
        ("main",),
        "aliases of the environments (comma-separated) that the calls under /v1/stable may name",
        read.names,
    )
    webhook_url: str | None = _option(
        None, "where lifecycle webhooks go; by default there are none", read.url
    )
    webhook_secret: str | None = _option(
        None, "signs webhooks as Svix does; 'whsec_' and base64, or any text"
    )
    webhook_types: tuple[str, ...] = _option(
        WEBHOOK_TYPES,
        "the webhooks that are sent (comma-separated); all by default, those of calls with a"
        " platform",
        partial(read.some_of, WEBHOOK_TYPES),
    )
    webhook_fields: tuple[str, ...] = _option(
        OPTIONAL_FIELDS,
        "the optional fields of webhooks (comma-separated); all by default",
        partial(read.some_of, OPTIONAL_FIELDS),
    )
    webhook_sessions: WebhookSessions = _option(
        "created",
        "the sessions that webhooks tell of: created (by session.create or a call of v4) or all",
        partial(read.choice, get_args(WebhookSessions)),
    )
    webhook_platform: Platform | None = _option(
        None,
        "makes a call of each session for webhooks: twilio, telnyx, vonage, voiceflow or web-voice",
        partial(read.choice, get_args(Platform)),
    )
    require_authorization: bool = _option(
        False,
        "a client without 'authorization' is unauthorized too; by default it is a public client",
        read.boolean,
    )
    ping_interval: Duration = _option(
        Duration(25.0), "Engine.IO heartbeat; clients see whole milliseconds", parse_duration
    )
    ping_timeout: Duration = _option(
        Duration(20.0), "how long a client may take to answer a heartbeat", parse_duration
    )
    max_payload: int = _option(
        5_000_000,
        "largest message in bytes; Engine.IO closes a connection that sends more",
        read.whole,
    )
    violations: Violations = _option(
        "fail",
        "what a message against the contract does: fail (a test, the load of a scenario) or"
        " record (a note in the journal)",
        partial(read.choice, get_args(Violations)),
    )
    preset: tuple[str, ...] = _option(
        (),
        "bad days to play (comma-separated): flaky-mobile, corporate-proxy, rolling-deploy,"
        " slow-llm, or files of your own",
        read.names,
    )
    clock: ClockMode = _option(
        "real",
        "real, or mock: nothing passes by itself, and tests move the time",
        partial(read.choice, get_args(ClockMode)),
    )
    time_scale: float = _option(
        1.0, "how many seconds of the real clock pass in a real one", read.number
    )
    autojump: bool = _option(
        False, "the mock clock jumps to the next deadline when nothing is in flight", read.boolean
    )
    autojump_quiet: Duration = _option(
        Duration(0.1),
        "real seconds of silence until autojump jumps to a deadline that waits for a client",
        parse_duration,
    )
    instances: int = _option(
        1, "how many ports serve the same sessions: the port and those after it", read.whole
    )
    restart_grace: Duration = _option(
        Duration(0.0),
        "how long connections stay open after server.restart, so that running turns can finish",
        parse_duration,
    )
    journal_limit: int | None = _option(
        10_000, "how many journal entries are kept, the newest", read.whole
    )
    journal_room: int | None = _option(
        64 * MB, "how many bytes the payloads of the kept journal entries have together", read.whole
    )
    max_queued: int = _option(
        64 * MB,
        "how many bytes may wait for a client that does not read; then its connection is closed",
        read.whole,
    )
    max_file: int = _option(
        10 * MB,
        "largest file in bytes that a client may store; a test of the client's own limit needs a"
        " small one",
        read.whole,
    )
    files_room: int = _option(
        64 * MB,
        "how many bytes the stored files have together; the oldest are forgotten first",
        read.whole,
    )
    admin_token: str | None = _option(
        None,
        "what opens the admin API to other machines: they send it as 'Authorization: Bearer …'",
    )
    tls: bool = _option(
        False,
        "speak TLS too, and be the proxy of Voiceflow's hosts, for programs with the host compiled"
        " in; it needs vfmock[tls]",
        read.boolean,
    )
    ca_file: str | None = _option(
        None,
        "file that keeps the certificate authority of tls, so that a client can trust it for good;"
        " its key is in a file beside it; by default each start makes a new authority",
    )
    widget: bool = _option(
        False,
        "a page with a chat against this server, at / and /__vfmock/widget, for work on a front end"
        " without a network",
        read.boolean,
    )
    widget_bundle: str | None = _option(
        None,
        "file of Voiceflow's own widget, which the page of widget starts in place of the chat of"
        " vfmock: package/dist/bundle.mjs of 'npm pack @voiceflow/react-chat@1.65.2', or a copy of"
        " https://cdn.voiceflow.com/widget-next/bundle.mjs",
    )

    if TYPE_CHECKING:  # the fields have durations in seconds, the parameters need not

        def __init__(self, **options: Unpack[Options]) -> None: ...

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            checked = _checked(field, getattr(self, field.name))
            object.__setattr__(self, field.name, checked)
        if self.autojump and self.clock != "mock":
            raise SettingError("'autojump' is for clock='mock': a real clock passes by itself")
        _check_ca_file(self.ca_file, self.tls)
        _check_widget(self.widget_bundle, self.widget)
        if not self.host.strip():
            # asyncio listens on all interfaces if a host is empty.
            raise SettingError(f"'host' is an address or a name, not {self.host!r}")
        _check_secrets(self.secret, self.admin_token)

    def but(self, **changes: Unpack[Options]) -> Settings:
        """These settings with some changed; an unknown name raises ``SettingError``."""
        known = {field.name for field in dataclasses.fields(self)}
        for name in changes:
            if name not in known:
                raise SettingError(f"unknown setting {name!r}{suggest(name, known)}")
        return dataclasses.replace(self, **cast("dict[str, Any]", changes))


def encoded(secret: str) -> bytes:
    """The bytes of a secret; those of the command line may be no UTF-8."""
    return secret.encode("utf-8", "surrogatepass")


def pairs(given: Iterable[str]) -> dict[str, str]:
    """The pairs of an option, by their names."""
    split = (pair.partition("=") for pair in given)
    return {name.strip(): value.strip() for name, _, value in split}


def options() -> Iterator[tuple[str, Any, str]]:
    """Each option's name, default and help."""
    for field in dataclasses.fields(Settings):
        yield field.name, field.default, field.metadata["help"]


def parse_option(name: str, text: str) -> Any:
    """Read the value of an option from text: a flag, a variable, an ini file.

    Raises:
        SettingError: the option has no such value.
    """
    field = next(field for field in dataclasses.fields(Settings) if field.name == name)
    try:
        return field.metadata["parse"](text)
    except ValueError as error:
        raise SettingError(f"{name!r}: {error}") from None


def from_environment(environment: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """The options that ``VFMOCK_…`` variables set. A variable that is empty or blank sets none."""
    given = {name: environment.get(PREFIX + name.upper(), "") for name, _, _ in options()}
    return {name: parse_option(name, text) for name, text in given.items() if text.strip()}
