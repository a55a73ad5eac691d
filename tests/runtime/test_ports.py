"""Ports are closed by a fault, and opened again."""

from __future__ import annotations

import pytest

from tests.runtime.bench import Bench
from vfmock.core.faults import FaultRule
from vfmock.core.faults.connecting.connection_refused import ConnectionRefused
from vfmock.types import Duration


@pytest.fixture
def bench() -> Bench:
    return Bench()


class FakeInstance:
    """A port that counts how often it is closed and opened."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.log: list[str] = []

    def close_port(self) -> None:
        """Count."""
        self.log.append("close")

    def open_port(self) -> None:
        """Count."""
        self.log.append("open")


@pytest.fixture
def ports(bench: Bench) -> list[FakeInstance]:
    ports = [FakeInstance(0), FakeInstance(1)]
    bench.world.ports.instances.extend(ports)
    return ports


def test_every_port_is_closed_until_the_fault_is_removed(
    bench: Bench, ports: list[FakeInstance]
) -> None:
    armed = bench.control.arm(FaultRule(fault=ConnectionRefused()))
    assert [port.log for port in ports] == [["close"], ["close"]]
    assert armed.applied == 1
    bench.clock.advance(3600)
    bench.control.disarm(armed.id)
    assert [port.log for port in ports] == [["close", "open"]] * 2
    bench.control.clear_faults()
    assert [port.log for port in ports] == [["close", "open"]] * 2


def test_a_closed_port_opens_once_when_the_time_of_the_fault_is_over(
    bench: Bench, ports: list[FakeInstance]
) -> None:
    armed = bench.control.arm(FaultRule(fault=ConnectionRefused(Duration(5.0))))
    bench.clock.advance(4.9)
    assert ports[0].log == ["close"]
    bench.clock.advance(0.1)
    assert ports[0].log == ["close", "open"]
    bench.control.disarm(armed.id)
    assert ports[0].log == ["close", "open"], "it is open already"
    assert bench.clock.waiting == 0


def test_two_faults_close_a_port_until_both_are_over(
    bench: Bench, ports: list[FakeInstance]
) -> None:
    short = bench.control.arm(FaultRule(fault=ConnectionRefused(Duration(5.0))))
    bench.control.arm(FaultRule(fault=ConnectionRefused()))
    bench.clock.advance(5)
    bench.control.disarm(short.id)
    assert ports[0].log == ["close", "close", "open"]


def test_a_fault_that_is_removed_early_cancels_its_timer(
    bench: Bench, ports: list[FakeInstance]
) -> None:
    bench.control.arm(FaultRule(fault=ConnectionRefused(Duration(5.0))))
    bench.control.clear_faults()
    assert ports[0].log == ["close", "open"]
    assert bench.clock.waiting == 0
    bench.clock.advance(10)
    assert ports[0].log == ["close", "open"]


def test_an_injected_fault_closes_only_the_port_of_that_connection(
    bench: Bench, ports: list[FakeInstance]
) -> None:
    client = bench.client(instance=1)
    bench.control.inject(ConnectionRefused(), connection=client.link.id)
    assert [port.log for port in ports] == [[], ["close"]]
    bench.control.reset()
    assert [port.log for port in ports] == [[], ["close", "open"]]
