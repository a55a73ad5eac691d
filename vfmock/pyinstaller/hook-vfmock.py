"""PyInstaller's hook for vfmock: what it finds by name, which PyInstaller can't see.

The steps, matchers, faults, dialects, endpoints and commands are the modules of their packages.
The schemas, examples, presets and the pages of the widget are data.
"""

from __future__ import annotations

from PyInstaller.utils.hooks import collect_data_files, collect_submodules

_OF_PYTEST = ("vfmock.pytest_plugin", "vfmock.pyinstaller")

datas = collect_data_files("vfmock")
hiddenimports = [
    *collect_submodules("vfmock", filter=lambda name: not name.startswith(_OF_PYTEST)),
    "engineio.async_drivers.aiohttp",
]
