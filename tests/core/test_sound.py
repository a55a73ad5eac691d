"""Sound: tones of the right length, in the mu-law of G.711, and silence in MP3."""

from __future__ import annotations

import itertools
import struct

import miniaudio
import pytest

from vfmock.core.sound import RATE, UNITS, mulaw, size_of_chunk, sound


@pytest.mark.parametrize(
    ("sample", "code"),
    [
        (0, 0xFF),
        (4, 0xFE),
        (-4, 0x7E),
        (100, 0xF2),
        (-100, 0x72),
        (1000, 0xCE),
        (-1000, 0x4E),
        (8000, 0xA0),
        (-8000, 0x20),
        (32635, 0x80),
        (-32635, 0x00),
        (32767, 0x80),
        (-32768, 0x00),
    ],
)
def test_known_values_of_g711(sample: int, code: int) -> None:
    assert mulaw(sample) == code


def expand(code: int) -> int:
    """Decode G.711 to 16 bits: the value in the middle of the code's interval."""
    bits = ~code & 0xFF
    magnitude = ((bits & 0x0F) << 3) + 132 << (bits >> 4 & 0x07)
    return 132 - magnitude if bits & 0x80 else magnitude - 132


MINUS_ZERO = 0x7F


def test_every_code_is_the_same_after_decoding_and_encoding() -> None:
    others = {f"{code:#04x}": f"{mulaw(expand(code)):#04x}" for code in range(256)}
    wrong = {code: came for code, came in others.items() if came != code}
    assert wrong == {f"{MINUS_ZERO:#04x}": "0xff"}, "each code and the one that came back"


def test_minus_zero_is_zero() -> None:
    assert expand(MINUS_ZERO) == expand(0xFF) == 0


def test_each_sample_is_at_most_half_a_step_off() -> None:
    for sample in range(-32635, 32636, 7):
        code = mulaw(sample)
        segment = ~code >> 4 & 0x07
        assert abs(expand(code) - sample) <= 4 << segment


@pytest.mark.parametrize("encoding", ["audio/pcm", "audio/x-mulaw"])
@pytest.mark.parametrize(
    ("seconds", "samples"),
    # 0.06 * 11 and 1.001 are a little less in binary than in decimal.
    [(0, 0), (0.0001, 1), (0.001, 8), (0.1, 800), (0.06 * 11, 5280), (1.001, 8008), (2, 16000)],
)
def test_a_tone_has_the_given_length(encoding: str, seconds: float, samples: int) -> None:
    assert len(sound(seconds, encoding)) == samples * UNITS[encoding][0]


def test_a_tone_has_400_hertz() -> None:
    data = sound(1, "audio/pcm")
    samples = struct.unpack(f"<{RATE}h", data)
    ups = sum(a < 0 <= b for a, b in itertools.pairwise(samples))
    assert ups == 399
    assert max(samples) == 8000


def test_both_encodings_have_the_same_tone() -> None:
    pcm = sound(0.01, "audio/pcm")
    samples = struct.unpack(f"<{len(pcm) // 2}h", pcm)
    assert sound(0.01, "audio/x-mulaw") == bytes(map(mulaw, samples))


@pytest.mark.parametrize(
    ("seconds", "frames"), [(0, 0), (0.036, 1), (0.06 * 11, 18), (2, 56), (60, 1667)]
)
def test_mp3_is_silence_of_about_the_given_length(seconds: float, frames: int) -> None:
    data = sound(seconds, "audio/mp3")
    assert len(data) == frames * 144
    if not frames:
        return
    decoded = miniaudio.mp3_read_s16(data)
    assert (decoded.nchannels, decoded.sample_rate) == (1, 32000)
    # A decoder may drop the first frame, because a frame can need the one before it.
    assert abs(decoded.num_frames - frames * 1152) <= 1152
    assert set(decoded.samples) <= {0}


def test_each_chunk_of_mp3_can_be_decoded_alone() -> None:
    size = size_of_chunk(0.1, "audio/mp3")
    data = sound(0.5, "audio/mp3")
    chunks = [data[start : start + size] for start in range(0, len(data), size)]
    assert [len(chunk) // 144 for chunk in chunks] == [3, 3, 3, 3, 2]
    assert all(miniaudio.mp3_get_info(chunk).sample_rate == 32000 for chunk in chunks)


def test_a_chunk_is_never_empty() -> None:
    assert [size_of_chunk(0, encoding) for encoding in UNITS] == [
        size for size, _ in UNITS.values()
    ]
