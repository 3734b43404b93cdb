"""Short ways to write a form, and to answer it, for tests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from engine.definitions.forms import Answers, Form
from engine.errors import FieldError, Invalid

TODAY = date(2026, 11, 23)
KNOWN_FILE = "file-1"
PEOPLE = [{"value": "p1", "label": "张三"}, {"value": "p2", "label": "李四"}]


def component(kind: str, key: str = "answer", /, **properties: Any) -> dict[str, Any]:
    """A component with its key and a label; `required=True` stands for the rule."""
    named = {"path": key} if kind == "dynamiclist" else {"key": key}
    rules = {"required": True} if properties.pop("required", False) else {}
    rules |= properties.pop("validate", {})
    validate = {"validate": rules} if rules else {}
    return {"type": kind, "id": f"id_{key}", "label": f"标签{key}", **named, **validate, **properties}


def schema(*components: dict[str, Any]) -> dict[str, Any]:
    return {"type": "default", "id": "form", "schemaVersion": 19, "components": list(components)}


def form(*components: dict[str, Any]) -> Form:
    return Form.parse(schema(*components), "test")


def answered(
    given: Form, answers: Any, data: Mapping[str, object] | None = None, today: date = TODAY
) -> Answers:
    """The answers as the case keeps them; only one file is known."""
    return given.validate(answers, data=data or {}, today=today, attachment_ok=lambda one: one == KNOWN_FILE)


def value(kind_of_field: dict[str, Any], answer: Any, data: Mapping[str, object] | None = None) -> object:
    """What one answer to one field becomes."""
    return answered(form(kind_of_field), {"answer": answer}, data).values["answer"]


def errors(given: Form, answers: Any, data: Mapping[str, object] | None = None) -> tuple[FieldError, ...]:
    """What is wrong with the answers; nothing when they are taken."""
    try:
        answered(given, answers, data)
    except Invalid as refusal:
        return refusal.errors
    return ()


def codes(given: Form, answers: Any, data: Mapping[str, object] | None = None) -> dict[str, str]:
    """Codes of the errors by field."""
    return {error.field: error.code for error in errors(given, answers, data)}


CHOICES = [{"value": "yes", "label": "同意"}, {"value": "no", "label": "不同意"}]

ONE_OF_EACH: Mapping[str, dict[str, Any]] = {
    "textfield": component("textfield"),
    "textarea": component("textarea"),
    "number": component("number"),
    "datetime": component("datetime"),
    "select": component("select", values=CHOICES),
    "radio": component("radio", values=CHOICES),
    "checkbox": component("checkbox"),
    "checklist": component("checklist", values=CHOICES),
    "taglist": component("taglist", values=CHOICES),
    "filepicker": component("filepicker", multiple=True),
    "dynamiclist": component("dynamiclist", components=[component("textfield", "what", required=True)]),
}
