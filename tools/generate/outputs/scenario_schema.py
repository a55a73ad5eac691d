"""``schemas/scenario.json``: what a scenario file may say, from the parts that the loader reads."""

from __future__ import annotations

from tools.generate.files import GENERATED
from vfmock.loading.schema import dump, scenario_schema


@GENERATED.register("schemas/scenario.json")
def schema(_: str) -> str:
    """The schema, as its file has it."""
    return dump(scenario_schema())
