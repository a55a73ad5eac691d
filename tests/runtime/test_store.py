"""The store in memory."""

from __future__ import annotations

import pytest

from tests.runtime.bench import NOW
from vfmock.core.scenario import Scenario
from vfmock.core.user import User
from vfmock.runtime import store as store_module
from vfmock.runtime.script import Script
from vfmock.runtime.store import MemoryStore
from vfmock.runtime.stored_session import StoredSession


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


def session(session_id: str, user: User | None = None) -> StoredSession:
    script = Script(Scenario(), seed=1)
    return script.begin(user or User("u", "p"), None, session_id, NOW)


def test_a_user_is_known_by_project_and_id(store: MemoryStore) -> None:
    user = User("u", "p")
    store.keep_user(user)
    assert store.user(("p", "u")) is user
    assert store.user(("q", "u")) is None


def test_a_session_is_found_by_id_and_by_user(store: MemoryStore) -> None:
    one = session("s1")
    store.keep_session(one)
    assert store.session("s1") is one
    assert store.session("s2") is None
    assert store.session_of(("p", "u")) is one
    assert store.session_of(("p", "v")) is None
    assert list(store.sessions()) == [one]


def test_an_ended_session_is_gone_and_remembered(store: MemoryStore) -> None:
    one = session("s1")
    store.keep_session(one)
    assert not store.has_ended("s1")
    store.end_session(one)
    assert store.has_ended("s1")
    assert store.session("s1") is None
    assert store.session_of(("p", "u")) is None


def test_the_end_of_an_old_session_does_not_change_the_new_one(store: MemoryStore) -> None:
    user = User("u", "p")
    old, new = session("old", user), session("new", user)
    store.keep_session(old)
    store.keep_session(new)
    store.end_session(old)
    assert store.session_of(user.key) is new


def test_sessions_may_end_while_the_list_of_sessions_is_read(store: MemoryStore) -> None:
    for number in range(3):
        store.keep_session(session(f"s{number}", User(f"u{number}", "p")))
    for one in store.sessions():
        store.end_session(one)
    assert list(store.sessions()) == []


def test_the_number_of_remembered_ended_sessions_is_limited(
    store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "REMEMBERED", 2)
    for number in range(3):
        store.end_session(session(f"s{number}"))
    assert [store.has_ended(f"s{number}") for number in range(3)] == [False, True, True]


def test_clear_forgets_everything(store: MemoryStore) -> None:
    one = session("s1")
    store.keep_user(one.data.user)
    store.keep_session(one)
    store.end_session(session("s0"))
    store.clear()
    assert store.user(one.data.user.key) is None
    assert store.session("s1") is None
    assert store.session_of(one.data.user.key) is None
    assert not store.has_ended("s0")


def test_the_projects_of_a_user_are_known(store: MemoryStore) -> None:
    for user in (User("u", "p"), User("v", "q"), User("u", "q"), User("u", "p")):
        store.keep_user(user)
    assert (store.projects_of("u"), store.projects_of("v")) == (("p", "q"), ("q",))
    store.clear()
    assert store.projects_of("u") == ()
