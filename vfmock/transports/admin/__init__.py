"""The admin API under ``/__vfmock/``. Each subject has one file with its calls."""

from vfmock.core.registry import import_modules
from vfmock.transports.admin.base import ADMIN_CALLS, PREFIX, AdminCall, attach

__all__ = ["ADMIN_CALLS", "PREFIX", "AdminCall", "attach"]

import_modules(__name__, list(__path__))
