"""The dialects that the lifecycle checks: one file each, with what each event does."""

from vfmock.checks.lifecycle.dialects.base import CHECKED_DIALECTS, CheckedDialect, Handler
from vfmock.core.registry import import_modules

__all__ = ["CHECKED_DIALECTS", "CheckedDialect", "Handler"]

import_modules(__name__, list(__path__))
