"""``vfmock/server/matcher_methods.py``: the methods of ``server.on`` and ``server.verify``."""

from __future__ import annotations

import dataclasses
import keyword
from collections.abc import Mapping
from typing import Any

from tools.generate.files import GENERATED
from tools.generate.source import NOTICE, SEQUENCE, Imports, docstring, in_format
from vfmock.core.matchers import MATCHERS, Matcher

PATH = "vfmock/server/matcher_methods.py"

WAITING = ("times: int | None = None", "within: DurationLike = 0.0")
ABOUT_WAITING = (
    "\n\n``times``: how many such actions there were, ``None`` is one or more."
    " ``within``: how long to wait for it."
)

HEAD = f'''"""The methods of ``server.on`` and ``server.verify``: one for each matcher.

{NOTICE}
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic, TypeVar

{{imports}}

R = TypeVar("R")


class OnMethods(TellsWrongCalls, ABC, Generic[R]):
    """A method for each matcher: each returns what is made of its matcher."""

    @abstractmethod
    def _make(self, matcher: Matcher) -> R: ...

'''

VERIFY = '''

class VerifyMethods(TellsWrongCalls, ABC):
    """A method for each matcher: each returns or raises ``VerificationError``."""

    @abstractmethod
    def _hold(self, matcher: Matcher, times: int | None, within: DurationLike) -> None: ...

'''


@GENERATED.register(PATH)
def matcher_methods(_: str) -> str:
    """The module, from the matchers that come with the package."""
    found = {name: cls for name, cls in MATCHERS.items() if cls.__module__.startswith("vfmock.")}
    return in_format(module(found), PATH)


def module(matchers: Mapping[str, type[Matcher]]) -> str:
    """The module with methods for these matchers."""
    imports = Imports()
    imports.add("Matcher", "vfmock.core.matchers.base")
    imports.add("TellsWrongCalls", "vfmock.server.wrong_calls")
    imports.add("DurationLike", "vfmock.types")
    on = "\n".join(_on(name, cls, imports) for name, cls in matchers.items())
    verify = "\n".join(_verify(name, cls, imports) for name, cls in matchers.items())
    return HEAD.format(imports="\n".join(imports)) + on + VERIFY + verify


def method_name(word: str) -> str:
    """A matcher's word as the name of a method: ``no_reply``, ``not_``."""
    name = word.replace("-", "_")
    return f"{name}_" if keyword.iskeyword(name) else name


def _on(word: str, cls: type[Matcher], imports: Imports) -> str:
    parameters = ", ".join(["self", *_parameters(cls, imports)])
    return (
        f"    def {method_name(word)}({parameters}) -> R:\n"
        f"{docstring(str(cls.__doc__), 8)}"
        f"        return self._make({_call(cls, imports)})\n"
    )


def _verify(word: str, cls: type[Matcher], imports: Imports) -> str:
    own = _parameters(cls, imports)
    star = [] if "*" in own else ["*"]
    return (
        f"    def {method_name(word)}({', '.join(['self', *own, *star, *WAITING])}) -> None:\n"
        f"{docstring(f'{cls.__doc__}{ABOUT_WAITING}', 8)}"
        f"        self._hold({_call(cls, imports)}, times, within)\n"
    )


def _parameters(cls: type[Matcher], imports: Imports) -> list[str]:
    """The parameters of a matcher, as its dataclass has them."""
    plain: list[str] = []
    named: list[str] = []
    for field in fields(cls):
        if field.name in ("times", "within"):
            raise ValueError(f"{cls.__name__}.{field.name} is a keyword of every verification")
        text = f"{field.name}: {imports.annotation(str(field.type), cls)}"
        if field.default is not dataclasses.MISSING:
            text += f" = {field.default!r}"
        elif field.default_factory is not dataclasses.MISSING:
            raise ValueError(f"{cls.__name__}.{field.name} has a default that is made anew")
        (named if field.kw_only else plain).append(text)
    return [*plain, "*", *named] if named else plain


def _call(cls: type[Matcher], imports: Imports) -> str:
    imports.add(cls.__name__, cls.__module__)
    arguments = ", ".join(f"{one.name}={_value(one, imports)}" for one in fields(cls))
    return f"{cls.__name__}({arguments})"


def _value(field: dataclasses.Field[Any], imports: Imports) -> str:
    """What a matcher gets of a parameter: a duration in seconds, a tuple, or what is given."""
    if SEQUENCE.fullmatch(str(field.type)):
        return f"tuple({field.name})"
    if "Duration" not in str(field.type):
        return field.name
    imports.add("duration_of", "vfmock.durations")
    imports.add("ScenarioError", "vfmock.errors")
    made = f'duration_of("{field.name}", {field.name}, ScenarioError)'
    return f"None if {field.name} is None else {made}" if "None" in str(field.type) else made


def fields(cls: type[Matcher]) -> list[dataclasses.Field[Any]]:
    """The fields that a caller gives."""
    return [one for one in dataclasses.fields(cls) if one.init]  # type: ignore[arg-type] # each is
