"""``fault``."""

from __future__ import annotations

from tests.core.builders import perform
from vfmock.core.effects import InjectFault
from vfmock.core.faults.connection.transport_close import TransportClose
from vfmock.core.steps import STEPS
from vfmock.core.steps.fault import InjectedFault
from vfmock.core.turn import Command


def test_the_fault_happens_to_the_connection_of_the_action() -> None:
    order = InjectFault(to="c1", fault=TransportClose(), message_id="m1")
    assert perform(InjectedFault(TransportClose())) == [Command(order)]


def test_a_mapping_in_a_file_is_the_fault_and_not_its_fields() -> None:
    assert STEPS["fault"] is InjectedFault
    assert InjectedFault.takes_whole
    assert InjectedFault.primary == "fault"
