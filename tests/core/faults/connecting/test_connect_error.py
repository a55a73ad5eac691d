"""``connect error``."""

from __future__ import annotations

from vfmock.core.faults.admission import RefuseNamespace
from vfmock.core.faults.connecting.connect_error import ConnectError


def test_the_namespace_is_refused() -> None:
    assert ConnectError().admit() == RefuseNamespace("refused", None)
    assert ConnectError("no", {"code": 4}).admit() == RefuseNamespace("no", {"code": 4})
