"""``audio``: chunks for clients with ``audioEvents``, a ``speak`` trace for the others."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.core.builders import make_turn, perform
from vfmock.core import sound
from vfmock.core.events import AudioEncoding, ClientConfig
from vfmock.core.traces.audio import Audio, audio
from vfmock.core.turn import Output, Wait
from vfmock.errors import ScenarioError
from vfmock.types import Duration

SILENCE = base64.b64encode(bytes(1000)).decode()


def heard(step: Audio, encoding: AudioEncoding = "audio/pcm") -> list[Output]:
    """What a client with ``audioEvents`` gets."""
    config = ClientConfig(audio_events=True, audio_encoding=encoding)
    return perform(step, make_turn(config=config))


def sizes(outputs: list[Output]) -> list[int]:
    """The bytes in each chunk of sound."""
    payloads = [output["payload"] for output in outputs if isinstance(output, dict)]
    contents = [payload["content"] for payload in payloads if payload["state"] == "content"]
    return [len(base64.b64decode(content)) for content in contents]


def test_a_client_without_audio_events_gets_a_speak_trace() -> None:
    assert perform(audio("Hi")) == [
        {"type": "speak", "payload": {"type": "message", "message": "Hi"}}
    ]


@pytest.mark.parametrize(
    ("encoding", "size"), [("audio/pcm", 1600), ("audio/x-mulaw", 800)], ids=["pcm", "mulaw"]
)
def test_with_audio_events_it_comes_in_chunks(encoding: AudioEncoding, size: int) -> None:
    whole = sound.sound(0.2, encoding)

    def trace(state: str, **rest: str) -> dict[str, Any]:
        return {"type": "audio", "payload": {"state": state, **rest}}

    def chunk(data: bytes) -> dict[str, Any]:
        return trace("content", content=base64.b64encode(data).decode(), encoding=encoding)

    assert heard(audio("Hi", seconds=0.2), encoding) == [
        trace("start", messageID="id1"),
        chunk(whole[:size]),
        chunk(whole[size:]),
        trace("end"),
    ]


def test_a_message_takes_60_ms_a_character() -> None:
    assert sizes(heard(audio("12345"))) == [1600, 1600, 1600]


def test_the_last_chunk_is_the_rest() -> None:
    assert sizes(heard(audio("Hi", seconds=0.25))) == [1600, 1600, 800]


@pytest.mark.parametrize("chunk", [0.00001, 0.0001, 0.0333, 0.11111])
def test_a_chunk_never_splits_a_sample(chunk: float) -> None:
    chunks = sizes(heard(audio("Hi", seconds=0.2, chunk=chunk)))
    assert sum(chunks) == 3200
    assert all(size % 2 == 0 for size in chunks)


def test_the_content_can_be_given() -> None:
    step = Audio(message="Hi", content=SILENCE, chunk=Duration(0.03))
    assert sizes(heard(step)) == [480, 480, 40]


def test_the_content_may_come_from_a_template() -> None:
    turn = make_turn(names={"sound": SILENCE}, config=ClientConfig(audio_events=True))
    assert sizes(perform(Audio(message="Hi", content="{{ sound }}"), turn)) == [1000]


def test_a_paced_sound_waits_after_each_chunk() -> None:
    outputs = heard(Audio(message="Hi", seconds=Duration(0.2), paced=True))
    waits = [output for output in outputs if isinstance(output, Wait)]
    assert waits == [Wait(0.1), Wait(0.1)]
    assert isinstance(outputs[2], Wait)


def test_a_sound_of_0_seconds_has_no_chunks() -> None:
    assert sizes(heard(audio("Hi", seconds=0))) == []


def test_each_sound_has_its_own_message_id() -> None:
    turn = make_turn(config=ClientConfig(audio_events=True))
    made = perform(audio("Hi", seconds=0), turn) + perform(audio("Hi", seconds=0), turn)
    assert [one["payload"].get("messageID") for one in made if isinstance(one, dict)] == [
        "id1",
        None,
        "id2",
        None,
    ]


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"chunk": 0}, "a chunk of audio is longer than 0 seconds, not 0"),
        ({"chunk": -0.1}, "a chunk of audio is longer than 0 seconds, not -0.1"),
        ({"seconds": -1}, "audio lasts 0 to 600 seconds, not -1"),
        ({"content": "a"}, "the content of audio is base64: "),
        ({"content": "ä==="}, "the content of audio is base64: "),
    ],
)
def test_an_invalid_sound_is_refused(given: dict[str, Any], problem: str) -> None:
    with pytest.raises(ScenarioError) as raised:
        Audio(message="Hi", **given)
    assert str(raised.value).startswith(problem)


def test_an_audio_step_has_no_payload() -> None:
    assert audio("Hi").payload() is None
