"""The states of conversations: how requests read, bring and delete them."""

from __future__ import annotations

from vfmock.core.events import StateCall
from vfmock.endpoints.base import Request, RequestRefused
from vfmock.errors import suggest
from vfmock.types import JSONObject

KEYS = ("stack", "storage", "variables")
"""The keys of a state."""

EMPTY: JSONObject = {"stack": [], "storage": {}, "variables": {}}
"""A state in which nothing is."""


def get_state(request: Request) -> StateCall:
    """The state as it is."""
    return StateCall(change="read")


def write_state(request: Request) -> StateCall:
    """Another state, whole.

    Raises:
        RequestRefused: it has another key.
    """
    _must_have_no_other_key(request.body)
    return StateCall(change="write", value=request.body)


def delete_state(request: Request) -> StateCall:
    """Nothing is left."""
    return StateCall(change="delete")


def _must_have_no_other_key(state: JSONObject) -> None:
    """Look for keys that a state has not.

    Raises:
        RequestRefused: there is one.
    """
    other = sorted(state.keys() - set(KEYS))
    if other:
        raise RequestRefused(400, f"unknown key {other[0]!r} in the state{suggest(other[0], KEYS)}")
