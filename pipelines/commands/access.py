"""`ladder access add-user`: writes who may sign in to `ladder serve`."""

import sys
from pathlib import Path
from typing import Any

import click

from assets.receipt.layout import safe


@click.group(name="access")
def command() -> None:
    """Say who may sign in to `ladder serve`, and what they may see there."""


@command.command(name="add-user")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--user", required=True, help="What they type to sign in.")
@click.option("--name", required=True, help="Who they are; stands beside what they decide.")
@click.option(
    "--role", required=True, type=click.Choice(["manager", "agent", "analyst", "data_team"])
)
@click.option("--team", "team_ids", multiple=True, help="Manager: a team's id; may be repeated.")
@click.option("--manager-id", help="Manager: the id in the CRM export, instead of teams.")
@click.option("--agent", "agent_id", help="Agent: the id in the exports.")
@click.option("--names", is_flag=True, help="Analyst: may see teams and people, too.")
@click.option("--may-approve", is_flag=True, help="May approve proposed configurations.")
@click.option("--subject", help="Signs in by OpenID Connect, under this `sub`; no password then.")
@click.option("--email", help="Signs in by OpenID Connect, under this verified address.")
def add_user(file: Path, subject: str | None, email: str | None, **fields: Any) -> None:
    """Add somebody to FILE, which is made if it is not there; asks for the password.

    Exit status: 0 added, 2 refused.
    """
    from pydantic import ValidationError  # noqa: PLC0415  Argon2 and pydantic only when needed

    from pipelines.serve.access import AccessError, Account  # noqa: PLC0415
    from pipelines.serve.access_edit import add_account  # noqa: PLC0415
    from pipelines.serve.passwords import PasswordError, hash_password  # noqa: PLC0415

    hashed = None
    try:
        if not (subject or email):
            word = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
            hashed = hash_password(word)
        given = {**fields, "subject": subject, "email": email, "password_hash": hashed}
        add_account(file, Account(**given))
    except ValidationError as error:
        told = "; ".join(
            f"{'.'.join(map(str, one['loc'])) or 'user'}: {one['msg']}"
            for one in error.errors(include_input=False, include_url=False)
        )
        click.echo(safe(told), err=True)
        sys.exit(2)
    except (AccessError, PasswordError) as error:
        click.echo(safe(str(error)), err=True)
        sys.exit(2)
    click.echo(safe(f"{file}: added {fields['user']}, {fields['role']}"))
