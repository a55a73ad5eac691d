import pytest

from vfmock.core.handshake import Handshake, WantedHandshake
from vfmock.core.redaction import placeholder
from vfmock.errors import ScenarioError
from vfmock.types import JSON

CAME = Handshake.of(
    transport="polling",
    address="127.0.0.1",
    query={"EIO": "4", "tenant": "acme", "api_key": "hush", "a": ["1", "2"]},
    headers={"X-Trace": "7", "Authorization": "Bearer hush", "cookie": "s=1"},
    auth={"token": "hush", "user": "ada"},
)


def test_a_handshake_has_no_secrets() -> None:
    assert CAME.to_json() == {
        "transport": "polling",
        "address": "127.0.0.1",
        "query": {
            "EIO": "4",
            "tenant": "acme",
            "api_key": placeholder("hush"),
            "a": ["1", "2"],
        },
        "headers": {
            "x-trace": "7",
            "authorization": f"Bearer {placeholder('hush')}",
            "cookie": placeholder("s=1"),
        },
        "auth": {"token": placeholder("hush"), "user": "ada"},
    }


def test_a_handshake_in_words_leaves_out_what_engine_io_adds() -> None:
    assert str(Handshake(transport="websocket", query={"EIO": "4", "t": "x"})) == "by websocket"
    assert str(Handshake(transport="polling", query={"a": "b"}, auth={"c": 1})) == (
        'by polling, query {"a": "b"}, auth {"c": 1}'
    )


@pytest.mark.parametrize(
    "wanted",
    [
        WantedHandshake(),
        WantedHandshake(transport="polling", address="127.0.0.1"),
        WantedHandshake(query={"tenant": "acme", "api_key": "hush", "other": None}),
        WantedHandshake(query={"a": ["1", "2"]}),
        WantedHandshake(headers={"x-TRACE": "7", "authorization": "Bearer hush", "Origin": None}),
        WantedHandshake(headers={"Cookie": "s=1"}),
        WantedHandshake(auth={"user": "ada", "token": "hush"}),
        WantedHandshake(auth={"user": "ada", "token": placeholder("hush")}),
    ],
)
def test_a_handshake_as_wanted_has_no_differences(wanted: WantedHandshake) -> None:
    assert wanted.differences(CAME) == []


@pytest.mark.parametrize(
    ("wanted", "difference"),
    [
        (
            WantedHandshake(transport="websocket"),
            'transport: wanted "websocket", got "polling"',
        ),
        (WantedHandshake(address="::1"), 'address: wanted "::1", got "127.0.0.1"'),
        (
            WantedHandshake(query={"tenant": "b"}),
            """query 'tenant': wanted "b", got "acme\"""",
        ),
        (
            WantedHandshake(query={"tenant": None}),
            """query 'tenant': wanted none, got "acme\"""",
        ),
        (WantedHandshake(headers={"Origin": "x"}), """header 'origin': wanted "x", got none"""),
        (
            WantedHandshake(headers={"Cookie": "s=2"}),
            f"""header 'cookie': wanted "{placeholder("s=2")}", got "{placeholder("s=1")}\"""",
        ),
        (
            WantedHandshake(auth=None),
            f'auth: wanted none, got {{"token": "{placeholder("hush")}", "user": "ada"}}',
        ),
    ],
)
def test_a_difference_says_what_was_wanted_and_what_came(
    wanted: WantedHandshake, difference: str
) -> None:
    assert wanted.differences(CAME) == [difference]


def test_what_is_wanted_is_told_without_secrets() -> None:
    assert WantedHandshake().describe() == "a connection"
    wanted = WantedHandshake(transport="polling", headers={"Authorization": "hush"}, auth=None)
    assert wanted.describe() == (
        f"""a connection with transport "polling" and header 'authorization' """
        f'"{placeholder("hush")}" and auth none'
    )


@pytest.mark.parametrize("name", ["query", "headers"])
@pytest.mark.parametrize("value", ["a=b", {"a": 1}, {"a": ["b", 2]}, 5])
def test_a_part_of_the_wrong_type_is_refused(name: str, value: JSON) -> None:
    with pytest.raises(ScenarioError, match=rf"'{name}' has names with texts, lists of texts or"):
        WantedHandshake(**{name: value})
