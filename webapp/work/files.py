"""Attachments: handed out as files to keep, never shown as pages of this site."""

from __future__ import annotations

from io import BytesIO

from flask import Response, send_file

from webapp.context import actor, services
from webapp.work.blueprint import work

INERT = "default-src 'none'; sandbox"


@work.get("/attachments/<attachment_id>")
def attachment(attachment_id: str) -> Response:
    """The bytes as they were stored."""
    view, content = services().attachments.open(actor(), attachment_id)
    response = send_file(
        BytesIO(content), mimetype=view.media_type, as_attachment=True, download_name=view.name
    )
    response.headers["Content-Security-Policy"] = INERT
    return response
