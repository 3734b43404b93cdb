"""Passwords: stored with argon2id, and what a new one must be."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from engine.errors import FieldError, Invalid

LEAST_LENGTH, MOST_LENGTH = 10, 200
LEAST_DIFFERENT = 5

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""19 MiB and two passes: what OWASP recommends at least for argon2id. A log-in stays under 50 ms on the
machines
that villages have; guessing is held off by the throttle before it ever gets here."""

_NOBODYS = _hasher.hash("nobody's password")


def hash_password(password: str) -> str:
    """The password as it is stored."""
    return _hasher.hash(password)


def is_right(stored: str | None, password: str) -> bool:
    """Whether this is the password; takes as long for an account that doesn't exist (`stored` is None)."""
    try:
        _hasher.verify(stored or _NOBODYS, password[:MOST_LENGTH])
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None and len(password) <= MOST_LENGTH


def refuse_weak(password: str, user: str) -> None:
    """Raise Invalid with an error of the field `new` for a password that is too easily guessed.

    Length counts, not kinds of signs: rules about signs make passwords worse (NIST SP 800-63B).
    """
    error = _weakness(password, user)
    if error is not None:
        raise Invalid("password_weak", errors=(error,))


def _weakness(password: str, user: str) -> FieldError | None:
    if len(password) < LEAST_LENGTH:
        return FieldError("new", "password_too_short", (("least", LEAST_LENGTH),))
    if len(password) > MOST_LENGTH:
        return FieldError("new", "password_too_long", (("most", MOST_LENGTH),))
    if len(set(password)) < LEAST_DIFFERENT:
        return FieldError("new", "password_uniform", (("least", LEAST_DIFFERENT),))
    if user.casefold() in password.casefold():
        return FieldError("new", "password_has_user")
    return None
