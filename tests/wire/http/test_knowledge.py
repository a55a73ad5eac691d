"""The knowledge base over HTTP: two calls that find the same."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import aiohttp
import pytest

from vfmock import Document, Knowledge, MockServer, Question, Scenario

BEARER = {"Authorization": "Bearer vfp_1"}
KEY = {"Authorization": "VF.DM.1"}
STABLE = "/v1/stable/knowledge-base/query?projectID=p&environmentAlias=main"
OLDER = "/knowledge-base/query"

SHOP = Knowledge(
    documents=(
        Document(
            name="hours",
            content="Open from 9 to 18.\n\nOn Saturdays until 14.",
            type="url",
            url="https://a.example/hours",
            metadata={"lang": "en"},
        ),
    ),
    questions=(Question(question="refund", answer="Within 30 days."),),
)


@pytest.fixture
def server() -> Iterator[MockServer]:
    """A server that knows something, and something else as a draft."""
    draft = Scenario(name="next", knowledge=Knowledge(documents=(Document(content="Draft."),)))
    scenario = Scenario(name="shop", knowledge=SHOP)
    with MockServer(scenario, agents={"*/*/draft": draft}, clock="mock") as server:
        yield server


@pytest.fixture
async def http(server: MockServer) -> AsyncIterator[aiohttp.ClientSession]:
    """A client of that server."""
    async with aiohttp.ClientSession(server.url) as http:
        yield http


async def ask(
    http: aiohttp.ClientSession, path: str, question: str, **more: Any
) -> tuple[int, Any]:
    """The status and the body of an answer."""
    body = {"question": question, **more}
    headers = KEY
    if path == STABLE:
        body, headers = {"version": "published", **body}, BEARER
    async with http.post(path, json=body, headers=headers) as response:
        return response.status, await response.json()


async def test_the_answer_comes_with_its_chunks_and_its_cost(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    status, body = await ask(http, STABLE, "open on Saturdays", settings={"model": "gpt-4"})
    assert status == 200
    answer = body["answer"]
    assert (answer["output"], answer["model"]) == ("On Saturdays until 14.", "gpt-4")
    assert answer["chunks"][0] == {
        "score": 0.6667,
        "chunkID": "hours-2",
        "documentID": "hours",
        "content": "On Saturdays until 14.",
        "source": {"type": "url", "name": "hours", "url": "https://a.example/hours"},
        "metadata": {"lang": "en"},
    }
    assert answer["tokens"] == answer["queryTokens"] + answer["answerTokens"]
    assert server.journal.notes("violation") == []


async def test_the_older_call_finds_the_same(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    _, newer = await ask(http, STABLE, "open on Saturdays")
    status, body = await ask(http, OLDER, "open on Saturdays")
    assert (status, body["output"]) == (200, newer["answer"]["output"])
    chunks = [{**chunk, "metadata": {"lang": "en"}} for chunk in body["chunks"]]
    assert chunks == newer["answer"]["chunks"]
    assert body["totalTokens"] == newer["answer"]["tokens"]
    assert server.journal.notes("violation") == []


@pytest.mark.parametrize("path", [STABLE, OLDER])
async def test_a_client_says_what_it_wants(http: aiohttp.ClientSession, path: str) -> None:
    def of(body: Any) -> Any:
        return body.get("answer", body)

    _, body = await ask(http, path, "can I have a refund on Saturdays", chunkLimit=1)
    assert (of(body)["output"], len(of(body)["chunks"])) == ("Within 30 days.", 1)
    _, body = await ask(http, path, "refund", synthesis=False)
    assert of(body)["output"] is None
    _, body = await ask(http, path, "open", filters={"lang": "de"})
    assert (of(body)["output"], of(body)["chunks"]) == (None, [])
    status, body = await ask(http, path, "open", filters={"lang": {"$like": "e"}})
    assert status == 400
    assert "'filters': unknown operator '$like'" in body["message"]
    assert (await ask(http, path, "open", chunkLimit=31))[0] == 400


async def test_a_draft_knows_something_else(http: aiohttp.ClientSession) -> None:
    _, body = await ask(http, STABLE, "draft", version="draft")
    assert body["answer"]["output"] == "Draft."
    _, body = await ask(http, STABLE, "draft")
    assert body["answer"]["output"] is None


async def test_the_calls_are_in_the_journal(
    server: MockServer, http: aiohttp.ClientSession
) -> None:
    await ask(http, OLDER, "open")
    assert "ask the knowledge base 'open'" in server.conversation()


async def test_keys_are_needed(server: MockServer) -> None:
    async with aiohttp.ClientSession(server.url) as http:
        for path in (STABLE, OLDER):
            async with http.post(path, json={"question": "a", "version": "draft"}) as response:
                assert response.status == 401
