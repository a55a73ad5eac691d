"""What faults do to the bytes of one answer over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from vfmock.core.faults.base import HttpFault
from vfmock.core.faults.plan import Armed
from vfmock.core.faults.response_part import ResponsePart
from vfmock.runtime.link import Link
from vfmock.runtime.link_faults import APPLIED, MISSED
from vfmock.runtime.notes import Notes


class ResponseFaults:
    """The faults of one answer. The transport asks for each part of it. ``end`` says which of the
    faults changed nothing."""

    def __init__(self, due: Sequence[Armed], link: Link, notes: Notes) -> None:
        self._due = due
        self._link = link
        self._notes = notes
        self._applied: set[str] = set()
        self._parts = 0
        self.delay = 0.0
        self.content_type: str | None = None
        for armed in due:
            fault = cast(HttpFault, armed.fault)
            if fault.delay():
                self.delay += fault.delay()
                self._happened(armed)
            if fault.content_type() is not None:
                self.content_type = fault.content_type()
                self._happened(armed)

    def change(self, data: bytes, *, is_whole: bool) -> ResponsePart:
        """What goes out instead of a part of the body."""
        self._parts += 1
        part = ResponsePart(data=data, number=self._parts, is_whole=is_whole)
        for armed in self._due:
            changed = cast(HttpFault, armed.fault).change(part)
            if changed != part:
                self._happened(armed)
            part = changed
        return part

    def end(self) -> None:
        """The answer is over: note the faults that changed nothing."""
        for armed in self._due:
            if armed.id not in self._applied:
                parts = "1 part" if self._parts == 1 else f"{self._parts} parts"
                text = f"the answer had {parts}, and there was nothing to change"
                armed.miss(text)
                name = armed.fault.name
                self._notes.add(MISSED, f"{name}: {text}", self._link, fault=name)

    def _happened(self, armed: Armed) -> None:
        """Count a fault and note it, once for the answer."""
        if armed.id not in self._applied:
            self._applied.add(armed.id)
            armed.count()
            name = armed.fault.name
            self._notes.add(APPLIED, f"{name} in the answer", self._link, fault=name)
