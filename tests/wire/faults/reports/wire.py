"""Faults in how bytes travel: everything arrives, but later or in other pieces."""

from tests.wire.faults.reports.base import AS_EVER, Report, both
from vfmock.types import JSON


def _report(given: JSON, late: tuple[float, float] | None = None) -> Report:
    """Only the time differs from a wire without the fault."""
    return Report(
        given=given,
        how={"on": "action.send"},
        wire=both(AS_EVER),
        notes=("fault: {fault} from action.send on",),
        late=late,
    )


WIRE = {
    "coalesced": _report(0.5, late=(0.4, 0.1)),
    "jitter": _report(0.1, late=(0.0, 0.1)),
    "latency": _report(0.2, late=(0.19, 0.01)),
    "slow drip": _report({"pieces": 64, "every": 0.0625}),
    "split": _report(16),
}
