"""Addresses for machines that look after this one, and the style sheet of diagrams."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from engine.definitions.diagram import stylesheet
from webapp.metrics import registry

service = Blueprint("service", __name__)

IS_TICKING = "weiquan.is_ticking"
"""Where the server puts the question whether its alarm clock still ticks; absent without one."""


@service.get("/healthz")
def healthz() -> Response:
    """Whether this process answers and its alarm clock ticks; 503 when deadlines are no longer watched."""
    is_ticking = current_app.extensions.get(IS_TICKING)
    if is_ticking is None or is_ticking():
        return jsonify(status="ok")
    response = jsonify(status="alarm clock stopped")
    response.status_code = 503
    return response


@service.get("/diagram.css")
def diagram_style() -> Response:
    """The style sheet that belongs to the drawings of procedures."""
    response = Response(stylesheet(), content_type="text/css; charset=utf-8")
    response.cache_control.max_age = 3600
    response.cache_control.public = True
    return response


@service.get("/metrics")
def metrics() -> Response:
    """Prometheus text."""
    return Response(generate_latest(registry()), content_type=CONTENT_TYPE_LATEST)
