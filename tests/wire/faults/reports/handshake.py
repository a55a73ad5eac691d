"""Faults in the handshake: both events and an action are sent at once, and this is what comes."""

from tests.wire.faults.reports.base import AS_EVER, Report, both, withheld


def _report(words: str, *notes: str, seconds: int | None = None) -> Report:
    """The same to every client; ``seconds`` late, if so."""
    return Report(
        wire=both(words),
        notes=("fault: {fault}", *notes),
        given=seconds,
        late=None if seconds is None else (seconds - 0.1, 0.1),
    )


HANDSHAKE = {
    "client.started invalid": _report(f'client.started "true", session.created, {AS_EVER}'),
    "client.started late": _report(
        f"session.created, {AS_EVER}, client.started true",
        seconds=5,
    ),
    "client.started missing": _report(f"session.created, {AS_EVER}", withheld("client.started")),
    "client.started twice": _report(f"client.started true ×2, session.created, {AS_EVER}"),
    "new session required": _report(f"client.started true, session.created, {AS_EVER}"),
    "session.created late": _report(
        f"client.started true, {AS_EVER}, session.created",
        seconds=5,
    ),
    "session.created malformed key": _report(
        f"client.started true, session.created with half a key, {AS_EVER}"
    ),
    "session.created missing": _report(
        f"client.started true, {AS_EVER}", withheld("session.created")
    ),
    "session.created without key": _report(
        f"client.started true, session.created without key, {AS_EVER}"
    ),
}
