"""The probe: a client that tries what any live server has to do.

It sends only what the protocol page and the public reference have, and every wait has a limit.
"""

from vfmock.checks.probe.base import PROBES
from vfmock.checks.probe.check import check_server
from vfmock.checks.probe.plan import Plan
from vfmock.core.registry import import_modules

import_modules(__name__, list(__path__))

__all__ = ["PROBES", "Plan", "check_server"]
