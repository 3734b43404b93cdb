"""The OpenAPI 3.1 document, made from the table of routes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from engine.messages import text
from webapp.api.schemas import SCHEMAS, TEXT, Schema, given, listed, reference
from webapp.api.table import ROUTES, Route

VERSION = "3.1.0"
PREFIX = "/api/v1"
PLACEHOLDER = re.compile(r"<(\w+)>")


def document() -> Schema:
    """The whole document."""
    paths: dict[str, dict[str, Schema]] = {}
    for route in ROUTES:
        path = PREFIX + PLACEHOLDER.sub(r"{\1}", route.path)
        paths.setdefault(path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": VERSION,
        "info": {"title": text("api.title"), "version": "1", "description": text("api.description")},
        "paths": paths,
        "webhooks": {"entry": {"post": _told()}},
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"token": []}],
    }


def _told() -> Schema:
    """The request that a web-hook's receiver gets for each entry of a trail (docs/webhooks.md)."""
    headers = ("Weiquan-Event-Id", "Weiquan-Timestamp", "Weiquan-Signature")
    return {
        "operationId": "entry_written",
        "summary": text("api.entry_written"),
        "parameters": [_parameter("header", name) for name in headers],
        "requestBody": {"required": True, "content": {"application/json": {"schema": reference("event")}}},
        "responses": {"2XX": {"description": text("api.event_taken")}},
        "security": [],
    }


def _operation(route: Route) -> Schema:
    operation: dict[str, object] = {
        "operationId": route.view.__name__,
        "summary": text(f"api.{route.view.__name__}"),
        "parameters": list(_parameters(route)),
        "responses": {str(route.status): _answer(route), "default": _problem()},
    }
    if route.is_open:
        operation["security"] = [{}, {"token": []}]
    if route.body:
        kind = "multipart/form-data" if route.body == "upload" else "application/json"
        content = {kind: {"schema": reference(route.body)}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _parameters(route: Route) -> list[Schema]:
    found = [_parameter("path", name) for name in PLACEHOLDER.findall(route.path)]
    found += [_parameter("query", name) for name in route.queries]
    return found + ([_parameter("header", "Idempotency-Key")] if route.method == "POST" else [])


def _parameter(where: str, name: str) -> Schema:
    return {"in": where, "name": name, "required": where != "query", "schema": TEXT}


def _answer(route: Route) -> Schema:
    schema = reference(route.answer.rstrip("*"))
    if route.answer.endswith("*"):
        schema = given(items=listed(schema), next={"type": ["string", "null"]})
    return {"description": text("api.answer"), "content": {"application/json": {"schema": schema}}}


def _problem() -> Mapping[str, object]:
    content = {"application/problem+json": {"schema": reference("problem")}}
    return {"description": text("api.refusal"), "content": content}
