"""The plan: what is sent to a server, and which URLs a server can have."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.documented import check_event
from vfmock.checks.probe.plan import Plan, WrongPlan, WrongURL, split_url
from vfmock.contract import load_contract


def test_every_user_is_new() -> None:
    assert Plan(url="http://x").user != Plan(url="http://x").user
    assert Plan(url="http://x").user.startswith("vfmock-contract-")


def test_no_key_is_sent_that_was_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VFMOCK_API_KEY", "secret")
    assert "authorization" not in Plan(url="http://x").metadata()
    assert Plan(url="http://x", authorization="k").metadata()["authorization"] == "k"


@pytest.mark.parametrize("live", [True, False])
def test_the_metadata_is_what_the_page_has(live: bool) -> None:
    plan = Plan(url="http://x", user="u", environment="dev")
    metadata = plan.metadata(session_key="k", live=live)
    assert check_event(load_contract(), "client.start", [metadata]) is None
    assert metadata["environmentID"] == "dev"
    assert metadata["sessionKey"] == "k"
    assert metadata["config"]["completionEvents"] is live
    assert ("audioEncoding" in metadata["config"]) is live


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("http://127.0.0.1:3000", ("127.0.0.1", 3000)),
        ("https://general-runtime.voiceflow.com", ("general-runtime.voiceflow.com", 443)),
        ("ws://host/", ("host", 80)),
        ("http://[::1]:5", ("::1", 5)),
        ("http://host/v4/interact/socket/", ("host", 80)),
    ],
)
def test_a_url_gives_the_host_and_the_port(url: str, place: tuple[str, int]) -> None:
    assert split_url(url) == place


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("nonsense", "got 'nonsense'"),
        ("ftp://host", "http, https, ws, wss"),
        ("http://", "got 'http://'"),
        ("http://[", "Invalid IPv6 URL"),
        ("http://host:0", "got 'http://host:0'"),
        ("http://host:70000", "Port out of range"),
        ("http://host/socket.io", "without a path, for the path is /v4/interact/socket"),
        ("http://me:secret@host", "without a user or password"),
        ("http://host?key=1", "without a query"),
    ],
)
def test_an_invalid_url_is_refused(url: str, problem: str) -> None:
    with pytest.raises(WrongURL) as caught:
        Plan(url=url)
    assert problem in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"user": ""}, "wanted user to be what a path can hold, got ''"),
        ({"user": ".."}, "wanted user to be what a path can hold, got '..'"),
        ({"user": "\udcff"}, "wanted user to be what a path can hold"),
        ({"project": "."}, "wanted project to be what a path can hold"),
        ({"environment": ".."}, "wanted environment to be what a path can hold"),
        ({"authorization": "VF.DM.a\nb"}, "wanted the API key in one line"),
        ({"token": "vfp_\u00e9"}, "wanted the token in one line"),
        ({"patience": float("nan")}, "wanted a number of seconds above 0, got nan"),
    ],
)
def test_a_plan_that_no_server_can_be_tried_with_is_refused(given: Any, problem: str) -> None:
    with pytest.raises(WrongPlan) as caught:
        Plan(url="http://x", **given)
    assert problem in str(caught.value)
