"""``audio chunks missing``."""

from __future__ import annotations

import pytest

from tests.core.faults.answers import change, traces, turn
from vfmock.core.faults.turn.audio_chunks_missing import AudioChunksMissing
from vfmock.errors import ScenarioError
from vfmock.types import JSONObject


def chunk(state: str, audio: str = "") -> JSONObject:
    """One trace of a sound in chunks."""
    return {"type": "audio", "payload": {"state": state, "audio": audio}}


CHUNKS = [chunk("start"), *(chunk("content", str(n)) for n in range(1, 6)), chunk("end")]


@pytest.mark.parametrize(
    ("every", "left"), [(1, []), (2, ["1", "3", "5"]), (3, ["1", "2", "4", "5"])]
)
def test_every_nth_chunk_is_left_out(every: int, left: list[str]) -> None:
    outcome = change(AudioChunksMissing(every), turn(*CHUNKS))
    assert [trace["payload"]["audio"] for trace in outcome.traces] == ["", *left, ""]
    assert outcome.told[-1] == "m1 completed"
    assert outcome.missed is None


def test_the_note_on_a_turn_with_too_few_chunks_says_how_many() -> None:
    outcome = change(AudioChunksMissing(), turn(CHUNKS[0], CHUNKS[1], "a"))
    assert outcome.effects == turn(CHUNKS[0], CHUNKS[1], "a")
    assert outcome.missed == "the turn had 1 chunks of audio"


@pytest.mark.parametrize("payload", [{}, {"payload": None}, {"payload": "not this"}])
def test_a_sound_that_is_not_in_chunks_is_not_changed(payload: JSONObject) -> None:
    whole = traces({"type": "audio", **payload})
    assert change(AudioChunksMissing(1), whole).effects == whole


def test_chunks_are_counted_from_one() -> None:
    with pytest.raises(ScenarioError) as raised:
        AudioChunksMissing(0)
    assert str(raised.value) == "'every' is 1 (all chunks) or more, not 0"
