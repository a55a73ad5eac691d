"""Tells the code of the package from the code of its users."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from vfmock import ScenarioError
from vfmock.callers import caller, is_interrupt, is_ours, place_of, users_error


def test_a_frame_of_a_test_is_not_ours() -> None:
    assert not is_ours(sys._getframe())
    place = caller()
    assert place is not None
    assert str(place) == f"{Path(__file__).relative_to(os.getcwd())}:{place.line}"


def test_a_file_elsewhere_keeps_its_whole_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    monkeypatch.setattr(os, "getcwd", lambda: "/somewhere")
    assert place_of(sys._getframe()).file == __file__


def test_an_error_without_a_traceback_is_nobodys() -> None:
    assert users_error(ScenarioError("no")) is None


def test_an_interrupt_counts_only_in_the_main_thread() -> None:
    assert is_interrupt(KeyboardInterrupt())
    assert not is_interrupt(SystemExit())
    assert not is_interrupt(asyncio.CancelledError())
