"""The check of a client: what the client did wrong, as far as its mock server can know."""

from vfmock.checks.client.check import JOURNAL, ClientCheck, Ending
from vfmock.checks.client.rules import CLIENT_RULES

__all__ = ["CLIENT_RULES", "JOURNAL", "ClientCheck", "Ending"]
