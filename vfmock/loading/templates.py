"""Templates: strings of a scenario that are evaluated when they are sent.

A string that is exactly one ``{{ expression }}`` keeps the type of its value. Any other template
gives a string. In it, values that are not strings are written as JSON (``true``, ``null``,
``[1]``).
Templates see what ``vfmock.core.scope`` gives them and ``fake`` (``vfmock.loading.fakes``).
"""

from __future__ import annotations

import random
import reprlib
from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from vfmock.errors import TemplateError
from vfmock.loading.budget import Budget
from vfmock.loading.fakes import Fake
from vfmock.types import JSON

if TYPE_CHECKING:
    from vfmock.core.scope import Evaluate
    from vfmock.loading.needs import Needs
    from vfmock.loading.sandbox import Compiled, Sandbox

CACHED = 4096
"""How many compiled templates are kept. One is about 10 kB, and a scenario has some dozens. Only a
load test with more different templates would need more."""

_SHORT = reprlib.Repr()
_SHORT.maxstring = 80


class TemplateEngine:
    """Evaluates templates for the sessions of a scenario."""

    def __init__(self) -> None:
        self._compiled = lru_cache(maxsize=CACHED)(self._compile)
        self._plain = self.for_session(0)

    def evaluate(self, source: str, scope: Mapping[str, JSON]) -> JSON:
        """Evaluate a template outside any session. Random values come from the seed 0.

        Raises:
            TemplateError: the template can't be evaluated; the message says why and names it.
        """
        return self._plain(source, scope)

    def for_session(self, seed: int | str | bytes) -> Evaluate:
        """Return an evaluator whose random values come only from this seed."""
        return self.drawing(random.Random(seed), random.Random(seed))

    def drawing(self, rng: random.Random, fakes: random.Random) -> Evaluate:
        """Return an evaluator whose filters draw from ``rng``, and whose fake data from ``fakes``.

        It raises only ``TemplateError`` if a template can't be evaluated.
        """
        fake = Fake(fakes)

        def evaluate(source: str, scope: Mapping[str, JSON]) -> JSON:
            from vfmock.loading.sandbox import explain

            names = {**scope, "fake": fake}
            try:
                return self._compiled(source).run(names, Budget(rng))
            except Exception as error:  # a template can raise all that Python can
                raise _named(source, explain(error, names)) from None

        return evaluate

    def check(self, source: str) -> None:
        """Find the mistakes that need no scope: syntax, unknown filters, refused tags.

        Raises:
            TemplateError: there is a mistake; the message says which and names the template.
        """
        from vfmock.loading.sandbox import explain

        try:
            self._sandbox.judge(source)
        except Exception as error:  # as above: the parser runs out of stack on nested brackets
            raise _named(source, explain(error)) from None

    def needs(self, source: str) -> Needs:
        """The names that a template can't do without.

        Raises:
            TemplateError: there is a mistake; the message says which and names the template.
        """
        from vfmock.loading.needs import needs_of

        self.check(source)
        return needs_of(self._sandbox, source)

    @cached_property
    def _sandbox(self) -> Sandbox:
        from vfmock.loading.sandbox import Sandbox

        return Sandbox()

    def _compile(self, source: str) -> Compiled:
        return self._sandbox.make(source)


def _named(source: str, problem: str) -> TemplateError:
    return TemplateError(f"template {_SHORT.repr(source)}: {problem}")
