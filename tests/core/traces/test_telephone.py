"""``dtmf``, ``call-forward`` and ``realtime-agent``."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.builders import perform
from vfmock.core.traces.base import TraceStep
from vfmock.core.traces.telephone import CallForward, DtmfSettings, RealtimeAgent, SoundFormat
from vfmock.errors import ScenarioError
from vfmock.types import Duration, JSONObject

PHONE = {"encoding": "audio/x-mulaw", "sampleRate": 8000}


@pytest.mark.parametrize(
    ("step", "payload"),
    [
        (
            DtmfSettings(),
            {"enabled": True, "timeoutInSeconds": 5, "delimiter": ["#"], "maxDigits": 20},
        ),
        (
            DtmfSettings(False, timeout=Duration(0.5), delimiter=("*", "#"), max_digits=1),
            {"enabled": False, "timeoutInSeconds": 0.5, "delimiter": ["*", "#"], "maxDigits": 1},
        ),
        (CallForward("+44"), {"addressType": "phone", "address": "+44"}),
        (
            CallForward("+44", extension="2", caller_id_passthrough=False),
            {
                "addressType": "phone",
                "address": "+44",
                "extension": "2",
                "callerIDPassthrough": False,
            },
        ),
        (CallForward("sip:a", "sip"), {"addressType": "sip", "address": "sip:a"}),
        (RealtimeAgent(), {"action": "START", "input": PHONE, "output": PHONE}),
        (
            RealtimeAgent(output=SoundFormat(encoding="audio/mp3")),
            {"action": "START", "input": PHONE, "output": {"encoding": "audio/mp3"}},
        ),
        (RealtimeAgent("INTERRUPTED"), {"action": "INTERRUPTED"}),
    ],
)
def test_the_trace_has_the_published_shape(step: TraceStep, payload: JSONObject) -> None:
    assert perform(step) == [{"type": step.type, "payload": payload}]


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"timeout": 10.1}, "the timeout of dtmf is 0 to 10 seconds, not 10.1"),
        ({"timeout": -1}, "the timeout of dtmf is 0 to 10 seconds, not -1"),
        ({"max_digits": 0}, "'max_digits' of dtmf is from 1 to 20, not 0"),
        ({"max_digits": 21}, "'max_digits' of dtmf is from 1 to 20, not 21"),
    ],
)
def test_settings_beyond_their_limits_are_refused(given: dict[str, Any], problem: str) -> None:
    with pytest.raises(ScenarioError) as raised:
        DtmfSettings(**given)
    assert str(raised.value) == problem


def test_limits_themselves_are_allowed() -> None:
    assert DtmfSettings(timeout=Duration(10), max_digits=20).payload()["timeoutInSeconds"] == 10
    assert DtmfSettings(timeout=Duration(0), max_digits=1).payload()["timeoutInSeconds"] == 0


@pytest.mark.parametrize("given", [{"extension": "1"}, {"caller_id_passthrough": True}])
def test_a_sip_address_has_nothing_of_a_phone_number(given: dict[str, Any]) -> None:
    (name,) = given
    with pytest.raises(ScenarioError) as raised:
        CallForward("sip:a", "sip", **given)
    assert str(raised.value) == f"{name!r} is for a phone number, not for a SIP address"
