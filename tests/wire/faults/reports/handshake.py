"""Faults in the handshake: both events and an action are sent at once, and this is what comes."""

from tests.wire.faults.reports.base import Report, both, happened, withheld

TURN = "accepted, text one, text two, completed"

HANDSHAKE = {
    "client.started invalid": Report(
        wire=both(f'client.started "true", session.created, {TURN}'),
        notes=(happened(),),
    ),
    "client.started late": Report(
        wire=both(f"session.created, {TURN}, client.started true"),
        notes=(happened(),),
        given=5,
    ),
    "client.started missing": Report(
        wire=both(f"session.created, {TURN}"),
        notes=(happened(), withheld("client.started")),
    ),
    "client.started twice": Report(
        wire=both(f"client.started true ×2, session.created, {TURN}"),
        notes=(happened(),),
    ),
    "new session required": Report(
        wire=both(f"client.started true, session.created, {TURN}"),
        notes=(happened(),),
    ),
    "session.created late": Report(
        wire=both(f"client.started true, {TURN}, session.created"),
        notes=(happened(),),
        given=5,
    ),
    "session.created malformed key": Report(
        wire=both(f"client.started true, session.created with half a key, {TURN}"),
        notes=(happened(),),
    ),
    "session.created missing": Report(
        wire=both(f"client.started true, {TURN}"),
        notes=(happened(), withheld("session.created")),
    ),
    "session.created without key": Report(
        wire=both(f"client.started true, session.created without key, {TURN}"),
        notes=(happened(),),
    ),
}
