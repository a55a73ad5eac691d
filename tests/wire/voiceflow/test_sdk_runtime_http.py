"""What Voiceflow's runtime client, ``@voiceflow/sdk-runtime``, calls over HTTP."""

from __future__ import annotations

from tests.clients.runtime_client import LOG, PROJECT, USER, RuntimeClient
from vfmock import MockServer

STORAGE = "/v1/handoff/file-storage"


async def test_the_log_of_the_client_is_taken(server: MockServer, client: RuntimeClient) -> None:
    await client.init()
    calls = [await client.next_call(LOG) for _ in range(2)]
    assert [call.body["message"] for call in calls] == [
        "Socket.io connection opened",
        "Session started",
    ]
    assert all(call.status in range(200, 300) for call in calls), calls
    assert not server.journal.notes("refused")


async def test_a_file_is_stored_where_the_server_says(
    server: MockServer, client: RuntimeClient
) -> None:
    await client.upload("order.txt", "text/plain", b"one oak table")
    asked = await client.next_call(STORAGE)
    assert asked.body["fileName"] == "order.txt"
    assert asked.status == 200
    assert (await client.next_call(f"{STORAGE}/upload")).status in range(200, 300)
    (file,) = server.files
    assert (file.name, file.type, file.content) == ("order.txt", "text/plain", b"one oak table")
    assert (file.user, file.project) == (USER, PROJECT)
