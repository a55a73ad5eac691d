"""The probe of the web chat's dialect over Socket.IO."""

from vfmock.core.registry import import_modules

import_modules(__name__, list(__path__))
