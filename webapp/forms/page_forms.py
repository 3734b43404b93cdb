"""Forms of pages and not of a procedure: written in the same schema, checked by the same rules."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache

from engine.clock import village_date
from engine.definitions.forms import Form
from engine.errors import Invalid
from webapp.context import now
from webapp.forms.submission import Submission
from webapp.refusals import explain

Json = dict[str, object]
Sentences = tuple[str, ...]


def require_sound(form: Mapping[str, object], sent: Submission, data: Mapping[str, object]) -> None:
    """Raise Invalid with an error for every field that is wrong."""
    parsed = _parsed(json.dumps(form, sort_keys=True))
    parsed.validate(sent.answers, data=data, today=village_date(now()), attachment_ok=lambda _id: True)


def faults_of(
    form: Mapping[str, object], sent: Submission, data: Mapping[str, object]
) -> dict[str, Sentences]:
    """What is wrong beside the fields, without refusing anything."""
    try:
        require_sound(form, sent, data)
    except Invalid as refusal:
        return explain(refusal).by_field()
    return {}


def long_text(key: str, label: str, hint: str | None = None, *, required: bool = True) -> Json:
    """A text of several lines."""
    return _field("textarea", key, label, hint, required)


def line(key: str, label: str, hint: str | None = None, *, longest: int, required: bool = True) -> Json:
    """A text of one line."""
    component = _field("textfield", key, label, hint, required)
    return {**component, "validate": {"required": required, "maxLength": longest}}


def day(key: str, label: str, hint: str | None = None, *, required: bool = True) -> Json:
    """A date."""
    return {**_field("datetime", key, label, hint, required), "subtype": "date"}


def choice(key: str, label: str, kind: str = "select") -> Json:
    """One of several, which the caller adds as `values` or `valuesKey`."""
    return _field(kind, key, label, None, True)


def files(key: str, label: str, hint: str | None = None, *, accept: str) -> Json:
    """One or several files of these types."""
    return {**_field("filepicker", key, label, hint, True), "multiple": True, "accept": accept}


def _field(kind: str, key: str, label: str, hint: str | None, required: bool) -> Json:
    component: Json = {"type": kind, "key": key, "label": label, "validate": {"required": required}}
    return {**component, "description": hint} if hint else component


@lru_cache(maxsize=64)
def _parsed(form: str) -> Form:
    return Form.parse(form, name="page")
