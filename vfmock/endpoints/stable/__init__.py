"""The calls under ``/v1/stable``: conversations without a session to create, by bearer token."""

from vfmock.core.registry import import_modules

import_modules(__name__, list(__path__))
