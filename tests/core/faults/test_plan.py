"""The plan: which faults are armed, and which of them a trigger sets off."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vfmock.core.faults import FAULTS, Fault, FaultRule
from vfmock.core.faults.connection.transport_close import TransportClose
from vfmock.core.faults.connection.transport_error import TransportError
from vfmock.core.faults.plan import Armed, FaultPlan, Who
from vfmock.core.faults.wire.jitter import Jitter

ADA, BOB = Who("ada", "s1"), Who("bob", "s2")


def make() -> FaultPlan:
    """A plan whose randomness depends on the names."""
    return FaultPlan(lambda fault, user: random.Random(f"{fault} {user}"))


def anything(fault: Fault) -> bool:
    """Every fault is concerned."""
    return True


def due(plan: FaultPlan, trigger: str = "action.send", who: Who = ADA) -> list[str]:
    """The ids of the faults that happen at a trigger."""
    return [armed.id for armed in plan.due([trigger], who, anything)]


def happens(rule: FaultRule, *whose: Who) -> list[bool]:
    """At which of these triggers the fault happens."""
    plan = make()
    plan.add(rule)
    return [bool(due(plan, who=who)) for who in whose]


def test_a_fault_happens_once_at_the_first_time() -> None:
    assert happens(FaultRule(fault=TransportClose()), ADA, ADA, ADA) == [True, False, False]


def test_nth_and_times_count_triggers() -> None:
    rule = FaultRule(fault=TransportClose(), nth=2, times=2)
    assert happens(rule, *[ADA] * 5) == [False, True, True, False, False]


def test_a_fault_with_times_always_goes_on_happening() -> None:
    rule = FaultRule(fault=TransportClose(), nth=2, times="always")
    assert happens(rule, *[ADA] * 50) == [False, *[True] * 49]


def test_a_condition_holds_always() -> None:
    assert happens(FaultRule(fault=Jitter(), on="action.send"), *[ADA] * 3) == [True] * 3


def test_a_fault_counts_for_each_user_separately() -> None:
    rule = FaultRule(fault=TransportClose(), nth=2)
    assert happens(rule, ADA, BOB, BOB, ADA, ADA) == [False, False, True, True, False]


def test_a_fault_of_one_user_does_not_happen_to_others() -> None:
    rule = FaultRule(fault=TransportClose(), user="bob")
    assert happens(rule, ADA, BOB, BOB) == [False, True, False]


def test_a_fault_of_one_session_does_not_happen_to_others() -> None:
    rule = FaultRule(fault=TransportClose(), session="s2", times="always")
    assert happens(rule, ADA, BOB, Who("bob", "s3"), BOB) == [False, True, False, True]


def test_triggers_without_a_user_are_counted_together() -> None:
    rule = FaultRule(fault=TransportClose(), nth=2)
    assert happens(rule, Who(), Who(), Who()) == [False, True, False]


def test_a_probability_is_drawn_for_each_user_from_the_seed() -> None:
    rule = FaultRule(fault=TransportClose(), probability=0.3, times="always")
    alone = happens(rule, *[ADA] * 1000)
    assert sum(alone) / 1000 == pytest.approx(0.3, abs=0.05)
    beside = happens(rule, *[ADA, BOB] * 1000)
    assert beside[::2] == alone, "what others do changes nothing"
    assert beside[1::2] != alone


def test_a_trigger_counts_even_when_the_probability_prevents_the_fault() -> None:
    rule = FaultRule(fault=TransportClose(), probability=0.5, times=10)
    taken = happens(rule, *[ADA] * 100)
    assert 0 < sum(taken) < 10
    assert not any(taken[10:])


def test_probability_0_never_happens_and_probability_1_always_happens() -> None:
    never = FaultRule(fault=TransportClose(), probability=0.0, times="always")
    assert not any(happens(never, *[ADA] * 100))
    sure = FaultRule(fault=TransportClose(), probability=1.0, times="always")
    assert all(happens(sure, *[ADA] * 100))


def test_faults_happen_in_the_order_in_which_they_were_armed() -> None:
    plan = make()
    plan.add(FaultRule(fault=TransportClose(), on="action.trace"))
    plan.add(FaultRule(fault=TransportError(), on="action.send"))
    plan.add(FaultRule(fault=Jitter(), on="action.send"))
    assert due(plan) == ["f2", "f3"]
    assert [armed.id for armed in plan] == ["f1", "f2", "f3"]


def test_a_trigger_counts_only_for_the_faults_that_it_concerns() -> None:
    plan = make()
    plan.add(FaultRule(fault=TransportClose()))
    plan.add(FaultRule(fault=TransportError()))
    errors = plan.due(["action.send"], ADA, lambda fault: isinstance(fault, TransportError))
    assert [armed.id for armed in errors] == ["f2"]
    assert due(plan) == ["f1"], "the first has not been used up"


def test_two_names_of_one_trigger_set_off_the_faults_of_both() -> None:
    plan = make()
    plan.add(FaultRule(fault=TransportClose(), on="completed"))
    plan.add(FaultRule(fault=TransportError(), on="action.status"))
    armed = plan.due(("action.status", "completed"), ADA, anything)
    assert [one.id for one in armed] == ["f2", "f1"]


def test_a_removed_fault_does_not_happen() -> None:
    plan = make()
    first = plan.add(FaultRule(fault=TransportClose(), times="always"))
    plan.add(FaultRule(fault=TransportError(), times="always"))
    assert plan.remove("f1") is first
    assert due(plan) == ["f2"]
    assert plan.remove("f1") is None
    plan.remove("f2")
    assert due(plan) == []
    assert not plan.by_trigger


def test_ids_begin_again_after_a_clear() -> None:
    plan = make()
    assert not plan.by_trigger
    plan.add(FaultRule(fault=TransportClose()))
    assert plan.by_trigger
    plan.clear()
    assert not plan.by_trigger
    assert list(plan) == []
    assert due(plan) == []
    assert plan.add(FaultRule(fault=TransportClose())).id == "f1"


def test_a_fault_may_be_removed_while_the_plan_is_read() -> None:
    plan = make()
    for _ in range(3):
        plan.add(FaultRule(fault=TransportClose()))
    for armed in plan:
        plan.remove(armed.id)
    assert not plan.by_trigger


def test_the_admin_api_shows_the_rule_and_the_count() -> None:
    plan = make()
    armed = plan.add(FaultRule(fault=TransportClose(), nth=1, times=2, user="ada"))
    due(plan)
    due(plan, who=BOB)
    armed.count()
    assert armed.to_json() == {
        "id": "f1",
        "fault": "transport close",
        "on": "action.send",
        "nth": 1,
        "times": 2,
        "probability": 1.0,
        "user": "ada",
        "session": None,
        "applied": 1,
    }
    lasting = plan.add(FaultRule(fault=FAULTS["websocket blocked"]()))
    assert lasting.to_json()["times"] == "always"


def test_a_fault_remembers_a_few_of_those_whom_it_did_not_concern() -> None:
    plan = make()
    armed = plan.add(FaultRule(fault=TransportClose(), user="ada"))
    for number in range(9):
        for connection in ("c1", "c2"):
            due(plan, who=Who(f"u{number}", connection=connection))
    assert list(map(str, armed.others)) == [f"user 'u{number}'" for number in range(5)]
    assert str(Who()) == "nobody known"


def test_a_fault_without_a_probability_draws_nothing() -> None:
    drawn: list[str] = []

    def draws(user: str) -> random.Random:
        drawn.append(user)
        return random.Random(user)

    for probability, users in ((1.0, []), (0.5, ["ada"])):
        armed = Armed("f1", FaultRule(fault=TransportClose(), probability=probability), draws)
        armed.is_due(ADA)
        assert drawn == users


class Edge(random.Random):
    """Draws the greatest number that is not below a half."""

    def random(self) -> float:
        return 0.5


def test_a_draw_of_exactly_the_probability_does_not_count() -> None:
    armed = Armed("f1", FaultRule(fault=TransportClose(), probability=0.5), Edge)
    assert not armed.is_due(ADA)


def test_a_part_of_an_injection_counts_for_the_whole() -> None:
    plan = make()
    whole = Armed("i1", FaultRule(fault=TransportClose()), random.Random, injected=True)
    parts = [plan.add(whole.rule, name, whole) for name in ("c1", "c2")]
    assert due(plan, who=Who("u", "s", "c2")) == [parts[1].id]
    parts[1].count()
    for _ in range(9):
        parts[0].miss("no")
    assert (whole.applied, parts[0].applied, parts[1].applied) == (1, 0, 1)
    assert whole.missed == ["no"] * 5
    plan.forget("c2")
    assert [armed.id for armed in plan] == [parts[0].id]


def test_the_randomness_of_a_fault_is_made_once_for_each_user() -> None:
    made: Counter[str] = Counter()

    def draws(user: str) -> random.Random:
        made[user] += 1
        return random.Random(user)

    armed = Armed("f1", FaultRule(fault=Jitter()), draws)
    assert armed.rng("ada") is armed.rng("ada")
    assert armed.rng("bob") is not armed.rng("ada")
    assert made == {"ada": 1, "bob": 1}


# Against a model.

RULES = st.builds(
    FaultRule,
    fault=st.just(TransportClose()),
    nth=st.integers(1, 4),
    times=st.one_of(st.none(), st.just("always"), st.integers(1, 3)),
    probability=st.sampled_from([0.0, 0.5, 1.0, 1.0]),
    user=st.sampled_from([None, None, "ada", "bob"]),
    session=st.sampled_from([None, None, "s1", "s2"]),
)
MOMENTS = st.lists(
    st.builds(Who, st.sampled_from(["ada", "bob", ""]), st.sampled_from(["s1", "s2", ""])),
    max_size=30,
)


def foretold(rule: FaultRule, whose: list[Who], draw: Callable[[str], random.Random]) -> list[bool]:
    """The same, computed in another way: number the triggers of each user, take a window."""
    mine = [
        (place, who.user)
        for place, who in enumerate(whose)
        if rule.user in (None, who.user) and rule.session in (None, who.session)
    ]
    hit = [False] * len(whose)
    for user in {name for _, name in mine}:
        places = [place for place, name in mine if name == user][rule.nth - 1 :]
        if rule.times != "always":
            places = places[: rule.times or 1]
        rng = draw(user)
        for place in places:
            hit[place] = rule.probability == 1 or rng.random() < rule.probability
    return hit


@given(rule=RULES, whose=MOMENTS)
def test_a_plan_does_what_a_simple_model_predicts(rule: FaultRule, whose: list[Who]) -> None:
    plan = make()
    armed = plan.add(rule)
    found = [bool(plan.due([rule.trigger], who, anything)) for who in whose]
    assert found == foretold(rule, whose, lambda user: random.Random(f"f1 {user}"))
    assert armed.seen == sum(
        rule.user in (None, who.user) and rule.session in (None, who.session) for who in whose
    )
    assert armed.applied == 0, "that it is due does not mean that it happens"
