"""The calls of v4: what they have in common."""

from __future__ import annotations

from functools import partial

from vfmock.endpoints.base import Endpoint
from vfmock.endpoints.parts import EFFECTS, problem_in
from vfmock.endpoints.v4.errors import ERRORS, refuse

v4_call = partial(Endpoint, effects=EFFECTS, problem_in=problem_in, refuse=refuse, errors=ERRORS)
"""Makes a call of v4."""
