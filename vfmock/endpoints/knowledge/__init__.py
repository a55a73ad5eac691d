"""The calls that ask the knowledge base: the one under ``/v1/stable``, and the older one."""

from vfmock.core.registry import import_modules

import_modules(__name__, list(__path__))
