"""The blueprint of the village desk."""

from __future__ import annotations

from flask import Blueprint

work = Blueprint("work", __name__, url_prefix="/work")
