"""Verification: what a test expected, how often it came, and what came instead."""

from __future__ import annotations

import pytest

from tests.core.builders import NOW, act, say
from vfmock.core.actions import Action
from vfmock.core.events import ActionSend, SessionCreate
from vfmock.core.journal import Entry, Journal
from vfmock.core.matchers.kinds import LaunchMatcher
from vfmock.core.matchers.text import TextMatcher
from vfmock.core.matchers.who import UserMatcher
from vfmock.core.verification import NEAREST, Expectation, actions_of, failure


def journal_of(*actions: Action, user: str = "u") -> Journal:
    """A journal of what a client sent."""
    journal = Journal()
    start = Entry(at=NOW, direction="in", name="session.create", payload={}, item=SessionCreate())
    journal.add(start)
    for action in actions:
        journal.add(
            Entry(
                at=NOW + 1,
                direction="in",
                name="action.send",
                payload={"action": action.raw},
                connection="c1",
                user=user,
                item=ActionSend(action=action),
            )
        )
    return journal


@pytest.mark.parametrize(
    ("times", "holds"),
    [(None, [False, True, True]), (0, [True, False, False]), (1, [False, True, False])],
)
def test_an_expectation_holds_for_the_right_number_of_actions(
    times: int | None, holds: list[bool]
) -> None:
    assert [Expectation(LaunchMatcher(), times).holds(count) for count in range(3)] == holds


@pytest.mark.parametrize(
    ("times", "often"),
    [(None, "at least once"), (0, "never"), (1, "once"), (2, "twice"), (3, "3 times")],
)
def test_an_expectation_says_what_it_expects(times: int | None, often: str) -> None:
    assert str(Expectation(TextMatcher("order"), times)) == f"the text 'order', {often}"


def test_the_received_actions_are_listed_with_their_user() -> None:
    (one,) = actions_of(journal_of(say("hi"), user="ada"))
    assert (one.action, one.user_id, one.variables) == (say("hi"), "ada", {})


@pytest.mark.parametrize("times", [None, 2])
def test_a_met_expectation_has_no_failure(times: int | None) -> None:
    journal = journal_of(say("order"), say("hi"), say("order"))
    assert failure(Expectation(TextMatcher("order"), times), journal) is None
    assert failure(Expectation(TextMatcher("pizza"), 0), journal) is None
    assert failure(Expectation(UserMatcher("u")), journal) is None


def test_a_failure_shows_the_actions_nearest_to_the_expected_one() -> None:
    journal = journal_of(act("launch"), say("ordr"), say("something else"), say("order?"))
    assert failure(Expectation(TextMatcher("order"), 1), journal) == "\n".join(
        [
            "expected the text 'order', once",
            "     got never",
            "nearest:",
            "  text 'order?': wanted the text 'order', got text 'order?'",
            "  text 'ordr': wanted the text 'order', got text 'ordr'",
            "  text 'something else': wanted the text 'order', got text 'something else'",
            "",
            "conversation:",
            "    0.000s      → session.create",
            "  turn 1",
            "    1.000s   c1 → launch",
            "  turn 2",
            "    1.000s   c1 → text 'ordr'",
            "  turn 3",
            "    1.000s   c1 → text 'something else'",
            "  turn 4",
            "    1.000s   c1 → text 'order?'",
        ]
    )


def test_a_failure_shows_only_a_few_of_the_nearest_actions() -> None:
    problem = failure(Expectation(LaunchMatcher()), journal_of(*[say(str(n)) for n in range(9)]))
    assert problem is not None
    assert problem.count("wanted 'launch'") == NEAREST


def test_a_failure_by_too_many_actions_shows_only_the_conversation() -> None:
    problem = failure(Expectation(TextMatcher("order"), 1), journal_of(say("order"), say("order")))
    assert problem is not None
    assert problem.startswith("expected the text 'order', once\n     got twice\n\nconversation:\n")


def test_a_failure_without_any_actions_shows_no_nearest_actions() -> None:
    assert failure(Expectation(LaunchMatcher()), Journal()) == (
        "expected 'launch', at least once\n     got never\n\nconversation: no client has connected"
    )
