"""The blueprint of one's own pages."""

from __future__ import annotations

from flask import Blueprint

account = Blueprint("account", __name__)
