"""Users: what outlives their sessions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from vfmock.types import JSON

UserKey: TypeAlias = tuple[str, str]
"""Project id and user id: a user of one project is not known in another."""


@dataclass(slots=True, eq=False)
class User:
    """A user of a project, their variables, and how many sessions they have had.

    Variables of a user outlive the session (public reference, "Sessions").
    """

    id: str
    project_id: str
    variables: dict[str, JSON] = field(default_factory=dict)
    sessions: int = 0

    @property
    def key(self) -> UserKey:
        """What a store knows the user by."""
        return self.project_id, self.id
