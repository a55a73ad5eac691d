"""The lifecycle of the protocol page, as a checker. It checks any exchange, line by line.

``RULES`` are the rules for an exchange. ``Lifecycle`` is the machine that checks them.
"""

from vfmock.checks.lifecycle.line import Line
from vfmock.checks.lifecycle.machine import Lifecycle
from vfmock.checks.lifecycle.rules import RULES, CheckRule

__all__ = ["RULES", "CheckRule", "Lifecycle", "Line"]
