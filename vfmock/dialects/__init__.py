"""Dialects: tables that translate between wire events and the core. Each has its own file."""

from vfmock.core.registry import import_modules
from vfmock.dialects.base import DIALECTS, ClientEvent, Dialect, ServerEvent, speakers

__all__ = ["DIALECTS", "ClientEvent", "Dialect", "ServerEvent", "speakers"]

import_modules(__name__, list(__path__))
