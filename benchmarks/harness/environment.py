"""What a run ran on."""

import platform
from importlib.metadata import version

from .cores import Cores


def environment(cores: Cores | None, *packages: str) -> dict[str, object]:
    """Describe the machine and the packages of this environment, ready for JSON."""
    return {
        "system": platform.system(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        **{name: version(name) for name in packages},
        "pinned": cores is not None,
    }
