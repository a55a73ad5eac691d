"""States of conversations that requests bring."""

from __future__ import annotations

from vfmock.endpoints.base import RequestRefused
from vfmock.errors import suggest
from vfmock.types import JSONObject

KEYS = ("stack", "storage", "variables")
"""The keys of a state."""

EMPTY: JSONObject = {"stack": [], "storage": {}, "variables": {}}
"""A state in which nothing is."""


def must_have_no_other_key(state: JSONObject) -> None:
    """Look for keys that a state has not.

    Raises:
        RequestRefused: there is one.
    """
    other = sorted(state.keys() - set(KEYS))
    if other:
        raise RequestRefused(400, f"unknown key {other[0]!r} in the state{suggest(other[0], KEYS)}")
