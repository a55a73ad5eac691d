"""What ``import vfmock`` gives, and which libraries it loads."""

from __future__ import annotations

import subprocess
import sys

import pytest

import vfmock
from tests.each import check_each

PUBLIC = [
    "Action",
    "Button",
    "Card",
    "Document",
    "Fallback",
    "Journal",
    "Knowledge",
    "MockServer",
    "Question",
    "Rule",
    "Scenario",
    "ScenarioError",
    "SessionOptions",
    "Settings",
    "StoredFile",
    "VerificationError",
    "VfmockError",
    "Widget",
    "WidgetSpacing",
    "audio",
    "card",
    "carousel",
    "choice",
    "completion",
    "end",
    "fault",
    "knowledge",
    "load_scenario",
    "no_reply",
    "pause",
    "reasoning",
    "restart",
    "speak",
    "text",
    "tool_call",
    "trace",
    "trace_template",
    "visual",
]
"""A change of this list is a change for users: it has its line in CHANGELOG.md."""

LIBRARIES = [
    "aiohttp",
    "click",
    "engineio",
    "faker",
    "jinja2",
    "jsonschema",
    "jsonschema_rs",
    "jwt",
    "rich",
    "socketio",
    "yaml",
]
"""Whoever imports vfmock pays for these when they are used, not before."""


def loaded_by(code: str) -> list[str]:
    """Run code in a fresh interpreter; return which of the libraries it loaded."""
    report = f"import sys; print([one for one in {LIBRARIES!r} if one in sys.modules])"
    command = [sys.executable, "-W", "error", "-c", f"{code}\n{report}"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [one for one in LIBRARIES if repr(one) in shown]


def test_the_public_names_are_those_of_the_list() -> None:
    assert vfmock.__all__ == PUBLIC
    assert sorted(PUBLIC) == PUBLIC


def test_every_public_name_exists() -> None:
    def check(name: str) -> None:
        value = getattr(vfmock, name)
        assert value.__name__ == name
        assert value.__doc__

    check_each(PUBLIC, check)


def test_a_star_import_has_all_public_names() -> None:
    names: dict[str, object] = {}
    exec("from vfmock import *", names)
    assert set(PUBLIC) <= set(names)


def test_a_public_name_is_looked_up_once() -> None:
    assert vfmock.Scenario is vfmock.Scenario
    assert "Scenario" in vars(vfmock)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError) as raised:
        vfmock.nothing  # type: ignore[attr-defined] # noqa: B018 - which is what is tested
    assert str(raised.value) == "module 'vfmock' has no attribute 'nothing'"


@pytest.mark.parametrize(
    "code",
    [
        "import vfmock",
        "from vfmock import Scenario, Rule, text, choice, end, pause",
        "from vfmock import VerificationError, Settings, Journal",
    ],
)
def test_no_library_is_loaded_before_it_is_used(code: str) -> None:
    assert loaded_by(code) == []


def test_the_helper_sees_which_libraries_are_loaded() -> None:
    assert loaded_by("import jwt, yaml") == ["jwt", "yaml"]
