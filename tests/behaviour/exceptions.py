"""What has no meaning on a surface. Every behaviour that is not here runs on every surface."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

EXCEPTIONS: Mapping[tuple[str, str], str] = {}
"""Why a behaviour does not run on a surface, by the name of its test and that of the surface."""


def meant(
    behaviour: str, surfaces: Iterable[str], exceptions: Mapping[tuple[str, str], str] = EXCEPTIONS
) -> list[str]:
    """The surfaces on which a behaviour means something."""
    return [name for name in sorted(surfaces) if (behaviour, name) not in exceptions]
