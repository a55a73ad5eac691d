"""The calls of the web chat: what they have in common."""

from __future__ import annotations

from functools import partial

from vfmock.endpoints.base import Endpoint
from vfmock.endpoints.parts import ANSWER, EFFECTS, ends_with, problem_in
from vfmock.endpoints.webchat.errors import ERRORS, refuse

webchat_call = partial(
    Endpoint, effects=EFFECTS, problem_in=problem_in, refuse=refuse, errors=ERRORS
)
"""Makes a call of the web chat."""

webchat_query = partial(webchat_call, is_over=ends_with(ANSWER))
"""Makes a call of the web chat that needs no session."""
