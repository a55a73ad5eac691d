"""Faults that break a connection, before the action of the test is handled."""

from tests.wire.faults.reports.base import AS_EVER, Report, Says, both

BREAK = "fault: {fault} at action.send, by {transport}"

CONNECTION = {
    "close code": Report(
        given={"code": 4001, "reason": "bye"},
        wire=Says("close frame 4001 bye", AS_EVER),
        node=Says("disconnect: transport close (close code 4001, reason bye)", AS_EVER),
        python=Says("disconnect: transport error", AS_EVER),
        notes=(Says(BREAK, "fault_missed: {fault}: polling has no close codes"),),
    ),
    "half open": Report(
        wire=both("nothing, and no pings"),
        node=both("disconnect: ping timeout"),
        python=both("disconnect: transport error"),
        notes=(BREAK,),
        slow=True,
    ),
    "io server disconnect": Report(
        wire=both("packet 41"),
        node=both("disconnect: io server disconnect"),
        python=both("disconnect: server disconnect"),
        notes=(BREAK,),
    ),
    "parse error": Report(
        wire=both('packet 42["action.trace",{"trace":'),
        node=both("disconnect: parse error"),
        python=both(AS_EVER),
        notes=(BREAK,),
    ),
    "ping timeout": Report(
        wire=both(f"{AS_EVER}, and no pings"),
        node=both(f"{AS_EVER}, disconnect: ping timeout"),
        python=both(f"{AS_EVER}, disconnect: transport error"),
        notes=(BREAK,),
        slow=True,
    ),
    "server restart": Report(
        given={"grace": 2},
        how={"on": "action.trace"},
        action="slow",
        wire=Says(
            "accepted, text one, server.restart text, close frame 1000",
            "accepted, text one, server.restart text, HTTP 400",
        ),
        node=Says(
            "accepted, text one, server.restart text, "
            "disconnect: transport close (close code 1000)",
            "accepted, text one, server.restart text, disconnect: transport error (HTTP 400)",
        ),
        python=both("accepted, text one, server.restart text, disconnect: transport error"),
        notes=("fault: {fault} at action.trace",),
        late=(1.9, 0.1),
    ),
    "transport close": Report(
        wire=Says("close frame 1000", "packet 1"),
        node=Says("disconnect: transport close (close code 1000)", "disconnect: transport close"),
        python=Says("disconnect: transport error", "disconnect: server disconnect"),
        notes=(BREAK,),
    ),
    "transport error": Report(
        wire=Says("a frame with reserved bits", "HTTP 500"),
        node=Says("disconnect: transport error", "disconnect: transport error (HTTP 500)"),
        python=both("disconnect: transport error"),
        notes=(BREAK,),
    ),
}
