"""The files that ship with the code: JSON Schemas, example scenarios, presets of faults.

In a wheel they are inside the package. In a checkout they are at the top of the repository.
"""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def folder(name: str) -> Path:
    """Return the folder ``schemas``, ``examples`` or ``presets``, wherever vfmock is installed."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name
