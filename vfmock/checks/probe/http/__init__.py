"""The probes of the calls over HTTP: a file for each family of calls."""

from vfmock.core.registry import import_modules

import_modules(__name__, list(__path__))
