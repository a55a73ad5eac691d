"""The sound of the mock: a tone in the two encodings of telephones, and silence in MP3."""

from __future__ import annotations

import math
import struct
from functools import lru_cache

RATE = 8000
"""Samples a second of the tone. It is mono."""

_PERIOD = [round(8000 * math.sin(2 * math.pi * 400 * n / RATE)) for n in range(RATE // 400)]

MP3_FRAME = bytes.fromhex("fffb18c0").ljust(144, b"\0")
"""A frame of MPEG-1 Layer III: 32 kHz, mono, 32 kbit/s. Its side information is all zeros, so no
sound is coded in it, and a decoder makes 1152 samples of silence."""

UNITS = {
    "audio/pcm": (2, RATE),
    "audio/x-mulaw": (1, RATE),
    "audio/mp3": (len(MP3_FRAME), 32000 / 1152),
}
"""The parts that a sound can be cut into, by its encoding: the bytes of one, and how many make a
second."""


@lru_cache(maxsize=64)
def sound(seconds: float, encoding: str) -> bytes:
    """Return a 400 Hz tone: 16-bit little-endian PCM, or 8-bit mu-law (ITU-T G.711). As MP3, return
    silence, because there is no encoder here."""
    _, rate = UNITS[encoding]
    units = round(seconds * rate)
    if encoding == "audio/mp3":
        return MP3_FRAME * units
    one = (
        b"".join(struct.pack("<h", sample) for sample in _PERIOD)
        if encoding == "audio/pcm"
        else bytes(map(mulaw, _PERIOD))
    )
    width = len(one) // len(_PERIOD)
    return (one * (units // len(_PERIOD) + 1))[: units * width]


def size_of_chunk(seconds: float, encoding: str) -> int:
    """The bytes of a piece of sound of about this length. It is never less than one part."""
    size, rate = UNITS[encoding]
    return max(1, round(seconds * rate)) * size


def of_speech(message: str) -> float:
    """How many seconds it takes to say a message: 60 ms a character."""
    return 0.06 * len(message)


def mulaw(sample: int) -> int:
    """Encode one 16-bit sample by the segments of G.711."""
    sign = 0x80 if sample < 0 else 0
    magnitude = min(abs(sample), 32635) + 132
    exponent = magnitude.bit_length() - 8
    mantissa = (magnitude >> (exponent + 3)) & 0x0F
    return ~(sign | exponent << 4 | mantissa) & 0xFF
