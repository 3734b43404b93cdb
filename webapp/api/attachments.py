"""Uploads."""

from __future__ import annotations

from flask import request

from engine.errors import TooLarge, UnsupportedType
from webapp.api import shapes
from webapp.api.blueprint import key
from webapp.api.shapes import Json
from webapp.api.strict_json import invalid, is_storable
from webapp.context import actor, services

MOST_BYTES = 10 * 1024 * 1024
ENVELOPE = 64 * 1024
"""What multipart adds around the file, at most."""


def add_attachment() -> tuple[Json, int]:
    """Store a file for use in a village."""
    if request.mimetype != "multipart/form-data":
        raise UnsupportedType("multipart_required")
    request.max_content_length = MOST_BYTES + ENVELOPE
    if (request.content_length or 0) > MOST_BYTES + ENVELOPE:
        raise TooLarge
    file, village = request.files.get("file"), request.form.get("village", "")
    if file is None or not file.filename:
        raise invalid("file")
    if not village or not is_storable(village):
        raise invalid("village")
    stored = services().attachments.add(
        actor(), key=key(), village=village, name=file.filename, content=file.read()
    )
    return shapes.attachment(stored), 201
