"""The worlds of a server, and the choice of a world for each client."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from vfmock.runtime.control import Control


@dataclass(frozen=True, slots=True)
class Visitor:
    """What is known of a client before its first event: query and headers of its HTTP request."""

    query: Mapping[str, str]
    headers: Mapping[str, str]


Choose: TypeAlias = Callable[[Visitor], Control]
"""Chooses the world of a client. It must be the same for each request of one client."""


class Worlds:
    """One world by default, which every client comes to.

    With several worlds, ``choose`` picks one by something that each request of a client repeats.
    """

    def __init__(self, default: Control, *others: Control, choose: Choose | None = None) -> None:
        self._all = (default, *others)
        self.choose: Choose = choose or (lambda visitor: default)

    def __iter__(self) -> Iterator[Control]:
        return iter(self._all)
