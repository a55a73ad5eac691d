"""The lifecycle of the protocol page as a checker: any exchange, whoever made it, line by line.

``RULES`` are what it holds an exchange against, ``Lifecycle`` is the machine.
"""

from vfmock.checks.lifecycle.line import Line
from vfmock.checks.lifecycle.machine import Lifecycle
from vfmock.checks.lifecycle.rules import RULES, CheckRule

__all__ = ["RULES", "CheckRule", "Lifecycle", "Line"]
