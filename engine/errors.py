"""Errors that a caller must handle. They carry a code and facts; sentences come from the message catalogue.

A refusal reads `refusal.<code>.title` and `refusal.<code>.detail`, the latter filled with its facts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


class EngineError(Exception):
    """Something the caller must handle. `code` is stable and public, `facts` fill its sentence."""

    default_code: ClassVar[str] = "engine_error"

    def __init__(self, code: str | None = None, /, **facts: object) -> None:
        self.code = code or self.default_code
        self.facts = facts
        super().__init__(f"{self.code} {facts}" if facts else self.code)


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one answer: `field` is the dotted path of its key, `code` reads `field.<code>` of
    the catalogue.
    """

    field: str
    code: str
    facts: tuple[tuple[str, object], ...] = ()


class Refusal(EngineError):
    """A command that is not carried out, with the reason. The kinds below are the classes of HTTP."""


class Unreadable(Refusal):
    """The request can't be read (400)."""

    default_code = "bad_request"


class Unauthenticated(Refusal):
    """Nobody known asks (401)."""

    default_code = "unauthenticated"


class Forbidden(Refusal):
    """Known to the person, not theirs to do (403)."""

    default_code = "not_your_task"


class NotFound(Refusal):
    """Unknown, or of another village: the two are never told apart (404)."""

    default_code = "not_found"


class Conflict(Refusal):
    """The case has moved on, or is in a state that takes no such command (409)."""

    default_code = "stale_revision"


class TooLarge(Refusal):
    """More bytes than are taken (413)."""

    default_code = "too_large"


class UnsupportedType(Refusal):
    """A file or content type that isn't taken (415)."""

    default_code = "unsupported_type"


class Invalid(Refusal):
    """Readable, and against a rule (422). `errors` names fields where there are any."""

    default_code = "invalid_answers"

    def __init__(
        self, code: str | None = None, /, errors: tuple[FieldError, ...] = (), **facts: object
    ) -> None:
        super().__init__(code, **facts)
        self.errors = errors


class KeyRequired(Refusal):
    """A state-changing request without an Idempotency-Key (428)."""

    default_code = "idempotency_key_required"


class TooMany(Refusal):
    """Throttled (429); `retry_after` is in whole seconds."""

    default_code = "too_many_requests"

    def __init__(self, code: str | None = None, /, *, retry_after: int, **facts: object) -> None:
        super().__init__(code, retry_after=retry_after, **facts)
        self.retry_after = retry_after


class CalendarUnknownError(EngineError):
    """No holiday notice is loaded for a year."""

    default_code = "calendar_unknown"
