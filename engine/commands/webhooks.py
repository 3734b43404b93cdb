"""`webhook`: who outside hears of cases."""

from __future__ import annotations

import click

from engine.clock import SHANGHAI
from engine.commands.database import kernel_of, pass_settings
from engine.errors import Conflict
from engine.messages import known, text
from engine.services.demo import is_demo
from engine.services.receivers import Receivers
from engine.services.webhooks import DeliveryRow, WebhookRow, Webhooks
from engine.settings import Settings

NO_TEST_CLOCK = Receivers(rehearsal=False)


@click.group()
def webhook() -> None:
    """Receivers outside."""


@webhook.command("add", help=text("cli.help.webhook_add"))
@click.option("--url", required=True, help=text("cli.webhook.url"))
@click.option("--region", required=True, help=text("cli.webhook.region"))
@click.option("--test-clock", is_flag=True, help=text("cli.webhook.test_clock"))
@pass_settings
def add_webhook(settings: Settings, url: str, region: str, test_clock: bool) -> None:
    """Print the id and, this one time, the secret."""
    receivers = Receivers(rehearsal=test_clock, networks=settings.webhook_networks)
    with kernel_of(settings) as kernel:
        if test_clock and not is_demo(kernel):
            raise Conflict("not_a_rehearsal")
        new = Webhooks(kernel, receivers).add(url, region)
    click.echo(f"{new.id}\t{new.secret}")


@webhook.command("list", help=text("cli.help.webhook_list"))
@pass_settings
def list_webhooks(settings: Settings) -> None:
    """List all, the newest first."""
    with kernel_of(settings) as kernel:
        rows = Webhooks(kernel, NO_TEST_CLOCK).list()
    for row in rows:
        click.echo(f"{row.id}\t{row.region}\t{row.url}\t{_standing(row)}")


def _standing(row: WebhookRow) -> str:
    if row.ended_at is not None:
        return text("cli.webhook.ended_at", at=row.ended_at.astimezone(SHANGHAI))
    return text("cli.webhook.in_force", pending=row.pending, given_up=row.given_up)


@webhook.command("end", help=text("cli.help.webhook_end"))
@click.argument("webhook_id", metavar="ID")
@pass_settings
def end_webhook(settings: Settings, webhook_id: str) -> None:
    """Tell a receiver nothing more."""
    with kernel_of(settings) as kernel:
        Webhooks(kernel, NO_TEST_CLOCK).end(webhook_id)
    click.echo(text("cli.webhook.ended", id=webhook_id))


@webhook.command("deliveries", help=text("cli.help.webhook_deliveries"))
@click.option("--failed", is_flag=True, help=text("cli.webhook.failed"))
@pass_settings
def list_deliveries(settings: Settings, failed: bool) -> None:
    """List the newest events and what became of them."""
    with kernel_of(settings) as kernel:
        webhooks = Webhooks(kernel, NO_TEST_CLOCK)
        rows = webhooks.failed_deliveries() if failed else webhooks.deliveries()
    for row in rows:
        click.echo(f"{row.id}\t{row.webhook}\t{row.number}\t{row.seq}\t{row.kind}\t{_fate(row)}")


def _fate(row: DeliveryRow) -> str:
    """What became of an event, in words."""
    fate = text(
        f"delivery.{row.status}", attempts=row.attempts, next_try_at=row.next_try_at.astimezone(SHANGHAI)
    )
    return (
        fate if row.last_error is None else text("delivery.with_error", fate=fate, why=_why(row.last_error))
    )


def _why(error: str) -> str:
    if error.startswith("http_"):
        return text("delivery.error.status", status=error.removeprefix("http_"))
    key = f"delivery.error.{error}"
    return text(key) if known(key) else error
