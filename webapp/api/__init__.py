"""REST, exactly as the interface specification says; `table.py` is the table of its addresses."""

from __future__ import annotations

from flask import Response, jsonify

from webapp.api.blueprint import api
from webapp.api.openapi import document
from webapp.api.table import ROUTES

__all__ = ["api"]

for route in ROUTES:
    api.add_url_rule(route.path, view_func=route.view, methods=[route.method])


@api.get("/openapi.json")
def openapi() -> Response:
    """What this is, for programs."""
    return jsonify(document())
