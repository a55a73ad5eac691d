"""Which agent answers whom: one for all by default, or one for a project, environment and version.

A key names them: ``PROJECT``, ``PROJECT/ENVIRONMENT`` or ``PROJECT/ENVIRONMENT/VERSION``. A ``*``
stands for any, and the version is ``draft`` or ``published``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from vfmock.errors import SettingError, suggest
from vfmock.types import Version

ANY = "*"
PARTS = 3

DEFAULT = ""
"""The key of the agent that answers everybody else."""


class Agents:
    """The keys of agents, and the choice among them.

    Raises:
        SettingError: a key is wrong.
    """

    def __init__(self, keys: Iterable[str] = ()) -> None:
        self._keys = {_parts(key): key for key in keys}

    def choose(self, project: str, environment: str | None, version: Version | None) -> str:
        """The key of the agent that answers. The one that says most counts; the project counts more
        than the environment, and the environment more than the version."""
        if not self._keys:
            return DEFAULT
        came = (project, environment, version)
        for number in range(2**PARTS):
            parts = tuple(
                ANY if part is None or number & (1 << PARTS - 1 - at) else part
                for at, part in enumerate(came)
            )
            if parts in self._keys:
                return self._keys[parts]
        return DEFAULT


def _parts(key: str) -> tuple[str, ...]:
    parts = [part.strip() for part in key.split("/")]
    if not 1 <= len(parts) <= PARTS or not all(parts):
        wanted = "PROJECT, PROJECT/ENVIRONMENT or PROJECT/ENVIRONMENT/VERSION"
        raise SettingError(f"'agents': wanted {wanted}, got {key!r}")
    parts += [ANY] * (PARTS - len(parts))
    versions = get_args(Version)
    if parts[-1] not in (ANY, *versions):
        hint = suggest(parts[-1], versions)
        raise SettingError(f"'agents': unknown version {parts[-1]!r} in {key!r}{hint}")
    return tuple(parts)
