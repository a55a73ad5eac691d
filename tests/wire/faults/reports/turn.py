"""Faults in what answers an action: the action is ``m1``, and one comes before and one after it."""

from tests.wire.faults.reports.base import Report, Says, both, happened, withheld

TRACE = "action.trace"

TURN = {
    "accepted missing": Report(
        wire=both("text one, text two, completed"),
        notes=(happened("in action m1"), withheld("action.status accepted")),
    ),
    "accepted then nothing": Report(
        wire=both("accepted"),
        notes=(
            happened("in action m1"),
            withheld(TRACE),
            withheld("action.status completed"),
        ),
    ),
    "action rejected": Report(
        given="too_busy",
        wire=both("rejected too_busy"),
        notes=("fault: action rejected: too_busy",),
    ),
    "audio chunks missing": Report(
        action="sound",
        wire=both("accepted, audio start, audio content ×2, audio end, completed"),
        notes=(happened("in action m1"), withheld(TRACE)),
    ),
    "completed missing": Report(
        wire=both("accepted, text one, text two"),
        notes=(happened("in action m1"), withheld("action.status completed")),
    ),
    "completed twice": Report(
        wire=both("accepted, text one, text two, completed ×2"),
        notes=(happened("in action m1"),),
    ),
    "completion cut": Report(
        action="stream",
        wire=both("accepted, completion start, completion content, completed"),
        notes=(happened("in action m1"), withheld(TRACE)),
    ),
    "error in turn": Report(
        wire=both("accepted, error something went wrong, text one, text two, completed"),
        notes=(happened("in action m1"),),
    ),
    "session.ended in turn": Report(
        wire=both("accepted, session.ended inactivity_timeout, rejected session_not_found (next)"),
        notes=(
            happened("in action m1"),
            withheld(TRACE),
            withheld("action.status completed"),
        ),
    ),
    "session invalidated": Report(
        wire=both("accepted, text one, text two, completed, rejected session_not_found (next)"),
        notes=(happened("in action m1"),),
    ),
    "trace after completed": Report(
        wire=both("accepted, text one, completed, text two"),
        notes=(happened("in action m1"),),
    ),
    "trace before accepted": Report(
        wire=both("text one, accepted, text two, completed"),
        notes=(happened("in action m1"),),
    ),
    "trace burst": Report(
        wire=both("accepted, log ×1000, text one, text two, completed"),
        python=Says(
            "accepted, log ×1000, text one, text two, completed", "disconnect: transport error"
        ),
        notes=(happened("in action m1"),),
    ),
    "trace duplicated": Report(
        wire=both("accepted, text one ×2, text two, completed"),
        notes=(happened("in action m1"),),
    ),
    "trace huge": Report(
        wire=both("accepted, text of 900000 bytes, text one, text two, completed"),
        notes=(happened("in action m1"),),
    ),
    "trace of an unknown action": Report(
        wire=both("accepted, text one (nobody's), text two, completed"),
        notes=(happened("in action m1"),),
    ),
    "trace of another action": Report(
        wire=both("accepted, text one (previous), text two, completed"),
        notes=(happened("in action m1"),),
    ),
    "trace of unknown type": Report(
        wire=both("accepted, from-the-future, text one, text two, completed"),
        notes=(happened("in action m1"),),
    ),
    "trace with wrong types": Report(
        wire=both('accepted, text {"text": "one"}, text two, completed'),
        notes=(happened("in action m1"),),
    ),
    "trace without payload": Report(
        wire=both("accepted, text without payload, text two, completed"),
        notes=(happened("in action m1"),),
    ),
    "traces out of order": Report(
        wire=both("accepted, text two, text one, completed"),
        notes=(happened("in action m1"),),
    ),
}
