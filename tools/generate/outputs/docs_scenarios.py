"""The tables of matchers and steps in ``docs/scenarios.md``: their rows and keys."""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Mapping

from tools.generate.files import GENERATED
from tools.generate.tables import Row, filled
from vfmock.core.matchers import MATCHERS
from vfmock.core.spec import Part
from vfmock.core.steps import STEPS


@GENERATED.register("docs/scenarios.md")
def scenarios(now: str) -> str:
    """The page; what a row says beside its keys is written by hand."""
    return filled(filled(now, "matcher", _rows(MATCHERS, 1)), "step", _rows(STEPS, 0))


def _rows(registry: Mapping[str, type[Part]], empty: int) -> dict[str, Row]:
    """The rows of a registry; a new one has so many empty cells at its end."""
    return {
        name: Row([keys(cls), first_sentence(cls), *[""] * empty], {0: keys(cls)})
        for name, cls in registry.items()
        if not cls.__module__.startswith("tests.")
    }


def keys(cls: type[Part]) -> str:
    """The keys of a part, the primary one with a star."""
    fields = dataclasses.fields(cls)  # type: ignore[arg-type] # every part is one
    names = [field.name for field in fields if not field.metadata.get("internal")]
    return ", ".join(f"`{name}`*" if name == cls.primary else f"`{name}`" for name in names)


def first_sentence(cls: type[Part]) -> str:
    """The first sentence of a docstring, as a cell has it."""
    text = " ".join((inspect.getdoc(cls) or "").replace("``", "`").split())
    sentence = re.split(r"(?<=\.) ", text)[0].removesuffix(".")
    return sentence[:1].lower() + sentence[1:]
