"""Tables of the docs: rows follow the code, and hand-written text stays."""

from __future__ import annotations

import pytest

from tools.generate.outputs.docs_scenarios import first_sentence, keys
from tools.generate.tables import Row, filled
from vfmock.core.matchers.button import ButtonMatcher
from vfmock.core.matchers.kinds import LaunchMatcher
from vfmock.core.matchers.text import TextMatcher

PAGE = """\
| step | keys | what it does |
| --- | --- | --- |
| `b` | `old` | by hand |
| `gone` | | by hand |

Words.

| step | keys | what it does |
| --- | --- | --- |
| `a` | | also by hand |

| other | keys |
| --- | --- |
| `gone` | |
"""

FILLED = """\
| step | keys | what it does |
| --- | --- | --- |
| `b` | `x`* | by hand |

Words.

| step | keys | what it does |
| --- | --- | --- |
| `a` | | also by hand |
| `c` | `y` | from the code |

| other | keys |
| --- | --- |
| `gone` | |
"""

ROWS = {
    "a": Row(["", "unused"], {0: ""}),
    "b": Row(["`x`*", "unused"], {0: "`x`*"}),
    "c": Row(["`y`", "from the code"], {0: "`y`"}),
}


def test_rows_follow_the_code_and_hand_written_text_stays() -> None:
    assert filled(PAGE, "step", ROWS) == FILLED
    assert filled(FILLED, "step", ROWS) == FILLED


def test_a_missing_table_is_an_error() -> None:
    with pytest.raises(ValueError, match="no table has the first column 'matcher'"):
        filled(PAGE, "matcher", ROWS)


def test_a_row_has_the_keys_and_the_first_sentence_of_a_part() -> None:
    assert keys(TextMatcher) == "`equals`*, `contains`, `regex`, `ignore_case`"
    assert keys(LaunchMatcher) == ""
    assert first_sentence(ButtonMatcher) == "a pressed button with that `label`; `None` is any"
