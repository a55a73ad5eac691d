"""A tone in the two encodings of ``audioEncoding``: 8 kHz, mono, as on telephones."""

from __future__ import annotations

import math
import struct
from functools import lru_cache

RATE = 8000
BYTES_PER_SAMPLE = {"audio/pcm": 2, "audio/x-mulaw": 1}
_PERIOD = [round(8000 * math.sin(2 * math.pi * 400 * n / RATE)) for n in range(RATE // 400)]


@lru_cache(maxsize=64)
def tone(seconds: float, encoding: str) -> bytes:
    """Return a 400 Hz tone: 16-bit little-endian PCM, or 8-bit mu-law (ITU-T G.711)."""
    samples = round(seconds * RATE)
    one = (
        b"".join(struct.pack("<h", sample) for sample in _PERIOD)
        if encoding == "audio/pcm"
        else bytes(map(mulaw, _PERIOD))
    )
    width = len(one) // len(_PERIOD)
    return (one * (samples // len(_PERIOD) + 1))[: samples * width]


def mulaw(sample: int) -> int:
    """Encode one 16-bit sample by the segments of G.711."""
    sign = 0x80 if sample < 0 else 0
    magnitude = min(abs(sample), 32635) + 132
    exponent = magnitude.bit_length() - 8
    mantissa = (magnitude >> (exponent + 3)) & 0x0F
    return ~(sign | exponent << 4 | mantissa) & 0xFF
