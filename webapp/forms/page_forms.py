"""Forms of pages and not of a procedure: written in the same schema, checked by the same rules."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache

from engine.clock import village_date
from engine.definitions.forms import Form
from webapp.context import now
from webapp.forms.submission import Submission


def require_sound(form: Mapping[str, object], sent: Submission, data: Mapping[str, object]) -> None:
    """Raise Invalid with an error for every field that is wrong."""
    parsed = _parsed(json.dumps(form, sort_keys=True))
    parsed.validate(sent.answers, data=data, today=village_date(now()), attachment_ok=lambda _id: True)


def long_text(key: str, label: str, hint: str | None = None) -> dict[str, object]:
    """A required text of several lines."""
    component: dict[str, object] = {
        "type": "textarea",
        "key": key,
        "label": label,
        "validate": {"required": True},
    }
    return {**component, "description": hint} if hint else component


@lru_cache(maxsize=64)
def _parsed(form: str) -> Form:
    return Form.parse(form, name="page")
