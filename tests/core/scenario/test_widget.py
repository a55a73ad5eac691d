"""The widget of a scenario: what clients get of it."""

from __future__ import annotations

from typing import Any

import pytest

from vfmock import Scenario, ScenarioError, Widget, WidgetSpacing

DEFAULTS = {
    "title": "shop",
    "description": "",
    "color": "#3d82e2",
    "position": "right",
    "persistence": "localStorage",
    "watermark": True,
    "feedback": False,
    "spacing": {"side": 30, "bottom": 30},
    "audioInterface": False,
}


def test_a_scenario_without_a_widget_has_the_defaults_of_the_client() -> None:
    assert Scenario(name="shop").widget.settings("shop") == DEFAULTS


def test_every_setting_has_the_name_that_clients_know() -> None:
    widget = Widget(
        title="Juniper",
        description="Ask us",
        color="#000000",
        image="https://a.example/image.png",
        avatar="https://a.example/avatar.png",
        launcher="https://a.example/launcher.png",
        position="left",
        persistence="memory",
        watermark=False,
        feedback=True,
        stylesheet=("https://a.example/a.css", "https://a.example/b.css"),
        spacing=WidgetSpacing(side=10, bottom=20),
        audio_interface=True,
        default_audio_output=True,
    )
    assert widget.settings("shop") == {
        "title": "Juniper",
        "description": "Ask us",
        "color": "#000000",
        "image": "https://a.example/image.png",
        "avatar": "https://a.example/avatar.png",
        "launcher": "https://a.example/launcher.png",
        "position": "left",
        "persistence": "memory",
        "watermark": False,
        "feedback": True,
        "stylesheet": ["https://a.example/a.css", "https://a.example/b.css"],
        "spacing": {"side": 10, "bottom": 20},
        "audioInterface": True,
        "defaultAudioOutput": True,
    }


def test_one_stylesheet_is_a_text() -> None:
    assert Widget(stylesheet="a.css").settings("shop")["stylesheet"] == "a.css"


def test_further_settings_go_out_as_they_are_and_replace_others() -> None:
    more = {"chat": {"agentImage": None}, "color": "red", "image": None}
    settings = Widget(color="blue", more=more).settings("shop")
    assert settings == DEFAULTS | more


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"title": 7}, "'title' is a text, not 7"),
        ({"color": ["red"]}, "'color' is a text, not ['red']"),
        ({"position": "rihgt"}, "unknown 'position' 'rihgt' of the widget, did you mean 'right'"),
        ({"persistence": "disk"}, "unknown 'persistence' 'disk' of the widget"),
    ],
)
def test_a_wrong_setting_is_named(wrong: dict[str, Any], problem: str) -> None:
    with pytest.raises(ScenarioError, match="^" + problem.replace("[", r"\[")):
        Widget(**wrong)
