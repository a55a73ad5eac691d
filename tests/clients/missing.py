"""What becomes of a test whose program is not on this machine."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def cannot_run(missing: str) -> NoReturn:
    """Skip the test, and say what is missing. In CI, fail it: there nothing may go unchecked."""
    if os.environ.get("CI") == "true":
        pytest.fail(missing, pytrace=False)
    pytest.skip(missing)
