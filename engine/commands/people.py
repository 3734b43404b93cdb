"""`user`, `token` and `region`: who is let in, and where."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING

import click

from engine.commands.database import kernel_of, pass_settings
from engine.messages import text
from engine.services.accounts import Accounts
from engine.services.kernel import Kernel
from engine.services.person_rows import person_rows
from engine.services.posts import POSTS_OF
from engine.services.views import PersonRow
from engine.settings import Settings

if TYPE_CHECKING:
    from engine.services.registering import Registering

VILLAGE, COMMUNITY = "村", "居"
"""What the procedures call a village and a community of residents."""


@click.group()
def user() -> None:
    """People with a log-in."""


@user.command("list", help=text("cli.help.user_list"))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@pass_settings
def list_users(settings: Settings, form: str) -> None:
    """List everybody who can log in, with posts."""
    with kernel_of(settings) as kernel:
        found = kernel.read(lambda work: tuple(person_rows(work)))
    rows = [row for row in found if row.user is not None]
    if form == "json":
        click.echo(json.dumps([_row(row) for row in rows], ensure_ascii=False))
        return
    for row in rows:
        posts = ",".join(held.post for held in row.posts)
        click.echo(f"{row.user}\t{row.name}\t{row.village_name or row.town or ''}\t{posts}")


def _row(row: PersonRow) -> dict[str, object]:
    return {
        "user": row.user,
        "name": row.name,
        "village": row.village,
        "village_name": row.village_name,
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


@user.command("add", help=text("cli.help.user_add"))
@click.argument("user_name")
@click.option("--person", help=text("cli.user.person"))
@click.option("--name", help=text("cli.user.name"))
@click.option("--region", help=text("cli.user.region"))
@click.option("--post", "posts", multiple=True, help=text("cli.user.post"))
@pass_settings
def add_user(
    settings: Settings,
    *,
    user_name: str,
    person: str | None,
    name: str | None,
    region: str | None,
    posts: tuple[str, ...],
) -> None:
    """Give a log-in to somebody who is entered already (`--person`), or enter somebody."""
    if (person is None) == (name is None or region is None):
        raise click.UsageError(text("cli.user.person_or_name"))
    password = secrets.token_urlsafe(15)
    with kernel_of(settings) as kernel:
        if person is None:
            person = _registering(kernel).add_person(str(region), str(name), posts)
        Accounts(kernel).create_user(user_name, person, password)
    click.echo(password)


def _registering(kernel: Kernel) -> Registering:
    from engine.services.registering import Registering  # noqa: PLC0415 - brings the runtime; tokens need none

    return Registering(kernel)


@user.command("close", help=text("cli.help.user_close"))
@click.argument("user_name")
@pass_settings
def close_user(settings: Settings, user_name: str) -> None:
    """Let a user in no more."""
    with kernel_of(settings) as kernel:
        Accounts(kernel).close_account(user_name)
    click.echo(text("cli.user.closed", user=user_name))


@click.group()
def token() -> None:
    """Tokens of the interface for programs."""


@token.command("create", help=text("cli.help.token_create"))
@click.option("--user", "user_name", required=True)
@pass_settings
def create_token(settings: Settings, user_name: str) -> None:
    """Print a new token and nothing else."""
    with kernel_of(settings) as kernel:
        click.echo(Accounts(kernel).create_token(user_name))


@token.command("revoke", help=text("cli.help.token_revoke"))
@click.option("--user", "user_name", required=True)
@pass_settings
def revoke_tokens(settings: Settings, user_name: str) -> None:
    """End all tokens of a user."""
    with kernel_of(settings) as kernel:
        count = Accounts(kernel).revoke_tokens(user_name)
    click.echo(text("cli.token.revoked", count=count))


@click.group()
def region() -> None:
    """Districts, towns and villages."""


@region.command("add", help=text("cli.help.region_add"))
@click.argument("code")
@click.option("--level", required=True, type=click.Choice(list(POSTS_OF)))
@click.option("--name", required=True)
@click.option("--parent", help=text("cli.region.parent"))
@click.option("--community", is_flag=True, help=text("cli.region.community"))
@click.option("--no-collective", is_flag=True, help=text("cli.region.no_collective"))
@click.option("--member-representatives", is_flag=True, help=text("cli.region.member_representatives"))
@pass_settings
def add_region(
    settings: Settings, /, code: str, level: str, name: str, parent: str | None, **village: bool
) -> None:
    """Enter a region."""
    facts = {
        "kind": COMMUNITY if village["community"] else VILLAGE,
        "has_collective": not village["no_collective"],
        "charter_allows_b8": village["member_representatives"],
    }
    with kernel_of(settings) as kernel:
        _registering(kernel).add_region(
            code, level=level, name=name, parent=parent, facts=facts if level == "village" else {}
        )
    click.echo(code)
