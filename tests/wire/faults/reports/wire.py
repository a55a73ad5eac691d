"""Faults in how bytes travel: all arrives, later or in other pieces."""

from tests.wire.faults.reports.base import Report, both

TURN = "accepted, text one, text two, completed"

WIRE = {
    "coalesced": Report(
        given=0.5,
        how={"on": "action.send"},
        wire=both(TURN),
        notes=("fault: {fault} from action.send on",),
        late=(0.4, 0.1),
    ),
    "jitter": Report(
        given=0.1,
        how={"on": "action.send"},
        wire=both(TURN),
        notes=("fault: {fault} from action.send on",),
        late=(0.0, 0.1),
    ),
    "latency": Report(
        given=0.2,
        how={"on": "action.send"},
        wire=both(TURN),
        notes=("fault: {fault} from action.send on",),
        late=(0.19, 0.01),
    ),
    "slow drip": Report(
        given={"pieces": 64, "every": 0.0625},
        how={"on": "action.send"},
        wire=both(TURN),
        notes=("fault: {fault} from action.send on",),
    ),
    "split": Report(
        given=16,
        how={"on": "action.send"},
        wire=both(TURN),
        notes=("fault: {fault} from action.send on",),
    ),
}
