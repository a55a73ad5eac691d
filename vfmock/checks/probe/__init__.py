"""The probe: a client that goes through the documented lifecycle with any live server.

It sends only what the protocol page has, and every wait has a limit.
"""

from vfmock.checks.probe.plan import Plan
from vfmock.checks.probe.run import check_server

__all__ = ["Plan", "check_server"]
