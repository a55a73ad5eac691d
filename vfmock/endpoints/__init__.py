"""Endpoints: tables that translate between HTTP requests and the core. Each has its own file."""

from vfmock.core.registry import import_modules
from vfmock.endpoints.base import (
    ENDPOINTS,
    KEEP_ALIVE,
    Answer,
    Endpoint,
    Framing,
    Request,
    RequestRefused,
    Said,
)
from vfmock.endpoints.parameters import Parameter

__all__ = [
    "ENDPOINTS",
    "KEEP_ALIVE",
    "Answer",
    "Endpoint",
    "Framing",
    "Parameter",
    "Request",
    "RequestRefused",
    "Said",
]

import_modules(__name__, list(__path__))
