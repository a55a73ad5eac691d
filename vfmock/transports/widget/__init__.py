"""A page with a chat against this very server, for who works on a front end without a network."""

from vfmock.transports.widget.bundle import Bundle
from vfmock.transports.widget.page import PATH, Page

__all__ = ["PATH", "Bundle", "Page"]
