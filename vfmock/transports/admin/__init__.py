"""The admin API under ``/__vfmock/``. Each subject has one file with its calls."""

from vfmock.core.registry import import_modules
from vfmock.transports.admin.access import Access, is_loopback
from vfmock.transports.admin.base import ADMIN_CALLS, PREFIX, AdminCall, attach

__all__ = ["ADMIN_CALLS", "PREFIX", "Access", "AdminCall", "attach", "is_loopback"]

import_modules(__name__, list(__path__))
