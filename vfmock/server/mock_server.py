"""``MockServer``: start, stop, say what it answers, ask what came."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar, Unpack

from vfmock.core.effects import RestartOrder
from vfmock.core.matchers import Matcher
from vfmock.core.scenario import Rule, Scenario
from vfmock.core.verification import Expectation
from vfmock.durations import duration_of
from vfmock.errors import ScenarioError, ServerError, VerificationError
from vfmock.loading import load_scenario
from vfmock.options import ServerOptions
from vfmock.runtime.control import Control
from vfmock.runtime.worlds import Worlds
from vfmock.server.assembly import make_world
from vfmock.server.background import LoopThread
from vfmock.server.clock import ServerClock
from vfmock.server.faults import ServerFaults
from vfmock.server.instances import ServerInstance
from vfmock.server.rules import ExpectedRule, On, RuleBuilder, RulesOf
from vfmock.server.running import Running
from vfmock.server.verify import Verify
from vfmock.server.waiting import Waiting
from vfmock.settings import Settings
from vfmock.types import DurationLike, JSONObject

T = TypeVar("T")


class MockServer:
    """A mock of the Voiceflow runtime on a port of this machine.

    ``scenario`` is a ``Scenario``, a file, or the name of a bundled agent (``support``, ``voice``);
    ``None`` starts with no rules, for ``on`` to add. Options are the fields of ``Settings``, given
    one by one or whole as ``settings``.

    ``with`` (or ``start`` and ``stop``) runs it in a thread of its own, for synchronous code and
    for code on any loop; ``async with`` runs it on the running loop. Every method may be called
    from anywhere: it does its work on the server's loop.

    Raises:
        ScenarioError: the scenario is wrong. SettingError: an option is.
    """

    path = "/v4/interact/socket"
    """The ``path`` option of a Socket.IO client."""

    def __init__(
        self,
        scenario: Scenario | str | Path | None = None,
        *,
        settings: Settings | None = None,
        **options: Unpack[ServerOptions],
    ) -> None:
        self.settings = (settings or Settings()).but(**options)
        source = scenario if scenario is not None else self.settings.scenario
        played = load_scenario(source) if isinstance(source, str | Path) else source
        played = played or Scenario(name="empty")
        seeds = (self.settings.seed, played.seed)
        self.seed = next((seed for seed in seeds if seed is not None), secrets.randbits(32))
        self._control = Control(make_world(self.settings, played, self.seed))
        self.journal = self._control.journal
        self.verify = Verify(self._verify)
        self.clock = ServerClock(self._control, self._live)
        self.faults = ServerFaults(self._control, self._live)
        self._waiting = Waiting(self.journal)
        self._thread: LoopThread | None = None
        self._running: Running | None = None

    # Starting and stopping.

    def start(self) -> Self:
        """Start in a thread of its own; return when it listens.

        Raises:
            ServerError: it runs already, or the address can't be had.
        """
        self._not_running()
        thread = LoopThread("vfmock")
        try:
            thread.run(self._serve())
        except BaseException:
            thread.stop()
            raise
        self._thread = thread
        return self

    def stop(self) -> None:
        """Stop a server that ``start`` started: connections close, the port is free. Idempotent."""
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.run(self._shut())
            thread.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    async def __aenter__(self) -> Self:
        self._not_running()
        await self._serve()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._shut()

    @property
    def url(self) -> str:
        """Where it listens, such as ``http://127.0.0.1:40123``: what to give to ``io(url)``."""
        return self.instances[0].url

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return self.instances[0].port

    @property
    def instances(self) -> list[ServerInstance]:
        """Its instances: one, unless the setting ``instances`` has more. They share all but ports:
        a client that an instance sends away goes on at another with its session key."""
        return [ServerInstance(self, host.number, host.address) for host in self._live().hosts]

    # What it answers.

    @property
    def on(self) -> On[RuleBuilder]:
        """Adds rules that hold in every state: ``server.on.text("hi").reply(text("Hello"))``.

        They come before the scenario's own rules; among themselves the first that matches counts.
        """
        return self.in_state(None)

    def in_state(self, state: str | None) -> On[RuleBuilder]:
        """Adds rules for one state: ``server.in_state("menu").text("1").reply(…)``."""
        place = RulesOf(self._control, state, self._call)
        return On(lambda matcher: RuleBuilder(place, Rule(on=matcher)))

    @property
    def expect(self) -> On[ExpectedRule]:
        """Adds rules that must be used: ``check`` fails where one was not."""
        place = RulesOf(self._control, None, self._call)

        def expect(number: int | None, expectation: Expectation) -> int:
            return self._call(lambda: self._control.expect(number, expectation))

        def make(matcher: Matcher) -> ExpectedRule:
            return ExpectedRule(place, Rule(on=matcher), expect)

        return On(make)

    def load(self, scenario: Scenario | str | Path) -> None:
        """Play another scenario from now on."""
        played = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
        self._call(lambda: self._control.load(played))

    @property
    def scenario(self) -> Scenario:
        """The scenario that it plays, without the rules that were added."""
        return self._control.scenario

    def reset(self) -> None:
        """Forget added rules and faults, expectations, the journal, every session and user.

        The faults of the scenario are armed anew. Connections stay.
        """
        self._command(self._control.reset)

    @property
    def sessions(self) -> list[JSONObject]:
        """The live sessions, oldest first, as ``GET /__vfmock/sessions`` tells them.

        Each is ``{id, user, project, environment, state, turns, running, deadline, variables,
        connections}``.
        """
        return self._live().call(lambda: [live.to_json() for live in self._control.sessions])

    @property
    def connections(self) -> list[JSONObject]:
        """The connections, oldest first: ``{id, transport, instance}``."""
        return self._live().call(lambda: [link.to_json() for link in self._control.links])

    def snapshot(self, session_id: str) -> JSONObject:
        """A session as JSON, from which another server can go on with it: ``restore_session``.

        Raises:
            ServerError: there is no such session, or a turn of it is under way.
        """
        found = self._live().call(lambda: self._control.snapshot(session_id))
        if found is None:
            raise ServerError(f"there is no session {session_id!r}")
        return found

    def begin_session(
        self,
        user: str,
        project: str,
        *,
        state: str | None = None,
        variables: JSONObject | None = None,
        environment: str | None = None,
    ) -> str:
        """Begin a session of a user anywhere in the conversation; return its ``sessionKey``.

        ``state`` is one of the scenario, by default its first. ``variables`` go over those that the
        user has. A client that starts with the key is in the session. One that the user has ends.

        Raises:
            SnapshotError: there is no such state.
        """
        return self.restore_session(
            {
                "user": user,
                "project": project,
                "state": state,
                "variables": variables,
                "environment": environment,
            }
        )

    def restore_session(self, snapshot: JSONObject) -> str:
        """Go on with a session that ``snapshot`` gave, here or elsewhere; return a key for it.

        A key that a client has already is as good, if both servers have the same ``secret``.

        Raises:
            SnapshotError: it is no snapshot, or the session is here already.
        """
        return self._live().call(lambda: self._control.begin_session(snapshot)[1])

    def end_session(self, user_id: str, reason: str) -> None:
        """End the session of a user (of each project), as the runtime does on a timeout.

        Raises:
            ServerError: no such user has a session.
        """

        def work() -> None:
            if not self._control.end_sessions(reason, user=user_id):
                raise ServerError(f"user {user_id!r} has no session")

        self._live()
        self._command(work)

    def restart(
        self,
        grace: DurationLike | None = None,
        *,
        replay: bool = True,
        action: JSONObject | None = None,
        user: str | None = None,
        session: str | None = None,
        connection: str | None = None,
        instance: int | None = None,
    ) -> None:
        """Go away and come back: ``server.restart`` to clients, then their connections close.

        ``grace``: the time between the two; ``None``: that of the setting ``restart_grace``.
        Give what the client needs to finish. ``replay``: whether the event carries the action in
        flight; ``action`` is another one to carry. ``user``, ``session``, ``connection`` and
        ``instance`` say whose connections; by default all. Sessions survive.

        Raises:
            ServerError: there is no such connection. ScenarioError: the order can't be.
        """
        # A number is judged by the order itself, which knows what a grace can be.
        seconds = duration_of("grace", grace, ScenarioError) if isinstance(grace, str) else grace
        order = RestartOrder(grace=seconds, replay=replay, action=action)

        def work() -> None:
            told = self._control.restart(
                order, user=user, session=session, connection=connection, instance=instance
            )
            if not told and (user or session or connection):
                raise ServerError("there is no such connection to restart")

        self._live()
        self._command(work)

    async def drain(self, grace: DurationLike | None = None) -> None:
        """Let the clients go: HTTP 503 for new ones, ``restart`` to all, and wait for what runs.

        Returns when no connection is left, at the latest after a ``grace`` in real time
        (``None``: the setting ``restart_grace``); then those that are left are closed.
        """
        live = self._live()
        await live.drain(None if grace is None else duration_of("grace", grace, ServerError))

    # What came of it.

    def conversation(self) -> str:
        """All that happened, turn by turn, to read."""
        return self._control.conversation()

    def check(self) -> None:
        """Check that every expectation was met, that a rule took every action, and that nothing was
        sent or received against the contract, but for what a fault did on purpose.

        Raises:
            VerificationError: with what is missing, and the conversation.
        """
        problems = self._control.problems()
        if problems:
            raise VerificationError("\n".join([*problems, "", self.conversation(), self._replay()]))

    # Inside.

    def _replay(self) -> str:
        return f"seed: {self.seed}"

    async def _serve(self) -> None:
        self._running = await Running.start(self.settings, Worlds(self._control))

    async def _shut(self) -> None:
        running, self._running = self._running, None
        if running is not None:
            await running.stop()

    def _live(self) -> Running:
        if self._running is None:
            raise ServerError("the server is not running: use 'with', 'async with' or start()")
        return self._running

    def _not_running(self) -> None:
        if self._running is not None:
            raise ServerError(f"the server runs already, at {self.url}")

    def _call(self, function: Callable[[], T]) -> T:
        """Do something on the server's loop; before the start there is nobody to disturb."""
        return function() if self._running is None else self._running.call(function)

    def _command(self, function: Callable[[], None]) -> None:
        """Do something to the sessions; a rule's own function waits until its turn has paused."""
        if self._running is None:
            function()
        else:
            self._running.command(self._control, function)

    def _verify(self, expectation: Expectation, within: float) -> None:
        """Hold what came against an expectation, and wait for it if need be."""

        def problem() -> str | None:
            found = self._control.missed(expectation)
            if found is not None:
                self._must_not_wait_here(within)
            return found

        found = self._waiting.until_none(problem, within)
        if found is not None:
            raise VerificationError(f"{found}\n{self._replay()}")

    def _must_not_wait_here(self, within: float) -> None:
        """Waiting on the server's own loop would wait for itself."""
        with suppress(RuntimeError):
            if within > 0 and asyncio.get_running_loop() is self._live().loop:
                raise ServerError(
                    "'within' can't wait on the server's own loop:"
                    " use await asyncio.to_thread(server.verify…, within=…)"
                )
