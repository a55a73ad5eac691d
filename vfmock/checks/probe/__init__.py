"""The probe: a client that goes through the documented lifecycle with any live server.

It sends what the protocol page has and nothing else, and waits for nothing without a limit.
"""

from vfmock.checks.probe.plan import Plan
from vfmock.checks.probe.run import check_server

__all__ = ["Plan", "check_server"]
