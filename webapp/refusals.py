"""What a refusal is on the wire and in words: status, code, title, sentence, errors beside fields."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus

from werkzeug.exceptions import HTTPException

from engine.errors import (
    CalendarUnknownError,
    Conflict,
    EngineError,
    FieldError,
    Forbidden,
    Invalid,
    KeyRequired,
    NotFound,
    TooLarge,
    TooMany,
    Unauthenticated,
    Unreadable,
    UnsupportedType,
)
from engine.messages import known, text
from webapp.formatting import day, moment, money

STATUS_OF: Mapping[type[EngineError], HTTPStatus] = {
    Unreadable: HTTPStatus.BAD_REQUEST,
    Unauthenticated: HTTPStatus.UNAUTHORIZED,
    Forbidden: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    UnsupportedType: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    KeyRequired: HTTPStatus.PRECONDITION_REQUIRED,
    TooMany: HTTPStatus.TOO_MANY_REQUESTS,
    CalendarUnknownError: HTTPStatus.UNPROCESSABLE_ENTITY,
}
CODE_OF_STATUS: Mapping[int, str] = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_type",
    429: "too_many_requests",
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """A refusal as people and programs read it. `errors` are triples of field, code and sentence."""

    status: int
    code: str
    title: str
    detail: str
    errors: tuple[tuple[str, str, str], ...] = ()
    retry_after: int | None = None

    def by_field(self) -> dict[str, tuple[str, ...]]:
        """Sentences by dotted path."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for field, _, sentence in self.errors:
            found[field].append(sentence)
        return {field: tuple(sentences) for field, sentences in found.items()}


def explain(refusal: EngineError) -> Explanation:
    """A refusal of the engine in words."""
    return Explanation(
        status=status_of(refusal),
        code=refusal.code,
        title=_sentence(refusal, "title"),
        detail=_sentence(refusal, "detail"),
        errors=tuple(_field_error(e) for e in refusal.errors) if isinstance(refusal, Invalid) else (),
        retry_after=refusal.retry_after if isinstance(refusal, TooMany) else None,
    )


def explain_http(error: HTTPException) -> Explanation:
    """What the web framework refuses, in the same words."""
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    code = CODE_OF_STATUS.get(status, "bad_request")
    return Explanation(status, code, text(f"refusal.{code}.title"), text(f"refusal.{code}.detail"))


def status_of(refusal: EngineError) -> int:
    """The HTTP status of a refusal."""
    return next(status for kind, status in STATUS_OF.items() if isinstance(refusal, kind))


def _sentence(refusal: EngineError, part: str) -> str:
    """The sentence of the code, or of its class where a rule's own sentence isn't written yet."""
    own = f"refusal.{refusal.code}.{part}"
    key = own if known(own) else f"refusal.{refusal.default_code}.{part}"
    return text(key, **readable(refusal.facts))


def _field_error(error: FieldError) -> tuple[str, str, str]:
    field = error.field.replace("[", ".").replace("]", "")
    facts = {"label": text("field.this"), **readable(dict(error.facts))}
    return field, error.code, text(f"field.{error.code}", **facts)


def readable(facts: Mapping[str, object]) -> dict[str, object]:
    """Facts as they stand in a sentence: dates with weekdays, amounts with their sign, several as a list."""
    return {name: _readable(name, value) for name, value in facts.items()}


def _readable(name: str, value: object) -> object:
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if name.endswith("_fen") and isinstance(value, int):
        return money(value)
    if isinstance(value, tuple | list | set | frozenset):
        return text("format.list_separator").join(str(item) for item in value)
    return value
