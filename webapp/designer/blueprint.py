"""The blueprint of the designers' desk."""

from __future__ import annotations

from flask import Blueprint

designer = Blueprint("designer", __name__, url_prefix="/designer")
