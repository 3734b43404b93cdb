"""One's own page: posts, password, messages, the size of the text."""

from __future__ import annotations

from collections import Counter

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.errors import Refusal
from engine.messages import text
from engine.services.views import MessageRow
from webapp.account.blueprint import account
from webapp.account.entering import own_path
from webapp.context import actor, services
from webapp.presentation import LARGE_TEXT
from webapp.refusals import explain

A_YEAR = 365 * 24 * 3600


@account.get("/me")
def mine() -> str:
    """Who one is here, and everything else one can reach."""
    return render_template("account/mine.html", person=actor())


@account.get("/me/password")
def password() -> str:
    """The form for a new password."""
    actor()
    return render_template("account/password.html")


@account.post("/me/password")
def change_password() -> Response | tuple[str, int]:
    """Change the password."""
    person = actor()
    try:
        services().accounts.change_password(person, request.form.get("old", ""), request.form.get("new", ""))
    except Refusal as refusal:
        explanation = explain(refusal)
        return render_template("account/password.html", refusal=explanation), explanation.status
    flash(text("account.password_changed"))
    return redirect(url_for("account.mine"), 303)


@account.get("/messages")
def messages() -> str:
    """Reminders and escalations."""
    told = services().messages.list(actor())
    times = Counter(_about(message) for message in told)
    newest = {_about(message): message for message in reversed(told)}
    shown = sorted(newest.items(), key=lambda one: one[1].at, reverse=True)
    return render_template(
        "account/messages.html", messages=[(message, times[about]) for about, message in shown]
    )


@account.post("/messages/<message_id>/read")
def mark_read(message_id: str) -> Response:
    """Put a message away, with the earlier ones that said the same."""
    person, service = actor(), services().messages
    told = service.list(person)
    meant = {_about(message) for message in told if message.id == message_id}
    alike = [message.id for message in told if _about(message) in meant and not message.read]
    for one in alike or [message_id]:
        service.mark_read(person, one)
    return redirect(url_for("account.messages"), 303)


def _about(message: MessageRow) -> tuple[str | None, str]:
    """Messages alike in this are reminders of one thing."""
    return message.task, message.sentence


@account.post("/text-size")
def text_size() -> Response:
    """Switch between normal and large text, on this device."""
    response = redirect(own_path(request.form.get("next")) or url_for("account.home"), 303)
    if request.cookies.get(LARGE_TEXT) == "1":
        response.delete_cookie(LARGE_TEXT)
    else:
        response.set_cookie(LARGE_TEXT, "1", max_age=A_YEAR, httponly=True, samesite="Lax")
    return response
