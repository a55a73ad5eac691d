"""``vfmock/options.py``: the options of a server, as type checkers see them."""

from __future__ import annotations

import dataclasses
from typing import Any

from tools.generate.files import GENERATED
from tools.generate.source import NOTICE, Imports, docstring, in_format
from vfmock.settings import Settings

PATH = "vfmock/options.py"

HEAD = '''"""The options of a server as keywords, for type checkers and editors.

{notice}
"""

from __future__ import annotations

from typing import TypedDict

{imports}


class ServerOptions(TypedDict, total=False):
    """What ``MockServer`` takes beside its scenario; ``Settings`` has the defaults."""
{server}

class Options(ServerOptions, total=False):
    """What ``Settings`` takes."""
{others}'''

OTHERS = ("scenario", "agents")
"""What ``MockServer`` takes in more forms than text: it has parameters of its own for them."""


@GENERATED.register(PATH)
def options(_: str) -> str:
    """The module, from the fields of ``Settings``."""
    imports = Imports()
    keys = {field.name: _key(field, imports) for field in dataclasses.fields(Settings)}
    server = "".join(key for name, key in keys.items() if name not in OTHERS)
    others = "".join(keys[name] for name in OTHERS)
    return in_format(
        HEAD.format(notice=NOTICE, imports="\n".join(imports), server=server, others=others), PATH
    )


def _key(field: dataclasses.Field[Any], imports: Imports) -> str:
    about = _about(field.metadata["help"], field.default)
    return (
        f"\n    {field.name}: {imports.annotation(str(field.type), Settings)}\n"
        f"{docstring(about, 4)}"
    )


def _about(text: str, default: object) -> str:
    """The help of an option as a sentence, with its default."""
    return f"{text[0].upper()}{text[1:]}.\n\nDefault: ``{default!r}``."
