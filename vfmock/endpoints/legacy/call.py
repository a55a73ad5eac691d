"""The older calls: what they have in common."""

from __future__ import annotations

from functools import partial

from vfmock.endpoints.base import Endpoint
from vfmock.endpoints.legacy.errors import ERRORS, refuse
from vfmock.endpoints.parts import EFFECTS, problem_in

legacy_call = partial(
    Endpoint,
    effects=EFFECTS,
    problem_in=problem_in,
    security="api key",
    refuse=refuse,
    errors=ERRORS,
)
"""Makes an older call. An API key lets a program in."""
