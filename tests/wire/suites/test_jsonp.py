"""Polling by scripts (JSONP), which Node's Engine.IO server still takes.

No client of this version of the protocol uses it.
"""

from __future__ import annotations

import json

import pytest

from tests.wire.suites.served import PROTOCOL, Polling, Served, handshake_of

LAYER = "engineio"


def script(number: int, packet: str) -> str:
    """The program that an answer is."""
    return f"___eio[{number}]({json.dumps(packet)});"


async def test_answers_scripts_with_scripts(served: Served) -> None:
    opened = await served.get(**PROTOCOL, transport="polling", j="1x0")
    assert (opened.status, opened.kind) == (200, "text/plain")
    packet = json.loads(opened.text.removeprefix("___eio[10](").removesuffix(");"))
    assert opened.text == script(10, packet)
    polling = Polling(served, handshake_of(packet))
    await polling.send("d=4hello")
    assert await polling.text() == script(10, "4hello")


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ("4a%5Cnb", "4a\nb"),
        ("4a%5C%5Cnb", "4a\\nb"),
        ("4a+b%2B", "4a b+"),
        ("4a\x1e4b", "4a\x1e4b"),
    ],
)
async def test_reads_the_forms_of_scripts(served: Served, form: str, message: str) -> None:
    opened = await served.get(**PROTOCOL, transport="polling", j="0")
    packet = json.loads(opened.text.removeprefix("___eio[0](").removesuffix(");"))
    polling = Polling(served, handshake_of(packet))
    await polling.send(f"d={form}")
    assert await polling.text() == script(0, message)
