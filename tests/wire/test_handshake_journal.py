"""What a real client's handshake carried is in the journal, without its secrets."""

from __future__ import annotations

import aiohttp
import pytest
import socketio

from tests.clients.base import PATH
from vfmock import MockServer, VerificationError
from vfmock.core.redaction import placeholder
from vfmock.types import JSON, JSONObject

KEY = "VF.DM.65f1.secret"
AUTH = {"token": KEY, "tenant": "acme"}


async def connect(server: MockServer, transport: str, auth: JSON = AUTH) -> None:
    """A client that connects and leaves."""
    async with aiohttp.ClientSession() as http:
        client = socketio.AsyncClient(http_session=http)
        await client.connect(
            f"{server.url}?lang=de&session_key={KEY}",
            socketio_path=PATH,
            transports=[transport],
            headers={"Authorization": f"Bearer {KEY}", "X-Tenant": "acme", "Cookie": "id=1"},
            auth=auth,
        )
        await client.disconnect()


def handshake(server: MockServer) -> JSONObject:
    """What the journal has of the only connection."""
    (entry,) = server.journal.notes("connect")
    assert isinstance(entry.payload, dict)
    return entry.payload


@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_the_journal_has_the_handshake(transport: str) -> None:
    async with MockServer() as server:
        await connect(server, transport)
    came = handshake(server)
    hidden = placeholder(KEY)
    assert (came["transport"], came["address"]) == (transport, "127.0.0.1")
    assert came["auth"] == {"token": hidden, "tenant": "acme"}
    assert came["query"]["lang"] == "de"
    assert came["query"]["session_key"] == hidden
    assert came["query"]["EIO"] == "4"
    assert came["headers"]["authorization"] == f"Bearer {hidden}"
    assert came["headers"]["x-tenant"] == "acme"
    assert came["headers"]["cookie"].startswith("<redacted ")
    assert KEY not in str([entry.to_json() for entry in server.journal])
    assert KEY not in server.conversation()
    assert f"! connect by {transport}, query" in server.conversation()


async def test_a_test_verifies_the_handshake() -> None:
    async with MockServer() as server:
        with pytest.raises(VerificationError, match="expected a connection, at least once\n"):
            server.verify.connection()
        server.verify.connection(times=0)
        await connect(server, "websocket")
        await connect(server, "polling", None)
        server.verify.connection(times=2)
        server.verify.connection(
            auth=AUTH,
            query={"lang": "de", "session_key": KEY},
            headers={"authorization": f"Bearer {KEY}", "Origin": None},
            transport="websocket",
            address="127.0.0.1",
            times=1,
        )
        server.verify.connection(auth=None, transport="polling", times=1, within=1)


async def test_a_missed_verification_shows_the_nearest_handshakes() -> None:
    async with MockServer() as server:
        await connect(server, "websocket")
        await connect(server, "polling", {"token": "other"})
        with pytest.raises(VerificationError) as missed:
            server.verify.connection(auth=AUTH, transport="polling", headers={"X-Tenant": "acme"})
    wanted = f'{{"token": "{placeholder(KEY)}", "tenant": "acme"}}'
    assert str(missed.value).split("\n\n")[0] == "\n".join(
        [
            f"""expected a connection with transport "polling" and header 'x-tenant' "acme" """
            f"and auth {wanted}, at least once",
            "     got never",
            "nearest:",
            '  c1: transport: wanted "polling", got "websocket"',
            f'  c2: auth: wanted {wanted}, got {{"token": "{placeholder("other")}"}}',
        ]
    )


@pytest.mark.parametrize("times", [-1, 1.5, True])
def test_a_wrong_number_of_times_is_refused(times: JSON) -> None:
    with pytest.raises(Exception, match="'times' is 0 or more"):
        MockServer().verify.connection(times=times)
