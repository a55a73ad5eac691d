"""Which agent answers whom."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vfmock.errors import SettingError
from vfmock.runtime.agents import DEFAULT, Agents

PARTS = ["a", "b", "*"]
VERSIONS = ["draft", "published", "*"]


def test_without_agents_the_default_one_answers() -> None:
    assert Agents().choose("shop", "main", "draft") == DEFAULT


@pytest.mark.parametrize(
    ("project", "environment", "version", "key"),
    [
        ("shop", None, None, "shop"),
        ("shop", "main", "published", "shop/main"),
        ("shop", "main", "draft", "shop/main/draft"),
        ("shop", "staging", "draft", "shop"),
        ("bank", "staging", None, "*/staging"),
        ("bank", "main", "draft", "*/*/draft"),
        ("bank", None, "draft", "*/*/draft"),
        ("bank", "main", None, DEFAULT),
    ],
)
def test_the_key_that_says_most_counts(
    project: str, environment: str | None, version: Any, key: str
) -> None:
    agents = Agents(["shop", "shop/main", "shop/main/draft", "*/staging", "*/*/draft"])
    assert agents.choose(project, environment, version) == key


@given(keys=st.sets(st.sampled_from(list(itertools.product(PARTS, PARTS, VERSIONS)))))
def test_a_key_is_chosen_if_one_fits_and_none_that_fits_says_more(keys: set[Any]) -> None:
    agents = Agents("/".join(key) for key in keys)
    for came in itertools.product("ab", "ab", ["draft", "published"]):
        fitting = [
            key for key in keys if all(k in ("*", c) for k, c in zip(key, came, strict=True))
        ]
        best = max(fitting, key=lambda key: [part != "*" for part in key], default=None)
        project, environment, version = came
        chosen = agents.choose(project, environment, version)  # type: ignore[arg-type]
        assert chosen == (DEFAULT if best is None else "/".join(best))


@pytest.mark.parametrize(
    ("key", "problem"),
    [
        (
            "",
            "'agents': wanted PROJECT, PROJECT/ENVIRONMENT or PROJECT/ENVIRONMENT/VERSION, got ''",
        ),
        ("a//draft", "'agents': wanted PROJECT, "),
        ("a/b/draft/c", "'agents': wanted PROJECT, "),
        ("a/b/darft", "'agents': unknown version 'darft' in 'a/b/darft', did you mean 'draft'"),
    ],
)
def test_a_wrong_key_is_refused(key: str, problem: str) -> None:
    with pytest.raises(SettingError) as caught:
        Agents([key])
    assert str(caught.value).startswith(problem)
