"""`ladder alerts`: says where alerts of runs go, and tries it."""

import sys

import click

from assets.alerts import Alert
from assets.alerts_channels import ChannelError, send_alerts
from pipelines.settings import alert_channels


@click.command()
@click.option("--try", "trial", is_flag=True, help="Send an alert that says it is a trial.")
def command(trial: bool) -> None:
    """Say where alerts of runs go; the environment decides (docs/runbook.md).

    Exit status: 0 there is somewhere and a trial arrived, 1 nowhere or it did not, 2 a setting is
    wrong.
    """
    try:
        channels = alert_channels()
    except ChannelError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    if not channels:
        click.echo("nowhere: set LADDER_ALERT_WEBHOOK or LADDER_ALERT_MAIL_TO", err=True)
        sys.exit(1)
    for channel in channels:
        click.echo(channel.name)
    problems = send_alerts([Alert(code="trial")] if trial else [], channels, about="a trial")
    for problem in problems:
        click.echo(problem, err=True)
    sys.exit(1 if problems else 0)
