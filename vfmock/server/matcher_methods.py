"""The methods of ``server.on`` and ``server.verify``: one for each matcher.

Made by ``python3 dev.py generate``; don't edit it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

from vfmock.core.matchers.base import EitherMatcher, Matcher, NotMatcher
from vfmock.core.matchers.button import ButtonMatcher, PathMatcher
from vfmock.core.matchers.dtmf import DtmfMatcher
from vfmock.core.matchers.event import EventMatcher
from vfmock.core.matchers.intent import IntentMatcher
from vfmock.core.matchers.kinds import (
    AnythingMatcher,
    EndMatcher,
    LaunchMatcher,
    NoReplyMatcher,
    TypeMatcher,
)
from vfmock.core.matchers.payload import PayloadMatcher
from vfmock.core.matchers.text import TextMatcher
from vfmock.core.matchers.who import UserMatcher, VariableMatcher
from vfmock.server.wrong_calls import TellsWrongCalls
from vfmock.types import JSON, DurationLike

R = TypeVar("R")


class OnMethods(TellsWrongCalls, ABC, Generic[R]):
    """A method for each matcher: each returns what is made of its matcher."""

    @abstractmethod
    def _make(self, matcher: Matcher) -> R: ...

    def any(self) -> R:
        """Every action."""
        return self._make(AnythingMatcher())

    def button(self, label: str | None = None) -> R:
        """A pressed button with that ``label``; ``None`` is any."""
        return self._make(ButtonMatcher(label=label))

    def dtmf(self, digits: str | None = None) -> R:
        """A ``dtmf`` action with these ``digits``; ``None`` is any. They go to ``match.digits``."""
        return self._make(DtmfMatcher(digits=digits))

    def either(self, of: Sequence[Matcher]) -> R:
        """One of ``of`` matches; the first that does counts."""
        return self._make(EitherMatcher(of=tuple(of)))

    def end(self) -> R:
        """The user hangs up."""
        return self._make(EndMatcher())

    def event(self, name: str | None = None) -> R:
        """An ``event`` action of that ``name``; ``None`` is any. Its other keys go to ``match``."""
        return self._make(EventMatcher(name=name))

    def intent(
        self,
        name: str | None = None,
        entities: Mapping[str, JSON] | None = None,
        min_confidence: float | None = None,
    ) -> R:
        """An ``intent`` action of that ``name`` (``None``: of any), with at least these
        ``entities`` (name to value) and that ``min_confidence``. Its entities go to ``match``.
        """
        return self._make(
            IntentMatcher(name=name, entities=entities, min_confidence=min_confidence)
        )

    def launch(self) -> R:
        """The start of a conversation."""
        return self._make(LaunchMatcher())

    def no_reply(self) -> R:
        """The user said nothing in the time that a ``no-reply`` trace gave."""
        return self._make(NoReplyMatcher())

    def not_(self, matcher: Matcher) -> R:
        """``matcher`` does not match."""
        return self._make(NotMatcher(matcher=matcher))

    def path(self, id: str) -> R:
        """A pressed button of the path ``id``, with or without its ``path-``."""
        return self._make(PathMatcher(id=id))

    def payload(self, value: JSON) -> R:
        """The payload has ``value``: equal to it, or, of an object, at least its keys at any
        depth.
        """
        return self._make(PayloadMatcher(value=value))

    def text(
        self,
        equals: str | None = None,
        contains: str | None = None,
        regex: str | None = None,
        ignore_case: bool = False,
    ) -> R:
        """A ``text`` or ``message`` action that says this, or a ``file`` action with this text.

        ``equals``: exactly that. ``contains``: that, anywhere. ``regex``: found anywhere (Python's
        syntax; anchor it to have the whole), its named groups go to ``match``. ``ignore_case`` is
        for any of them. None of the three is any text.
        """
        return self._make(
            TextMatcher(equals=equals, contains=contains, regex=regex, ignore_case=ignore_case)
        )

    def type(self, name: str) -> R:
        """An action of the type ``name``, whatever its payload: for custom actions, and all
        others.
        """
        return self._make(TypeMatcher(name=name))

    def user(self, id: str) -> R:
        """An action of the user with that ``id``."""
        return self._make(UserMatcher(id=id))

    def variable(self, values: Mapping[str, JSON]) -> R:
        """Each variable of ``values`` (name to value) has that value; an unset one is ``null``."""
        return self._make(VariableMatcher(values=values))


class VerifyMethods(TellsWrongCalls, ABC):
    """A method for each matcher: each returns or raises ``VerificationError``."""

    @abstractmethod
    def _hold(self, matcher: Matcher, times: int | None, within: DurationLike) -> None: ...

    def any(self, *, times: int | None = None, within: DurationLike = 0.0) -> None:
        """Every action.

        ``times``: how many such actions there were, ``None`` is one or more. ``within``: how long
        to wait for it.
        """
        self._hold(AnythingMatcher(), times, within)

    def button(
        self, label: str | None = None, *, times: int | None = None, within: DurationLike = 0.0
    ) -> None:
        """A pressed button with that ``label``; ``None`` is any.

        ``times``: how many such actions there were, ``None`` is one or more. ``within``: how long
        to wait for it.
        """
        self._hold(ButtonMatcher(label=label), times, within)

    def dtmf(
        self, digits: str | None = None, *, times: int | None = None, within: DurationLike = 0.0
    ) -> None:
        """A ``dtmf`` action with these ``digits``; ``None`` is any. They go to ``match.digits``.

        ``times``: how many such actions there were, ``None`` is one or more. ``within``: how long
        to wait for it.
        """
        self._hold(DtmfMatcher(digits=digits), times, within)

    def either(
        self, of: Sequence[Matcher], *, times: int | None = None, within: DurationLike = 0.0
    ) -> None:
        """One of ``of`` matches; the first that does counts.

        ``times``: how many such actions there were, ``None`` is one or more. ``within``: how long
        to wait for it.
        """
        self._hold(EitherMatcher(of=tuple(of)), times, within)

    def end(self, *, times: int | None = None, within: DurationLike = 0.0) -> None:
        """The user hangs up.

        ``times``: how many such actions there were, ``None`` is one or more. ``within``: how long
        to wait for it.
        """
        self._hold(EndMatcher(), times, within)

    def event(
        self, name: str | None = None, *, times: int | None = None, within: DurationLike = 0.0
    ) -> None:
        """An ``event`` action of that ``name``; ``None`` is any. Its other keys go to ``match``.

        ``times``: how many such actions there were, ``None`` is one or more. ``within``: how long
        to wait for it.
        """
        self._hold(EventMatcher(name=name), times, within)

    def intent(
        self,
        name: str | None = None,
        entities: Mapping[str, JSON] | None = None,
        min_confidence: float | None = None,
        *,
        times: int | None = None,
        within: DurationLike = 0.0,
    ) -> None:
        """An ``intent`` action of that ``name`` (``None``: of any), with at least these
        ``entities`` (name to value) and that ``min_confidence``. Its entities go to ``match``.

        ``times``: how many such actions there were, ``None`` is one or more. ``within``: how long
        to wait for it.
        """
        self._hold(
            IntentMatcher(name=name, entities=entities, min_confidence=min_confidence),
            times,
            within,
        )

    def launch(self, *, times: int | None = None, within: DurationLike = 0.0) -> None:
        """The start of a conversation.

        ``times``: how many such actions there were, ``None`` is one or more. ``within``: how long
        to wait for it.
        """
        self._hold(LaunchMatcher(), times, within)

    def no_reply(self, *, times: int | None = None, within: DurationLike = 0.0) -> None:
        """The user said nothing in the time that a ``no-reply`` trace gave.

        ``times``: how many such actions there were, ``None`` is one or more. ``within``: how long
        to wait for it.
        """
        self._hold(NoReplyMatcher(), times, within)

    def not_(
        self, matcher: Matcher, *, times: int | None = None, within: DurationLike = 0.0
    ) -> None:
        """``matcher`` does not match.

        ``times``: how many such actions there were, ``None`` is one or more. ``within``: how long
        to wait for it.
        """
        self._hold(NotMatcher(matcher=matcher), times, within)

    def path(self, id: str, *, times: int | None = None, within: DurationLike = 0.0) -> None:
        """A pressed button of the path ``id``, with or without its ``path-``.

        ``times``: how many such actions there were, ``None`` is one or more. ``within``: how long
        to wait for it.
        """
        self._hold(PathMatcher(id=id), times, within)

    def payload(self, value: JSON, *, times: int | None = None, within: DurationLike = 0.0) -> None:
        """The payload has ``value``: equal to it, or, of an object, at least its keys at any
        depth.

        ``times``: how many such actions there were, ``None`` is one or more. ``within``: how long
        to wait for it.
        """
        self._hold(PayloadMatcher(value=value), times, within)

    def text(
        self,
        equals: str | None = None,
        contains: str | None = None,
        regex: str | None = None,
        ignore_case: bool = False,
        *,
        times: int | None = None,
        within: DurationLike = 0.0,
    ) -> None:
        """A ``text`` or ``message`` action that says this, or a ``file`` action with this text.

        ``equals``: exactly that. ``contains``: that, anywhere. ``regex``: found anywhere (Python's
        syntax; anchor it to have the whole), its named groups go to ``match``. ``ignore_case`` is
        for any of them. None of the three is any text.

        ``times``: how many such actions there were, ``None`` is one or more. ``within``: how long
        to wait for it.
        """
        self._hold(
            TextMatcher(equals=equals, contains=contains, regex=regex, ignore_case=ignore_case),
            times,
            within,
        )

    def type(self, name: str, *, times: int | None = None, within: DurationLike = 0.0) -> None:
        """An action of the type ``name``, whatever its payload: for custom actions, and all
        others.

        ``times``: how many such actions there were, ``None`` is one or more. ``within``: how long
        to wait for it.
        """
        self._hold(TypeMatcher(name=name), times, within)

    def user(self, id: str, *, times: int | None = None, within: DurationLike = 0.0) -> None:
        """An action of the user with that ``id``.

        ``times``: how many such actions there were, ``None`` is one or more. ``within``: how long
        to wait for it.
        """
        self._hold(UserMatcher(id=id), times, within)

    def variable(
        self, values: Mapping[str, JSON], *, times: int | None = None, within: DurationLike = 0.0
    ) -> None:
        """Each variable of ``values`` (name to value) has that value; an unset one is ``null``.

        ``times``: how many such actions there were, ``None`` is one or more. ``within``: how long
        to wait for it.
        """
        self._hold(VariableMatcher(values=values), times, within)
