"""The answers to what clients ask for without a session of their own. Each ask has its own file."""

from vfmock.core.registry import import_modules
from vfmock.runtime.queries.base import Queries, Room

__all__ = ["Queries", "Room"]

import_modules(__name__, list(__path__))
