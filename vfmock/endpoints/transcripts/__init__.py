"""The calls that read transcripts: under ``/v1/stable``, of the analytics, and the older ones."""

from vfmock.core.registry import import_modules

import_modules(__name__, list(__path__))
