"""Log-in and log-out."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.errors import Refusal
from webapp import authentication
from webapp.account.blueprint import account
from webapp.context import services, visitor
from webapp.navigation import landing_page
from webapp.refusals import explain


@account.get("/")
def home() -> Response:
    """Everybody's own first page; for the public that is the notice board."""
    person = visitor()
    return redirect(landing_page(person) if person else url_for("public.board"), 303)


@account.get("/login")
def log_in() -> str:
    """The form."""
    return render_template("account/log_in.html", username="", next=own_path(request.args.get("next")))


@account.post("/login")
def enter() -> Response | tuple[str, int]:
    """Begin a session and go where the person was going."""
    username, after = request.form.get("username", ""), own_path(request.form.get("next"))
    try:
        grant = services().accounts.log_in(
            username, request.form.get("password", ""), request.remote_addr or ""
        )
    except Refusal as refusal:
        explanation = explain(refusal)
        page = render_template("account/log_in.html", username=username, next=after, refusal=explanation)
        return page, explanation.status
    first = url_for("account.password") if grant.must_change_password else after
    response = redirect(first or landing_page(grant.actor), 303)
    authentication.remember(response, grant)
    return response


@account.post("/logout")
def log_out() -> Response:
    """End the session."""
    response = redirect(url_for("account.log_in"), 303)
    authentication.forget(response)
    return response


def own_path(address: str | None) -> str:
    """The address if it lies in this application, else nothing: nobody is sent elsewhere after logging in.

    Browsers read a backslash as a slash and `//host` as another host.
    """
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return ""
    parts = urlsplit(address)
    is_printable = all(sign.isprintable() and sign != "\\" for sign in address)
    return address if is_printable and not parts.scheme and not parts.netloc else ""
