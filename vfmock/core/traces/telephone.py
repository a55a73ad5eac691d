"""``dtmf``, ``call-forward`` and ``realtime-agent``: what a telephone line shall do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, TypeAlias

from vfmock.core.spec import Part
from vfmock.core.traces.base import TraceStep, trace_step, without_none
from vfmock.errors import ScenarioError
from vfmock.types import Duration, JSONObject

Delimiter: TypeAlias = Literal["#", "*"]
"""A key that ends the digits."""

Sounds: TypeAlias = Literal["audio/mp3", "audio/x-mulaw", "audio/pcm"]
"""An encoding of sound."""

LONGEST_WAIT = 10
"""Seconds between two digits, at most."""

MOST_DIGITS = 20


@trace_step("dtmf")
@dataclass(frozen=True)
class DtmfSettings(TraceStep):
    """Say how the client collects digits. It sends them as a ``dtmf`` action.

    They are complete after ``max_digits`` (1 to 20), a key of ``delimiter``, or ``timeout`` without
    another digit (0 to 10 seconds). ``enabled: false`` turns it off.
    """

    primary = "enabled"
    enabled: bool = True
    timeout: Duration = field(
        default=Duration(5), metadata={"schema": {"minimum": 0, "maximum": LONGEST_WAIT}}
    )
    delimiter: tuple[Delimiter, ...] = ("#",)
    max_digits: int = field(
        default=MOST_DIGITS, metadata={"schema": {"minimum": 1, "maximum": MOST_DIGITS}}
    )

    def __post_init__(self) -> None:
        if not 0 <= self.timeout <= LONGEST_WAIT:
            wanted = f"0 to {LONGEST_WAIT} seconds"
            raise ScenarioError(f"the timeout of dtmf is {wanted}, not {self.timeout:g}")
        if not 1 <= self.max_digits <= MOST_DIGITS:
            wanted = f"from 1 to {MOST_DIGITS}"
            raise ScenarioError(f"'max_digits' of dtmf is {wanted}, not {self.max_digits}")

    def payload(self) -> JSONObject:
        """``{enabled, timeoutInSeconds, delimiter, maxDigits}``."""
        seconds = float(self.timeout)
        return {
            "enabled": self.enabled,
            "timeoutInSeconds": int(seconds) if seconds.is_integer() else seconds,
            "delimiter": list(self.delimiter),
            "maxDigits": self.max_digits,
        }


_FOR_A_PHONE = ("extension", "caller_id_passthrough")
"""What only a phone number has."""


@trace_step("call-forward")
@dataclass(frozen=True)
class CallForward(TraceStep):
    """Pass the call on to ``address``: a phone number, or a SIP address.

    ``extension`` and ``caller_id_passthrough`` are for a phone number.
    """

    primary = "address"
    constraints: ClassVar[Mapping[str, Any]] = {
        "if": {"properties": {"address_type": {"const": "sip"}}, "required": ["address_type"]},
        "then": {"properties": {name: {"type": "null"} for name in _FOR_A_PHONE}},
    }
    address: str
    address_type: Literal["phone", "sip"] = "phone"
    extension: str | None = None
    caller_id_passthrough: bool | None = None

    def __post_init__(self) -> None:
        given = [name for name in _FOR_A_PHONE if getattr(self, name) is not None]
        if self.address_type == "sip" and given:
            raise ScenarioError(f"{given[0]!r} is for a phone number, not for a SIP address")

    def payload(self) -> JSONObject:
        """``{addressType, address, extension?, callerIDPassthrough?}``."""
        return {
            "addressType": self.address_type,
            "address": self.address,
            **without_none(
                extension=self.extension, callerIDPassthrough=self.caller_id_passthrough
            ),
        }


@dataclass(frozen=True, kw_only=True)
class SoundFormat(Part):
    """How sound is written; ``sample_rate`` is in Hz."""

    primary = "encoding"
    encoding: Sounds
    sample_rate: int | None = None

    def to_wire(self) -> JSONObject:
        """``{encoding, sampleRate?}``."""
        return {"encoding": self.encoding, **without_none(sampleRate=self.sample_rate)}


_ON_THE_PHONE = SoundFormat(encoding="audio/x-mulaw", sample_rate=8000)


@trace_step("realtime-agent")
@dataclass(frozen=True)
class RealtimeAgent(TraceStep):
    """A realtime agent starts, ends, or was interrupted.

    ``input`` and ``output`` are the formats of its sound. Only a start has them.
    """

    primary = "action"
    action: Literal["START", "END", "INTERRUPTED"] = "START"
    input: SoundFormat = _ON_THE_PHONE
    output: SoundFormat = _ON_THE_PHONE

    def payload(self) -> JSONObject:
        """``{action, input?: {encoding, sampleRate?}, output?}``."""
        if self.action != "START":
            return {"action": self.action}
        return {
            "action": self.action,
            "input": self.input.to_wire(),
            "output": self.output.to_wire(),
        }
