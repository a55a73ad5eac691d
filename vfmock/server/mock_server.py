"""``MockServer``: set its answers, act on its sessions, and check what came."""

from __future__ import annotations

import secrets
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, Unpack

from vfmock.callers import caller
from vfmock.core.effects import RestartOrder
from vfmock.core.files import StoredFile
from vfmock.core.matchers import Matcher
from vfmock.core.scenario import Rule, Scenario
from vfmock.core.spec import must_be_text
from vfmock.core.verification import AnyExpectation, Expectation
from vfmock.durations import duration_of
from vfmock.errors import Place, ScenarioError, ScenarioWarning, ServerError, VerificationError
from vfmock.loading import load_scenario
from vfmock.loading.remarks import Remark
from vfmock.options import ServerOptions
from vfmock.runtime.control import Control
from vfmock.server.assembly import make_world
from vfmock.server.clock import ServerClock
from vfmock.server.faults import ServerFaults
from vfmock.server.instances import ServerInstance, url_of
from vfmock.server.lifecycle import ServerLifecycle
from vfmock.server.proxy_variables import proxy_variables
from vfmock.server.rules import ExpectedRule, On, RuleBuilder, RulesOf
from vfmock.server.verify import Verify
from vfmock.server.waiting import Waiting
from vfmock.settings import Settings, pairs
from vfmock.types import DurationLike, JSONObject

if TYPE_CHECKING:
    from vfmock.transports.authority import Authority

ScenarioLike: TypeAlias = Scenario | str | Path
"""A scenario, a file of one, or the name of a bundled one."""

SECRET_BYTES = 32
"""The length of a secret that is drawn: as long as the hash that HS256 signs with."""


class MockServer(ServerLifecycle):
    """A mock of the Voiceflow runtime on a port of this machine.

    ``scenario`` is a ``Scenario``, a file, or the name of a bundled agent (``support``, ``voice``);
    ``None`` starts with no rules, for ``on`` to add. ``agents`` are scenarios that answer in its
    place in some projects: ``{"shop": …, "shop/main/draft": …, "*/staging": …}``. Options are the
    fields of ``Settings``, given one by one or whole as ``settings``.

    ``with`` (or ``start`` and ``stop``) runs the server in a thread of its own, for synchronous
    code and for code on any loop. ``async with`` runs the server on the running loop. Every method
    may be called from anywhere, and does its work on the server's loop.

    Raises:
        ScenarioError: the scenario is wrong. SettingError: an option is wrong.
    """

    path = "/v4/interact/socket"
    """The ``path`` option of a Socket.IO client."""

    def __init__(
        self,
        scenario: ScenarioLike | None = None,
        *,
        agents: Mapping[str, ScenarioLike] | Sequence[str] | None = None,
        settings: Settings | None = None,
        **options: Unpack[ServerOptions],
    ) -> None:
        self.settings = (settings or Settings()).but(**options)
        source = scenario if scenario is not None else self.settings.scenario
        played = Scenario(name="empty") if source is None else _scenario_of(source)
        given = played.seed if self.settings.seed is None else self.settings.seed
        self.seed = secrets.randbits(32) if given is None else given
        # A drawn seed is short enough to be read out. A secret that follows from it can be guessed.
        secret = secrets.token_bytes(SECRET_BYTES) if given is None else None
        world = make_world(self.settings, played, self.seed, secret, self._cast(agents))
        super().__init__(Control(world), self.settings)
        self.journal = self._control.journal
        self.verify = Verify(self._verify)
        self.clock = ServerClock(self._control, self._live)
        self.faults = ServerFaults(self._control, self._live)
        self._waiting = Waiting(self.journal)
        self._warned: set[Remark] = set()

    def _cast(
        self, agents: Mapping[str, ScenarioLike] | Sequence[str] | None
    ) -> dict[str, Scenario]:
        """The scenarios of other agents, by their keys."""
        if isinstance(agents, Mapping):
            return {key: _scenario_of(other) for key, other in agents.items()}
        named = self.settings if agents is None else self.settings.but(agents=agents)
        return {key: _scenario_of(file) for key, file in pairs(named.agents).items()}

    # Where the server listens.

    def __repr__(self) -> str:
        try:
            where = f" at {self.url}"
        except ServerError:
            where = ", not started"
        return f"<MockServer {self._control.scenario.name!r}{where}>"

    @property
    def url(self) -> str:
        """The address of the server, such as ``http://127.0.0.1:40123``, to give to ``io(url)``."""
        return self.instances[0].url

    @property
    def port(self) -> int:
        """The port of the server."""
        return self.instances[0].port

    @property
    def instances(self) -> list[ServerInstance]:
        """The instances of the server: one, unless the setting ``instances`` says more. They share
        everything except ports. A client that one instance sends away can go on at another instance
        with its session key."""
        tls = self.settings.tls
        hosts = self._live().hosts
        return [ServerInstance(self, host.number, host.address, tls=tls) for host in hosts]

    @property
    def ca_file(self) -> str:
        """The file with the certificate authority of the server (PEM), for clients to trust.

        Raises:
            ServerError: the server does not run, or has no TLS.
        """
        return self._authority.file

    @property
    def proxy_variables(self) -> dict[str, str]:
        """Environment variables that lead the calls of a program to Voiceflow's hosts to this
        server: it is the program's proxy, and the program trusts its certificate. They say so in
        the words of Python, Node.js, curl and others.

        Raises:
            ServerError: the server does not run, or has no TLS.
        """
        first = self.instances[0]
        return proxy_variables(url_of(first.host, first.port), self.ca_file)

    # What it answers.

    @property
    def on(self) -> On[RuleBuilder]:
        """Adds rules that hold in every state: ``server.on.text("hi").reply(text("Hello"))``.

        They come before the scenario's own rules. Among them, the first rule that matches counts.
        """
        return self.in_state(None)

    @property
    def override(self) -> On[RuleBuilder]:
        """Adds rules that come before all others, also before those of a fixture that ran earlier:
        ``server.override.text("hi").reply(text("Go away"))``. The newest of them comes first."""
        return self.in_state(None, override=True)

    def in_state(self, state: str | None, *, override: bool = False) -> On[RuleBuilder]:
        """Adds rules for one state: ``server.in_state("menu").text("1").reply(…)``.

        With ``override``, they come before all other rules, as those of ``override`` do.
        """
        must_be_text(state=state)
        place = RulesOf(self._control, state, self._call, override=override)
        return On(lambda matcher: RuleBuilder(place, Rule(on=matcher, place=caller())))

    @property
    def expect(self) -> On[ExpectedRule]:
        """Adds rules that must be used: ``check`` fails if one was not used."""
        place = RulesOf(self._control, None, self._call)

        def expect(number: int | None, expectation: Expectation) -> int:
            return self._call(lambda: self._control.expect(number, expectation))

        def make(matcher: Matcher) -> ExpectedRule:
            return ExpectedRule(place, Rule(on=matcher, place=caller()), expect)

        return On(make)

    def load(self, scenario: ScenarioLike) -> None:
        """Play another scenario from now on."""
        played = _scenario_of(scenario)
        self._call(lambda: self._control.load(played))

    @property
    def scenario(self) -> Scenario:
        """The scenario that the server plays, without the added rules."""
        return self._control.scenario

    def reset(self) -> None:
        """Forget all added rules and faults, expectations, the journal, every session and user, and
        all stored files.

        The faults of the scenario are armed anew. Connections stay.
        """
        self._command(self._control.reset)

    @property
    def sessions(self) -> list[JSONObject]:
        """The live sessions, oldest first, as in ``GET /__vfmock/sessions``.

        Each is ``{id, user, project, environment, state, turns, running, deadline, variables,
        connections}``.
        """
        return self._live().call(lambda: [live.to_json() for live in self._control.sessions])

    @property
    def connections(self) -> list[JSONObject]:
        """The connections, oldest first: ``{id, transport, instance}``."""
        return self._live().call(lambda: [link.to_json() for link in self._control.links])

    @property
    def files(self) -> list[StoredFile]:
        """The files that clients have stored, oldest first, as in ``GET /__vfmock/files``. A
        ``reset`` forgets them, and so does the next start of the server."""
        return self._call(lambda: self._control.files)

    def snapshot(self, session_id: str) -> JSONObject:
        """A session as JSON. Another server can continue it with ``restore_session``.

        Raises:
            ServerError: the session does not exist, or one of its turns is under way.
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
        """Begin a session of a user anywhere in the conversation. Return its ``sessionKey``.

        ``state`` is a state of the scenario, by default the first. ``variables`` override the
        user's variables. A client that starts with the key is in the session. If the user already
        has a session, it ends.

        Raises:
            SnapshotError: the state does not exist.
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
        """Continue a session that ``snapshot`` gave, here or elsewhere. Return a key for it.

        A client's existing key is also good, if both servers have the same ``secret``.

        Raises:
            SnapshotError: it is not a snapshot, or the session is here already.
        """
        return self._live().call(lambda: self._control.begin_session(snapshot)[1])

    def end_session(self, user_id: str, reason: str) -> None:
        """End the session of a user (in each project), as the runtime does on a timeout.

        Raises:
            ServerError: the user has no session.
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
        """Go away and come back: send ``server.restart`` to clients, then close their connections.

        ``grace`` is the time between the two; ``None``: the setting ``restart_grace``. Give the
        client the time that it needs to finish. ``replay``: whether the event carries the action in
        flight. ``action`` is another action to carry instead. ``user``, ``session``, ``connection``
        and ``instance`` choose the connections; by default, all of them. Sessions survive.

        Raises:
            ServerError: the connection does not exist. ScenarioError: the order is not possible.
        """
        # The order itself checks a number, because it knows which values a grace can have.
        seconds = duration_of("grace", grace, ScenarioError) if isinstance(grace, str) else grace
        order = RestartOrder(grace=seconds, replay=replay, action=action)

        def work() -> None:
            told = self._control.restart(
                order, user=user, session=session, connection=connection, instance=instance
            )
            if not told and not (user is session is connection is None):
                raise ServerError("there is no such connection to restart")

        known = range(len(self._live().hosts))
        if instance is not None and instance not in known:
            raise ServerError(f"there is no instance {instance!r} (known: {_listed(known)})")
        self._command(work)

    # What happened.

    def conversation(self) -> str:
        """Everything that happened, turn by turn, as a text to read."""
        return self._control.conversation()

    @property
    def errors(self) -> list[BaseException]:
        """The errors that functions in rules have raised, the first of them first."""
        return self._control.errors()

    def check(self) -> None:
        """Check that every expectation was met, that every armed fault happened, that a rule took
        every action, and that nothing was sent or received against the contract, except what a
        fault did on purpose.

        An added rule that can never take an action is a ``ScenarioWarning``.

        Raises:
            VerificationError: something is wrong; the message says what, and has the conversation.
            If a function in a rule has raised an error, this is raised from that error.
        """
        problems = self._control.problems()
        if problems:
            remarks = [f"warning: {remark}" for remark in self.remarks]
            parts = [*problems, "", self.conversation(), *remarks, self._replay()]
            raise VerificationError("\n".join(parts)) from next(iter(self.errors), None)
        self._warn()

    @property
    def remarks(self) -> list[str]:
        """What has no effect in the added rules, such as a rule after one that takes everything."""
        return [str(remark) for remark in self._control.remarks()]

    # Inside.

    @property
    def _authority(self) -> Authority:
        authority = self._live().authority
        if authority is None:
            raise ServerError("the server has no certificate: it is for tls=True")
        return authority

    def _warn(self) -> None:
        """Warn once of each remark, at the line of its rule."""
        for remark in self._control.remarks():
            if remark not in self._warned:
                self._warned.add(remark)
                place = remark.place or Place("<unknown>", 0)
                warnings.warn_explicit(remark.text, ScenarioWarning, place.file, place.line)

    def _replay(self) -> str:
        return f"seed: {self.seed}"

    def _verify(self, expectation: AnyExpectation, within: float) -> None:
        """Check what came against an expectation, and wait for it if needed."""

        def problem() -> str | None:
            found = self._control.missed(expectation)
            if found is not None:
                self._must_not_wait_here(within)
            return found

        found = self._waiting.until_none(problem, within)
        if found is not None:
            raise VerificationError(f"{found}\n{self._replay()}")

    def _must_not_wait_here(self, within: float) -> None:
        """Refuse to wait on the server's own loop: it would wait for itself."""
        if within > 0 and self._live().is_here():
            raise ServerError(
                "'within' can't wait on the server's own loop:"
                " use await asyncio.to_thread(server.verify…, within=…)"
            )


def _scenario_of(source: ScenarioLike) -> Scenario:
    if isinstance(source, str | Path):
        return load_scenario(source)
    if isinstance(source, Scenario):
        return source
    raise ScenarioError(f"wanted a Scenario, a file or the name of an example, not {source!r:.80}")


def _listed(numbers: range) -> str:
    return ", ".join(map(str, numbers))
