"""Tells PyInstaller how to put vfmock into a program.

PyInstaller finds this package by the entry point ``pyinstaller40``.
"""

from __future__ import annotations

from pathlib import Path


def hook_dirs() -> list[str]:
    """The folders that have hooks for PyInstaller."""
    return [str(Path(__file__).parent)]
