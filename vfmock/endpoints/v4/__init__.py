"""The calls under ``/v4``: sessions and turns of clients that have no socket."""

from vfmock.core.registry import import_modules

import_modules(__name__, list(__path__))
