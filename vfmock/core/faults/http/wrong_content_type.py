"""``wrong content type``: the header says that the body is something else."""

from __future__ import annotations

from dataclasses import dataclass

from vfmock.core.faults.base import HttpFault, fault
from vfmock.core.spec import must_be_text


@fault("wrong content type")
@dataclass(frozen=True)
class WrongContentType(HttpFault):
    """Send the body as ``type``. The body is as it should be."""

    primary = "type"
    type: str = "text/html"

    def __post_init__(self) -> None:
        must_be_text(type=self.type)

    def content_type(self) -> str | None:
        return self.type
