"""Procedures and their versions: read, download, upload, approve, withdraw."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine.clock import village_date
from engine.errors import FieldError, Invalid, Refusal
from engine.messages import text
from engine.services.definitions import MOST_MEGABYTES
from engine.services.posts import DESIGNERS
from engine.services.views import VersionPage
from webapp.context import actor, now, services
from webapp.designer import wording
from webapp.designer.blueprint import designer
from webapp.forms.submission import new_key
from webapp.paging import ROWS, cursor
from webapp.refusals import Explanation, explain


@designer.get("")
def procedures() -> str:
    """All procedures with the version in force."""
    return render_template("designer/procedures.html", versions=services().definitions.list(actor()))


@designer.get("/<procedure>")
def versions(procedure: str) -> str:
    """The versions of a procedure, and the form for a new one."""
    return _versions_page(procedure)


@designer.post("/<procedure>")
def upload(procedure: str) -> AnyResponse | tuple[str, int]:
    """Take a changed version in; what `check` finds stands on its page."""
    file = request.files.get("file")
    try:
        page = services().definitions.upload(
            actor(),
            key=request.form.get("_key", ""),
            procedure=procedure,
            content=file.read() if file else b"",
            note=request.form.get("note", "").strip(),
            basis=request.form.get("basis", "").strip(),
        )
    except Refusal as refusal:
        explanation = explain(refusal)
        return _versions_page(procedure, explanation), explanation.status
    flash(text("designer.uploaded"))
    return redirect(url_for("designer.version", version_id=page.version.id), 303)


@designer.get("/versions/<version_id>")
def version(version_id: str) -> str:
    """One version: findings, changes, drawing."""
    return _version_page(services().definitions.show(actor(), version_id))


@designer.get("/versions/<version_id>/cases")
def running_on(version_id: str) -> str:
    """The cases that still run on a version, as far as one may see them."""
    shown = services().definitions.show(actor(), version_id).version
    page = services().procedures.running_on(actor(), version_id, cursor=cursor(), limit=ROWS)
    return render_template("designer/cases.html", version=shown, page=page)


@designer.get("/versions/<version_id>/files")
def download(version_id: str) -> Response:
    """All files of a version, packed."""
    page = services().definitions.show(actor(), version_id)
    content = services().definitions.download(actor(), version_id)
    name = f"{page.version.procedure}-{page.version.number or 'draft'}.zip"
    return send_file(BytesIO(content), mimetype="application/zip", as_attachment=True, download_name=name)


@designer.post("/versions/<version_id>/approve")
def approve(version_id: str) -> AnyResponse | tuple[str, int]:
    """Put a version into force from a date on; never by its author."""
    try:
        services().definitions.approve(
            actor(),
            key=request.form.get("_key", ""),
            version_id=version_id,
            in_force_from=_in_force_from(),
        )
    except Refusal as refusal:
        explanation = explain(refusal)
        page = services().definitions.show(actor(), version_id)
        return _version_page(page, explanation), explanation.status
    flash(text("designer.approved"))
    return redirect(url_for("designer.version", version_id=version_id), 303)


@designer.post("/versions/<version_id>/withdraw")
def withdraw(version_id: str) -> AnyResponse:
    """Take a version back that is not in force yet."""
    services().definitions.withdraw(actor(), key=request.form.get("_key", ""), version_id=version_id)
    flash(text("designer.withdrawn"))
    return redirect(url_for("designer.version", version_id=version_id), 303)


def _in_force_from() -> date:
    try:
        return date.fromisoformat(request.form.get("in_force_from", ""))
    except ValueError:
        label = ("label", text("designer.in_force_from"))
        raise Invalid(errors=(FieldError("in_force_from", "bad_date", (label,)),)) from None


def _versions_page(procedure: str, refusal: Explanation | None = None) -> str:
    rows = services().definitions.versions(actor(), procedure)
    return render_template(
        "designer/versions.html",
        procedure=procedure,
        versions=rows,
        may_upload=actor().holds(*DESIGNERS),
        most_megabytes=MOST_MEGABYTES,
        refusal=refusal,
        key=new_key(),
    )


def _version_page(page: VersionPage, refusal: Explanation | None = None) -> str:
    return render_template(
        "designer/version.html",
        page=page,
        version=page.version,
        words=wording,
        refusal=refusal,
        key=new_key(),
        today=village_date(now()),
    )
