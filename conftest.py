"""What holds for every test: the real clients as fixtures, Hypothesis, and no skips in CI."""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import TypeVar

import hypothesis
import pytest

from tests.clients.fixtures import client_kind, make_client, node_process, transport

__all__ = ["client_kind", "make_client", "node_process", "transport"]

IN_CI = os.environ.get("CI") == "true"

# A deadline measures the machine. A failure in CI shall be the same one at the next run, and say
# how to have it elsewhere.
hypothesis.settings.register_profile("local", deadline=None)
hypothesis.settings.register_profile(
    "ci", deadline=None, derandomize=True, print_blob=True, database=None
)
hypothesis.settings.load_profile("ci" if IN_CI else "local")

OF_COVERAGE = ("COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG")
"""The variables with which coverage begins in a new process."""

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)


def pytest_configure(config: pytest.Config) -> None:
    """Measure no program that a test starts: coverage would double the time of its start.

    A process that runs tests is measured, from its own start on. That of pytest-xdist which only
    hands them out leaves the variables to the others.
    """
    if hasattr(config, "workerinput") or not config.getoption("numprocesses", None):
        for name in OF_COVERAGE:
            os.environ.pop(name, None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test that skips itself in CI."""
    return _without_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Fail a module that skips itself in CI."""
    return _without_skip((yield))


def _without_skip(report: Report) -> Report:
    """Make a failure of a skip in CI, where it would hide that something went unchecked.

    An expected failure is reported as skipped too, and stays what it is.
    """
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which is a failure in CI: {report.longrepr}"
    return report
