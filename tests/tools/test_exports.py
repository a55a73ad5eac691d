"""The public names: functions that make a step are found by their return type."""

from __future__ import annotations

from tools.generate.outputs.exports import NAMES, block, step_functions


def test_each_function_that_makes_a_step_is_public() -> None:
    found = step_functions()
    assert found["pause"] == "vfmock.core.steps.pause"
    assert found["text"] == "vfmock.core.traces.text"
    assert found["fault"] == "vfmock.loading.steps"
    assert not {name for name in found if name.startswith("_")}
    assert not set(found) & set(NAMES)
    assert "step" not in found
    assert "trace_step" not in found


def test_each_public_name_is_in_three_places() -> None:
    source = block({"a": "b.c", "d": "e"})
    assert "    from b.c import a\n    from e import d\n" in source
    assert "_HOMES = {'a': 'b.c','d': 'e',}" in source
    assert "__all__ = ['a','d',]" in source
