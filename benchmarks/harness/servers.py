"""The servers that a benchmark compares, by name."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path

from . import processes
from .cores import Cores
from .processes import Server

BASELINE = "python"
NODE = "node"
VFMOCK = "vfmock"
OTHER = "other"
"""Name of the vfmock of another environment, which is compared with this one's."""


class Servers(dict[str, Callable[[], list[str]]]):
    """Maps a name to the maker of its command, in the order in which the servers are played.

    `python` and `node` make the commands of the bare servers. vfmock serves `scenario`.
    """

    def __init__(
        self, *, python: Callable[[], list[str]], node: Callable[[], list[str]], scenario: Path
    ) -> None:
        super().__init__(
            {
                BASELINE: python,
                NODE: node,
                VFMOCK: lambda: self._serve(processes.vfmock()),
            }
        )
        self._scenario = scenario

    def chosen(self, names: Iterable[str], other: str | None) -> tuple[str, ...]:
        """Name the servers to play: the baseline, those named, and the vfmock command `other`.

        The other one is last of all. It may be that of an older commit, for instance.
        """
        if other is not None:
            self[OTHER] = lambda: self._serve(other)
        wanted = {BASELINE, OTHER, *names}
        return tuple(name for name in self if name in wanted)

    def check(self, names: Iterable[str]) -> None:
        """Install what a server needs; raise `ServerError` for one that cannot run here."""
        for name in names:
            self[name]()

    def started(self, name: str, cores: Cores | None) -> AbstractContextManager[Server]:
        """Start the server `name`, wait until it listens, and stop it at the end."""
        return processes.started(name, self[name](), cores)

    def _serve(self, command: str) -> list[str]:
        return [command, "serve", str(self._scenario), "--port", "0"]
