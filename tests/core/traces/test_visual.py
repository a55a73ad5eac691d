"""``visual``: ``{visualType, image, device, dimensions, canvasVisibility, …}``."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.builders import perform
from vfmock.core.traces.visual import Dimensions, Visual, visual

PLAIN = {
    "visualType": "image",
    "image": "https://x/p.png",
    "device": None,
    "dimensions": None,
    "canvasVisibility": "full",
}


@pytest.mark.parametrize(
    ("step", "more"),
    [
        (visual("https://x/p.png"), {}),
        (visual("https://x/p.png", width=3), {}),
        (
            visual("https://x/p.png", width=3, height=4),
            {"dimensions": {"width": 3, "height": 4}},
        ),
        (
            Visual(
                image="https://x/p.png",
                dimensions=Dimensions(width=1, height=2),
                device="mobile",
                canvas_visibility="hidden",
                frame_type="auto",
                loop=False,
            ),
            {
                "dimensions": {"width": 1, "height": 2},
                "device": "mobile",
                "canvasVisibility": "hidden",
                "frameType": "auto",
                "options": {"loop": False},
            },
        ),
    ],
)
def test_the_trace(step: Visual, more: dict[str, Any]) -> None:
    assert perform(step) == [{"type": "visual", "payload": {**PLAIN, **more}}]
