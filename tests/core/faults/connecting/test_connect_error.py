"""``connect error``."""

from __future__ import annotations

from vfmock.core.faults.connect_outcome import RefuseNamespace
from vfmock.core.faults.connecting.connect_error import ConnectError


def test_the_namespace_is_refused() -> None:
    assert ConnectError().outcome() == RefuseNamespace("refused", None)
    assert ConnectError("no", {"code": 4}).outcome() == RefuseNamespace("no", {"code": 4})
