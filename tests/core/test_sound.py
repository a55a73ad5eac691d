"""Sound: tones of the right length, in the mu-law of G.711."""

from __future__ import annotations

import itertools
import struct

import pytest

from vfmock.core.sound import BYTES_PER_SAMPLE, RATE, mulaw, tone


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


@pytest.mark.parametrize("encoding", BYTES_PER_SAMPLE)
@pytest.mark.parametrize(
    ("seconds", "samples"),
    # 0.06 * 11 and 1.001 are a little less in binary than in decimal.
    [(0, 0), (0.0001, 1), (0.001, 8), (0.1, 800), (0.06 * 11, 5280), (1.001, 8008), (2, 16000)],
)
def test_a_tone_has_the_given_length(encoding: str, seconds: float, samples: int) -> None:
    assert len(tone(seconds, encoding)) == samples * BYTES_PER_SAMPLE[encoding]


def test_a_tone_has_400_hertz() -> None:
    data = tone(1, "audio/pcm")
    samples = struct.unpack(f"<{RATE}h", data)
    ups = sum(a < 0 <= b for a, b in itertools.pairwise(samples))
    assert ups == 399
    assert max(samples) == 8000


def test_both_encodings_have_the_same_tone() -> None:
    pcm = tone(0.01, "audio/pcm")
    samples = struct.unpack(f"<{len(pcm) // 2}h", pcm)
    assert tone(0.01, "audio/x-mulaw") == bytes(map(mulaw, samples))
