"""`user` and `token`."""

from __future__ import annotations

import json
import secrets

import click

from engine.commands.context import pass_settings, services_of
from engine.messages import text
from engine.services.person_rows import person_rows
from engine.services.views import PersonRow
from engine.settings import Settings


@click.group()
def user() -> None:
    """People with a log-in."""


@user.command("list")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@pass_settings
def list_users(settings: Settings, form: str) -> None:
    """List everybody who can log in, with posts."""
    with services_of(settings) as services:
        found = services.kernel.read(lambda work: tuple(person_rows(work)))
    rows = [row for row in found if row.user is not None]
    if form == "json":
        click.echo(json.dumps([_row(row) for row in rows], ensure_ascii=False))
        return
    for row in rows:
        click.echo(
            f"{row.user}\t{row.name}\t{row.village_name or row.town or ''}\t{','.join(p.post for p in row.posts)}"
        )


def _row(row: PersonRow) -> dict[str, object]:
    return {
        "user": row.user,
        "name": row.name,
        "village": row.village,
        "town": row.town,
        "posts": [
            {
                "post": held.post,
                "body": held.body,
                "from": held.from_on.isoformat(),
                "to": held.to_on.isoformat() if held.to_on else None,
            }
            for held in row.posts
        ],
    }


@user.command("add")
@click.argument("user_name")
@click.option("--person", required=True, help=text("cli.user.person"))
@pass_settings
def add_user(settings: Settings, user_name: str, person: str) -> None:
    """Give a person a log-in; the password that is printed must be changed."""
    password = secrets.token_urlsafe(15)
    with services_of(settings) as services:
        services.accounts.create_user(user_name, person, password)
    click.echo(password)


@click.group()
def token() -> None:
    """Tokens of the interface for programs."""


@token.command("create")
@click.option("--user", "user_name", required=True)
@pass_settings
def create_token(settings: Settings, user_name: str) -> None:
    """Print a new token and nothing else."""
    with services_of(settings) as services:
        click.echo(services.accounts.create_token(user_name))
