"""The bundled examples load without warnings, and each of their rules is played."""

from __future__ import annotations

import dataclasses
import json
import re
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.folders import EXAMPLES, PRESETS
from tests.loading.scenes import SUPPORT_SCENES, VOICE_SCENES, Stage
from vfmock.contract import load_contract
from vfmock.core.buttons import Button
from vfmock.core.matchers import MATCHERS
from vfmock.core.scenario import Rule, Scenario
from vfmock.core.steps import STEPS
from vfmock.core.traces.base import TraceStep
from vfmock.loading import load_scenario
from vfmock.loading.source import read_tree


def load(name: str) -> Scenario:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return load_scenario(name)


SUPPORT = load("support")
VOICE = load("voice")


@pytest.mark.parametrize("scene", SUPPORT_SCENES, ids=lambda scene: scene.__name__)
def test_every_scene_of_support_can_be_played(scene: Callable[[Stage], None]) -> None:
    scene(Stage(SUPPORT))


@pytest.mark.parametrize("scene", VOICE_SCENES, ids=lambda scene: scene.__name__)
def test_every_scene_of_voice_can_be_played(scene: Callable[[Stage], None]) -> None:
    scene(Stage(VOICE))


@pytest.fixture(params=[(SUPPORT, SUPPORT_SCENES), (VOICE, VOICE_SCENES)], ids=["support", "voice"])
def played(request: pytest.FixtureRequest) -> Stage:
    """An example after all of its scenes."""
    scenario, scenes = request.param
    stage = Stage(scenario)
    for scene in scenes:
        scene(stage)
    return stage


def test_every_rule_is_played(played: Stage) -> None:
    places = {rule.place for rule in played.recorder.scenario.all_rules()}
    assert places - played.recorder.taken == set()


def test_every_action_is_taken(played: Stage) -> None:
    statuses = {status for player in played.players for status in player.statuses}
    assert statuses == {"accepted", "completed"}


def test_traces_of_the_same_seed_are_the_same() -> None:
    once, again = Stage(SUPPORT), Stage(SUPPORT)
    for scene in SUPPORT_SCENES:
        scene(once)
        scene(again)
    assert [player.effects for player in once.players] == [
        player.effects for player in again.players
    ]


# The support agent shows all that a file can say.


def test_support_sends_every_type_of_trace() -> None:
    stage = Stage(SUPPORT)
    for scene in SUPPORT_SCENES:
        scene(stage)
    sent = {trace["type"] for player in stage.players for trace in player.traces}
    known = {name for name, step in STEPS.items() if issubclass(step, TraceStep)}
    assert known - sent == set()
    assert sent - known == {"upload_photo"}  # the custom one


def words(value: object) -> Iterator[str]:
    """Every key and every bare word of a file, however deep."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from words(item)
    elif isinstance(value, list):
        for item in value:
            yield from words(item)
    elif isinstance(value, str):
        yield value


def test_support_uses_every_step_matcher_and_kind_of_button() -> None:
    file = EXAMPLES / "support.yaml"
    used = set(words(read_tree(file.read_bytes(), "support.yaml").plain()))
    fields = {field.name for part in (Rule, Scenario, Button) for field in dataclasses.fields(part)}
    of_others = {"start", "place"}  # the default state; what the loader fills
    assert {*STEPS, *MATCHERS, *fields} - of_others - used == set()


SHIPPED = [
    *sorted(EXAMPLES.glob("*.yaml")),
    *sorted(PRESETS.glob("*.yaml")),
]


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_editors_find_the_schema_of_every_bundled_file(file: Path) -> None:
    """The first line is how an editor with yaml-language-server completes and checks the file."""
    first = file.read_text(encoding="utf-8").splitlines()[0]
    found = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert found is not None
    schema = json.loads((file.parent / found[1]).read_text(encoding="utf-8"))
    assert schema["title"] == "scenario"
    value = read_tree(file.read_bytes(), file.name).plain()
    assert load_contract().check("scenario", value, file.name) is None
