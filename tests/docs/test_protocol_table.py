"""``docs/protocol.md`` is complete, and each of its rows names a test that exists."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest

import vfmock
from tests.docs.pages import DOCS, code, is_test, rows
from tests.schema_fields import fields
from vfmock.contract import load_contract
from vfmock.contract.validation import CUSTOM
from vfmock.core.steps import STEPS
from vfmock.core.traces.base import TraceStep
from vfmock.dialects import DIALECTS
from vfmock.endpoints import ENDPOINTS
from vfmock.types import JSONObject

PAGE = (DOCS / "protocol.md").read_text(encoding="utf-8")

RULES = """
rule.path rule.options rule.transports rule.fallback rule.session rule.reconnect
rule.init.1 rule.init.2 rule.init.3 rule.init.4 rule.init.4.resumed rule.init.5
rule.action.1 rule.action.2 rule.action.3 rule.action.4 rule.action.session rule.action.overlap
rule.start.launch rule.start.event rule.end rule.end.timeout
rule.completions rule.audio rule.restart rule.restart.replay rule.error
"""
"""What the protocol page says in sentences, which no schema has."""

DECISIONS = """
message-id not-started invalid-payload invalid-action unknown-event bad-key key-of-another
unauthorized start-twice replaced no-session overlap order-of-end several-sockets drop restart time
"""
"""What the design decided where Voiceflow's documentation is silent."""

CLIENTS = """
socket.io-client-4.8 socket.io-client-4.0 socket.io-client-3.1 socket.io-client-2.5
socketio.AsyncClient socketio.Client
"""
"""The clients that report the same of vfmock as of Node's server."""

NOT_IN_A_SCHEMA = """
action.send.action.payload action.trace.trace.payload trace-type.*
"""
"""Rows of what has no name in a schema or a registry, because anything is allowed there."""

IN_WEBCHAT = {
    "webchat/client-events": "webchat.in",
    "webchat/server-events": "webchat.out",
}
"""How the rows of the web chat's events begin, by the folders of their schemas."""

EMPTY = "–"


def _properties(name: str, schema: JSONObject, *, typed: bool = False) -> set[str]:
    return {f"{name}.{path}" for path, _ in fields(schema, typed=typed)}


def _body(schema: str) -> str:
    return schema.removeprefix("http/")


def wanted() -> set[str]:
    """The ids that the page has to have."""
    ids = {*RULES.split(), *NOT_IN_A_SCHEMA.split(), *(f"decision.{d}" for d in DECISIONS.split())}
    ids |= {f"client.{name}" for name in CLIENTS.split()}
    for name, schema in load_contract().schemas.items():
        kind, _, title = name.rpartition("/")
        if kind == "actions":
            ids.add(f"action-type.{'*' if title == CUSTOM else title}")
        elif kind in ("documented/client-events", "documented/server-events"):
            ids |= {title, *_properties(title, schema, typed=True)}
        elif kind == "http":
            ids |= _properties(title, schema)
        elif kind in IN_WEBCHAT:
            ids |= _properties(f"{IN_WEBCHAT[kind]}.{title}", schema, typed=True)
    webchat = DIALECTS["webchat"]
    ids |= {f"webchat.in.{event}" for event in webchat.client_events}
    ids |= {f"webchat.out.{event.name}" for event in webchat.server_events.values()}
    traces = {name for name, step in STEPS.items() if issubclass(step, TraceStep)}
    for name, endpoint in ENDPOINTS.items():
        ids |= {f"http.{name}", *(f"query.{one}" for one in endpoint.query)}
        ids |= {f"header.{one}" for one in endpoint.headers}
        ids |= {f"path.{one}" for one in re.findall(r"\{(\w+)\}", endpoint.path)}
        ids |= {f"{_body(schema)}.{status}" for status, schema in endpoint.errors.items()}
    return ids | {f"trace-type.{name}" for name in traces}


@cache
def descriptions() -> dict[str, str]:
    """What the schemas of HTTP bodies and of the web chat say of their fields, by the ids of the
    rows."""
    return {
        f"{_row(name)}.{path}": rule["description"]
        for name, schema in load_contract().schemas.items()
        if _row(name)
        for path, rule in fields(schema)
        if "description" in rule
    }


def _row(schema: str) -> str:
    """How the rows of a schema's fields begin; empty if the page has its own words for them."""
    kind, _, title = schema.rpartition("/")
    begins = {"http": title} | {folder: f"{row}.{title}" for folder, row in IN_WEBCHAT.items()}
    return begins.get(kind, "")


def problems(page: str) -> list[str]:
    """All that is wrong with the tables of a page, in words."""
    found: list[str] = []
    seen: Counter[str] = Counter()
    told = descriptions()
    for cells in rows(page):
        (row_id,) = code(cells[0]) or [cells[0]]
        seen[row_id] += 1
        tests = code(cells[-1])
        if not tests:
            found.append(f"{row_id} names no test")
        found += [
            f"{row_id} names {test}, which there is not" for test in tests if not is_test(test)
        ]
        about = told.get(row_id)
        if about is not None and not cells[2].startswith(about):
            found.append(f"{row_id}: wanted {about!r} as in the schema, got {cells[2]!r}")
        if row_id.startswith("decision."):
            found += [f"{row_id}: {p}" for p in _settings(cells[-2])]
    known = wanted()
    found += [f"no row {row_id}" for row_id in sorted(known - set(seen))]
    found += [f"two rows {row_id}" for row_id, count in seen.items() if count > 1]
    open_ended = ("rule.", "decision.")
    more = (row for row in seen if row not in known and not row.startswith(open_ended))
    return found + [f"{row_id} is nothing that there is" for row_id in more]


def _settings(cell: str) -> Iterator[str]:
    names = code(cell)
    if not names and cell != EMPTY:
        yield f"wanted settings or {EMPTY!r}, got {cell!r}"
    for name in names:
        owner, _, attribute = name.partition(".")
        cls = getattr(vfmock, owner)
        fields = dataclasses.fields(cls) if dataclasses.is_dataclass(cls) else ()
        if attribute not in {*(field.name for field in fields), *dir(cls)}:
            yield f"there is no {name}"


def test_the_page_is_complete() -> None:
    assert problems(PAGE) == []


def test_every_rule_and_decision_has_a_row() -> None:
    assert len(list(rows(PAGE))) >= len(wanted()) > 100


PATH = "tests/wire/test_handshake.py::test_the_path_works_without_its_trailing_slash"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("| `rule.path` |", "| `rule.paht` |", "no row rule.path"),
        ("| `rule.path` |", "| `rule.options` |", "two rows rule.options"),
        (f"`{PATH}`", "soon", "rule.path names no test"),
        (PATH, PATH + "_x", f"rule.path names {PATH}_x, which there is not"),
        (
            PATH,
            "tests/none.py::test_x",
            "rule.path names tests/none.py::test_x, which there is not",
        ),
        (
            PATH,
            "tests/wire/talk.py::start",
            "rule.path names tests/wire/talk.py::start, which there is not",
        ),
        ("| `client.start.config.audioEncoding` |", "| x |", "x is nothing that there is"),
        (
            "| `client.start.config.audioEncoding` |",
            "| x |",
            "no row client.start.config.audioEncoding",
        ),
        ("| `server.restart.action.time` |", "| x |", "no row server.restart.action.time"),
        ("| `trace-type.stream` |", "| x |", "no row trace-type.stream"),
        ("| `action-type.dtmf` |", "| x |", "no row action-type.dtmf"),
        ("| `http.v4-push` |", "| x |", "no row http.v4-push"),
        ("| `webchat.in.cancel` |", "| x |", "no row webchat.in.cancel"),
        ("| `webchat.out.start.versionID` |", "| x |", "no row webchat.out.start.versionID"),
        ("| `query.verbose` |", "| x |", "no row query.verbose"),
        ("| `header.versionID` |", "| x |", "no row header.versionID"),
        ("| `path.tag` |", "| x |", "no row path.tag"),
        (
            "| `transcript.transcript.logs.data` |",
            "| x |",
            "no row transcript.transcript.logs.data",
        ),
        ("| `v4-error.429` |", "| x |", "no row v4-error.429"),
        (
            "| primary user identifier |",
            "| who |",
            "webchat.in.start.userID: wanted 'primary user identifier' as in the schema, got 'who'",
        ),
        (
            "| `Settings.max_payload` |",
            "| `Settings.max_paylod` |",
            "decision.too-large: there is no Settings.max_paylod",
        ),
        (
            "| `Settings.max_payload` |",
            "| somehow |",
            "decision.too-large: wanted settings or '–', got 'somehow'",
        ),
    ],
)
def test_a_changed_page_is_found(old: str, new: str, problem: str) -> None:
    assert old in PAGE
    assert problem in problems(PAGE.replace(old, new, 1))
