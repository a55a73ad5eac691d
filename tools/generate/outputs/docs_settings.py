"""The tables of settings in ``docs/cli.md`` and ``docs/python.md``."""

from __future__ import annotations

from tools.generate.blocks import MARKDOWN, replaced
from tools.generate.files import GENERATED
from tools.generate.tables import Row, filled
from vfmock.settings import PREFIX, options


@GENERATED.register("docs/cli.md")
def cli(now: str) -> str:
    """The flags of ``vfmock serve``; the scenario is its argument."""
    head = "| flag | variable | what it is |\n| --- | --- | --- |\n"
    rows = "".join(
        f"| `--{name.replace('_', '-')}` | `{PREFIX}{name.upper()}` | {about} |\n"
        for name, _, about in options()
        if name != "scenario"
    )
    return replaced(now, "settings", f"\n{head}{rows}\n", MARKDOWN)


@GENERATED.register("docs/python.md")
def python(now: str) -> str:
    """The keywords of ``MockServer``; what is said of one is written by hand."""
    rows = {name: Row([f"`{default!r}`", about]) for name, default, about in options()}
    return filled(now, "setting", rows)
