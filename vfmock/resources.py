"""The files that ship beside the code: JSON Schemas, example scenarios, presets of faults.

In a wheel they lie inside the package; in a checkout at the top of the repository.
"""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def folder(name: str) -> Path:
    """Return the folder ``schemas``, ``examples`` or ``presets``, wherever vfmock is installed."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name
