"""The check of a client: what it did wrong, as far as the mock that it ran against can know."""

from vfmock.checks.client.check import JOURNAL, ClientCheck, Ending
from vfmock.checks.client.rules import CLIENT_RULES

__all__ = ["CLIENT_RULES", "JOURNAL", "ClientCheck", "Ending"]
