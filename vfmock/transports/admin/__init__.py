"""The admin API under ``/__vfmock/``: one file an endpoint."""

from vfmock.core.registry import import_modules
from vfmock.transports.admin.base import ENDPOINTS, PREFIX, Endpoint, attach

__all__ = ["ENDPOINTS", "PREFIX", "Endpoint", "attach"]

import_modules(__name__, list(__path__))
