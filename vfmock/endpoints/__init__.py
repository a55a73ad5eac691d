"""Endpoints: tables between HTTP requests and the core. One file each."""

from vfmock.core.registry import import_modules
from vfmock.endpoints.base import ENDPOINTS, Answer, Endpoint, Request, Said, words

__all__ = ["ENDPOINTS", "Answer", "Endpoint", "Request", "Said", "words"]

import_modules(__name__, list(__path__))
