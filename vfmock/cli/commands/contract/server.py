"""``vfmock contract server``: does a live server do what the protocol says?"""

from __future__ import annotations

import asyncio

import click

from vfmock.checks.probe import PROBES, Plan, check_server
from vfmock.checks.probe.plan import SOCKET, TRANSPORTS, WrongPlan, WrongURL, fresh_user
from vfmock.cli.reporting import format_option, show


@click.command
@click.argument("url")
@click.option(
    "--surface",
    multiple=True,
    type=click.Choice(list(PROBES)),
    default=(SOCKET,),
    show_default=True,
    help="what to check: the socket, or a family of calls over HTTP; again for another",
)
@click.option("--project", default="vfmock", show_default=True, help="the projectID to say")
@click.option("--environment", help="the environmentID to say; by default none")
@click.option(
    "--user",
    help="the userID to say: its session ends, and its state is lost; by default a new one",
)
@click.option(
    "--api-key",
    help="the project's API key; without it the socket gets none, and a call over HTTP gets one "
    "that the mock takes",
)
@click.option("--token", help="a personal access token, for the calls under /v1/stable")
@click.option(
    "--say",
    multiple=True,
    default=("Hello",),
    show_default=True,
    metavar="TEXT",
    help="what the user says after the launch; again for the next turn",
)
@click.option("--event", metavar="NAME", help="an event that the agent starts at")
@click.option(
    "--transport",
    multiple=True,
    type=click.Choice(list(TRANSPORTS)),
    help="only this way to connect; again for another",
)
@click.option(
    "--timeout",
    default=10.0,
    show_default=True,
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="how long each answer may take",
)
@format_option
def command(
    url: str,
    surface: tuple[str, ...],
    project: str,
    environment: str | None,
    user: str | None,
    api_key: str | None,
    token: str | None,
    say: tuple[str, ...],
    event: str | None,
    transport: tuple[str, ...],
    timeout: float,
    report_format: str,
) -> None:
    """Check the server at URL, such as http://127.0.0.1:3000.

    A client goes through the documented lifecycle, or makes the calls of a family over HTTP. Each
    point of the protocol is met, not met or not tried; one that is not met is exit code 1.
    """
    try:
        plan = Plan(
            url=url,
            user=user or fresh_user(),
            project=project,
            environment=environment,
            authorization=api_key,
            token=token,
            say=say,
            event=event,
            patience=timeout,
            transports=transport or tuple(TRANSPORTS),
        )
    except WrongURL as error:
        raise click.BadParameter(str(error), param_hint="URL") from None
    except WrongPlan as error:
        raise click.UsageError(str(error)) from None
    show("contract.server", asyncio.run(check_server(plan, surface)), report_format)
