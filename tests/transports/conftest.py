"""A server that the tests of the transports talk to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from vfmock import MockServer, text


@pytest.fixture
def server() -> Iterator[MockServer]:
    """A server in a thread of its own that answers every text with itself."""
    with MockServer(seed=1, max_payload=100_000) as server:
        server.on.text().reply(lambda turn: text(str(turn.action.text)))
        yield server
