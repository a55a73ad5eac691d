"""``visual``: a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vfmock.core.spec import Part
from vfmock.core.traces.base import TraceStep, trace_step, without_none
from vfmock.types import JSONObject


@dataclass(frozen=True, kw_only=True)
class Dimensions(Part):
    """Width and height in pixels."""

    width: int
    height: int


@trace_step("visual")
@dataclass(frozen=True, kw_only=True)
class Visual(TraceStep):
    """Show the picture at ``image`` (a URL). ``loop`` is for an animated one."""

    primary = "image"
    image: str
    dimensions: Dimensions | None = None
    device: str | None = None
    canvas_visibility: Literal["full", "cropped", "hidden"] = "full"
    frame_type: str | None = None
    loop: bool | None = None

    def payload(self) -> JSONObject:
        """``{visualType: image, image, device, dimensions, canvasVisibility, …}``."""
        size = self.dimensions
        return {
            "visualType": "image",
            "image": self.image,
            "device": self.device,
            "dimensions": {"width": size.width, "height": size.height} if size else None,
            "canvasVisibility": self.canvas_visibility,
            **without_none(
                frameType=self.frame_type,
                options=None if self.loop is None else {"loop": self.loop},
            ),
        }


def visual(image: str, *, width: int | None = None, height: int | None = None) -> Visual:
    """Show a picture; its size in pixels, if both are known."""
    size = Dimensions(width=width, height=height) if width and height else None
    return Visual(image=image, dimensions=size)
