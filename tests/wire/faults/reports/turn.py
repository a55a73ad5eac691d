"""Faults in what answers an action: the action is ``m1``, and one comes before and one after it."""

from typing import Any

from tests.wire.faults.reports.base import Report, Says, both, withheld

TRACE = withheld("action.trace")
COMPLETED = withheld("action.status completed")


def _report(words: str, *notes: str, **more: Any) -> Report:
    """The same to every client, but for ``more``."""
    return Report(wire=both(words), notes=("fault: {fault} in action m1", *notes), **more)


TURN = {
    "accepted missing": _report(
        "text one, text two, completed", withheld("action.status accepted")
    ),
    "accepted then nothing": _report("accepted", TRACE, COMPLETED),
    "action rejected": Report(
        given="too_busy",
        wire=both("rejected too_busy"),
        notes=("fault: {fault}: too_busy",),
    ),
    "audio chunks missing": _report(
        "accepted, audio start, audio content ×2, audio end, completed", TRACE, action="sound"
    ),
    "completed missing": _report("accepted, text one, text two", COMPLETED),
    "completed twice": _report("accepted, text one, text two, completed ×2"),
    "completion cut": _report(
        "accepted, completion start, completion content, completed", TRACE, action="stream"
    ),
    "error in turn": _report("accepted, error something went wrong, text one, text two, completed"),
    "session.ended in turn": _report(
        "accepted, session.ended inactivity_timeout, rejected session_not_found (next)",
        TRACE,
        COMPLETED,
    ),
    "session invalidated": _report(
        "accepted, text one, text two, completed, rejected session_not_found (next)"
    ),
    "trace after completed": _report("accepted, text one, completed, text two"),
    "trace before accepted": _report("text one, accepted, text two, completed"),
    "trace burst": _report(
        "accepted, log ×1000, text one, text two, completed",
        python=Says(
            "accepted, log ×1000, text one, text two, completed", "disconnect: transport error"
        ),
    ),
    "trace duplicated": _report("accepted, text one ×2, text two, completed"),
    "trace huge": _report("accepted, text of 900000 bytes, text one, text two, completed"),
    "trace of an unknown action": _report("accepted, text one (nobody's), text two, completed"),
    "trace of another action": _report("accepted, text one (previous), text two, completed"),
    "trace of unknown type": _report("accepted, from-the-future, text one, text two, completed"),
    "trace with wrong types": _report('accepted, text {"text": "one"}, text two, completed'),
    "trace without payload": _report("accepted, text without payload, text two, completed"),
    "traces out of order": _report("accepted, text two, text one, completed"),
}
