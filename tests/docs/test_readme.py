"""The examples of the README work as the README shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.fences import ROOT, fences
from vfmock.checks.scenario import check_scenario
from vfmock.contract import load_contract
from vfmock.loading import parse_scenario


def test_the_pytest_examples_pass_and_a_typo_fails_as_the_readme_shows(
    pytester: pytest.Pytester,
) -> None:
    """They run as they are pasted, each into a file."""
    order, bot, bad_day = fences("README.md", "python")
    typo = order.replace('bot.say("order")', 'bot.say("ordr")')
    pytester.makepyfile(bot=bot, test_order=order, test_bad_day=bad_day, test_typo=typo)
    # Hypothesis has no part in it, and takes longer to load than all the rest.
    result = pytester.runpytest_subprocess("-p", "no:hypothesispytest")
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.no_fnmatch_line("FAILED test_[ob]*")
    result.stdout.fnmatch_lines(
        [
            "*vfmock conversation*",
            "*turn 2",
            "*→ text 'ordr'",
            "*! mismatch: no rule takes text 'ordr' in state 'start' (nearest: python: rules?1?:"
            " wanted the text 'order', got text 'ordr'; python: rules?0?: wanted 'launch', got"
            " text 'ordr')",
            "*← rejected: no_rule_matched*",
            "seed: *",
        ]
    )


def test_the_scenario_loads() -> None:
    (code,) = fences("README.md", "yaml")
    scenario = parse_scenario(code)
    assert scenario.name == "pizza"


def test_the_scenario_passes_its_check(tmp_path: Path) -> None:
    (code,) = fences("README.md", "yaml")
    file = tmp_path / "pizza.yaml"
    file.write_text(code, encoding="utf-8")
    assert check_scenario(str(file), load_contract()).findings == ()


def test_the_two_commands_exist() -> None:
    commands = [line for code in fences("README.md", "") for line in code.splitlines()]
    assert "python3 dev.py demo" in commands
    assert "python3 dev.py test" in commands
    assert (ROOT / "dev.py").is_file()
    assert "dev.py test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_every_link_has_a_target() -> None:
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        for target in re.findall(r"\]\((?!http)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_picture_shows_a_conversation() -> None:
    drawn = (ROOT / "docs" / "demo.svg").read_text(encoding="utf-8")
    assert "Track&#160;an&#160;order" in drawn
