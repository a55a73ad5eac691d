"""Steps for Python that are written as in a file."""

from __future__ import annotations

from vfmock.core.faults import Fault, FaultSpelling
from vfmock.core.steps.fault import InjectedFault
from vfmock.loading import parse_fault


def fault(which: Fault | FaultSpelling) -> InjectedFault:
    """Let a fault happen at this point of the reply.

    ``which`` is its name (``"transport close"``), a mapping of its name to its keys
    (``{"trace huge": {"size": 900_000}}``), or the object.

    Raises:
        ScenarioError: the fault does not exist, or it does not have such a key.
    """
    return InjectedFault(which if isinstance(which, Fault) else parse_fault(which).fault)
