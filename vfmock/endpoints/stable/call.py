"""The calls under ``/v1/stable``: what they have in common."""

from __future__ import annotations

from functools import partial

from vfmock.endpoints.base import Endpoint
from vfmock.endpoints.parts import EFFECTS, problem_in
from vfmock.endpoints.stable.errors import ERRORS, refuse

stable_call = partial(
    Endpoint, effects=EFFECTS, problem_in=problem_in, security="token", refuse=refuse, errors=ERRORS
)
"""Makes a call under ``/v1/stable``. A person's token lets it in."""
