"""The registry of steps, including the steps that make traces."""

from __future__ import annotations

import pytest

from tests.each import check_each
from vfmock.core.steps import STEPS, Step
from vfmock.core.traces.base import TraceStep
from vfmock.errors import UnknownName


def test_a_step_is_registered_by_its_word_and_has_a_docstring() -> None:
    """Which steps there are is held by the page of scenarios and the schemas of traces."""

    def check(name: str) -> None:
        step = STEPS[name]
        assert issubclass(step, Step)
        assert step.__doc__
        assert not issubclass(step, TraceStep) or step.type == name

    check_each(STEPS, check)
    assert list(STEPS) == sorted(STEPS)


def test_the_error_for_an_unknown_step_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"^unknown step 'txt', did you mean 'text'"):
        STEPS["txt"]
