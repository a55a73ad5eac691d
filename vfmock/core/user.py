"""Users: what outlives a user's sessions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from vfmock.types import JSON

UserKey: TypeAlias = tuple[str, str]
"""Project id and user id. A user of one project is not known in another project."""


@dataclass(slots=True, eq=False)
class User:
    """A user of a project, their variables, and how many sessions they have had.

    The variables of a user outlive the session (public reference, "Sessions").
    """

    id: str
    project_id: str
    variables: dict[str, JSON] = field(default_factory=dict)
    sessions: int = 0

    @property
    def key(self) -> UserKey:
        """The key of the user in a store."""
        return self.project_id, self.id
