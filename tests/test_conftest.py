"""The conftest at the top: a skip is a failure in CI, and only there."""

from __future__ import annotations

from pathlib import Path

import hypothesis
import pytest

CONFTEST = Path(__file__).parents[1] / "conftest.py"

SKIPS = """
import pytest


def test_skips():
    pytest.skip("no Node.js here")


@pytest.mark.skip(reason="later")
def test_is_marked():
    pass


@pytest.mark.xfail(strict=True)
def test_fails_as_expected():
    raise AssertionError
"""

SKIPS_ITSELF = """
import pytest

pytest.skip("not on this machine", allow_module_level=True)
"""


@pytest.mark.parametrize(
    ("variable", "outcome"),
    [
        ("true", {"failed": 1, "errors": 2, "xfailed": 1}),
        ("", {"skipped": 3, "xfailed": 1}),
    ],
)
def test_a_skip_fails_only_in_ci(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    outcome: dict[str, int],
) -> None:
    monkeypatch.setenv("CI", variable)
    monkeypatch.setenv("PYTHONPATH", str(CONFTEST.parent))
    pytester.makeconftest(CONFTEST.read_text(encoding="utf-8"))
    pytester.makepyfile(test_skips=SKIPS, test_skips_itself=SKIPS_ITSELF)
    quiet = ("-o", "asyncio_default_fixture_loop_scope=function")
    profile = hypothesis.settings.get_current_profile_name()
    try:
        result = pytester.runpytest_inprocess(*quiet, "--continue-on-collection-errors")
    finally:
        hypothesis.settings.load_profile(profile)  # it is the whole process's
    assert result.parseoutcomes() == outcome
