"""Accounts, log-in sessions and API tokens (rules: OWASP ASVS 5.0 chapters 6 and 7)."""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from engine.errors import Conflict, FieldError, Invalid, NotFound, Unauthenticated
from engine.persistence import tables
from engine.services import throttle
from engine.services.actors import IDENTITIES, actor_from
from engine.services.kernel import Kernel, Work
from engine.services.passwords import hash_password, is_right, refuse_weak
from engine.services.views import Actor, SessionGrant

ACCOUNTS, SESSIONS, TOKENS = tables.accounts, tables.sessions, tables.tokens
IDLE, ABSOLUTE = timedelta(minutes=30), timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
MOST_USER = 64
INSIDE = "session"
"""Where a password is asked for again of somebody who is already in."""

# Asked with each request, so they are put together once.
_BY_SESSION: sa.Select[Any] = (
    IDENTITIES.add_columns(SESSIONS.c.seen_at)
    .join(SESSIONS, SESSIONS.c.user == ACCOUNTS.c.user)
    .where(
        SESSIONS.c.digest == sa.bindparam("digest"),
        SESSIONS.c.seen_at > sa.bindparam("idle"),
        SESSIONS.c.created_at > sa.bindparam("absolute"),
    )
)
_BY_TOKEN: sa.Select[Any] = IDENTITIES.join(TOKENS, TOKENS.c.user == ACCOUNTS.c.user).where(
    TOKENS.c.digest == sa.bindparam("digest"), TOKENS.c.revoked_at.is_(None)
)


class Accounts:
    """Who may come in, and as whom."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel

    # Sessions.

    def log_in(self, user: str, password: str, address: str) -> SessionGrant:
        """A new session of 12 hours at most, 30 minutes when nothing is done.

        Raises TooMany `too_many_logins`, and Unauthenticated `wrong_credentials` in the same time and words
        whether the name is unknown, the password wrong or the account closed.
        """
        user = user.strip()[:MOST_USER]
        stored = self._checked_password(user, address)
        if not is_right(stored, password):
            raise Unauthenticated("wrong_credentials")
        secret = secrets.token_urlsafe(32)

        def do(work: Work) -> SessionGrant:
            identity = work.one(IDENTITIES.where(ACCOUNTS.c.user == user))
            if identity is None:
                raise Unauthenticated("wrong_credentials")
            throttle.forgive_attempt(work, user, address)
            work.connection.execute(SESSIONS.delete().where(SESSIONS.c.created_at < work.now - ABSOLUTE))
            work.insert(
                SESSIONS,
                digest=digest(secret),
                user=user,
                created_at=work.now,
                seen_at=work.now,
                address=address,
            )
            return SessionGrant(secret, actor_from(work, identity))

        return self.kernel.write(do)

    def resume(self, secret: str) -> Actor | None:
        """Who is logged in with this session; None when it ended."""

        def do(work: Work) -> tuple[Actor | None, bool]:
            row = self._session(work, secret)
            if row is None:
                return None, False
            return actor_from(work, row), work.now - row.seen_at >= SEEN_EVERY

        actor, is_to_note = self.kernel.read(do)
        if is_to_note:
            self.kernel.write(lambda work: _touch(work, secret))
        return actor

    def log_out(self, secret: str) -> None:
        """End a session; its secret opens nothing any more."""
        self.kernel.write(lambda work: _delete_sessions(work, SESSIONS.c.digest == digest(secret)))

    def change_password(self, actor: Actor, old: str, new: str) -> None:
        """Set a new password and end all sessions of the person: the next page asks for it.

        Raises Invalid `password_weak` or `password_wrong` with the field, TooMany.
        """
        refuse_weak(new, actor.user)
        stored = self._checked_password(actor.user, INSIDE)
        if not is_right(stored, old):
            raise Invalid("password_wrong", errors=(FieldError("old", "password_wrong"),))
        hashed = hash_password(new)

        def do(work: Work) -> None:
            throttle.forgive_attempt(work, actor.user, INSIDE)
            work.update(ACCOUNTS, ACCOUNTS.c.user == actor.user, password=hashed)
            _delete_sessions(work, SESSIONS.c.user == actor.user)

        self.kernel.write(do)

    def _checked_password(self, user: str, address: str) -> str | None:
        """The stored password after the attempt was counted; None for a name that doesn't exist."""

        def do(work: Work) -> str | None:
            throttle.count_attempt(work, user, address)
            row = work.one(sa.select(ACCOUNTS.c.password).where(ACCOUNTS.c.user == user))
            return row.password if row is not None else None

        return self.kernel.write(do)

    @staticmethod
    def _session(work: Work, secret: str) -> sa.Row[Any] | None:
        limits = {"idle": work.now - IDLE, "absolute": work.now - ABSOLUTE}
        return work.connection.execute(_BY_SESSION, {"digest": digest(secret), **limits}).first()

    # Tokens.

    def actor_of_token(self, token: str) -> Actor:
        """Who calls with this API token. Raises Unauthenticated for an unknown or revoked one."""

        def do(work: Work) -> Actor:
            row = work.connection.execute(_BY_TOKEN, {"digest": digest(token)}).first()
            if row is None:
                raise Unauthenticated
            return actor_from(work, row)

        return self.kernel.read(do)

    def create_token(self, user: str) -> str:
        """A new API token; only its digest is kept, so this is the one time it is seen. Raises NotFound."""
        token = f"wq_{secrets.token_urlsafe(32)}"

        def do(work: Work) -> str:
            _account(work, user)
            work.insert(TOKENS, digest=digest(token), user=user, created_at=work.now)
            return token

        return self.kernel.write(do)

    def revoke_tokens(self, user: str) -> int:
        """End all API tokens of a user; how many there were. Raises NotFound."""

        def do(work: Work) -> int:
            _account(work, user)
            return _revoke_tokens(work, user)

        return self.kernel.write(do)

    # Accounts.

    def create_user(self, user: str, person: str, password: str) -> None:
        """Give a person an account.

        Raises Invalid `password_weak` or `user_invalid`, Conflict `user_taken`, NotFound.
        """
        if not user.strip() or user != user.strip() or len(user) > MOST_USER:
            raise Invalid("user_invalid", most=MOST_USER)
        refuse_weak(password, user)
        hashed = hash_password(password)
        self.kernel.write(lambda work: add_account(work, user, person, hashed))

    def close_account(self, user: str) -> None:
        """Let a user in no more: sessions and tokens end at once. Raises NotFound."""

        def do(work: Work) -> None:
            _account(work, user)
            work.update(ACCOUNTS, ACCOUNTS.c.user == user, disabled=True)
            _delete_sessions(work, SESSIONS.c.user == user)
            _revoke_tokens(work, user)

        self.kernel.write(do)


def digest(secret: str) -> str:
    """What is stored of a session's or token's secret: 256 random bits need no slow hash."""
    return sha256(secret.encode()).hexdigest()


def add_account(work: Work, user: str, person: str, hashed: str) -> None:
    """Store an account. Raises Conflict `user_taken` when the name or the person has one, NotFound."""
    if work.one(sa.select(tables.persons.c.id).filter_by(id=person)) is None:
        raise NotFound
    taken = sa.select(ACCOUNTS.c.user).where(sa.or_(ACCOUNTS.c.user == user, ACCOUNTS.c.person == person))
    if (row := work.one(taken)) is not None:
        raise Conflict("user_taken", user=row.user)
    work.insert(ACCOUNTS, user=user, person=person, password=hashed, disabled=False, created_at=work.now)


def _account(work: Work, user: str) -> sa.Row[Any]:
    row = work.one(sa.select(ACCOUNTS).where(ACCOUNTS.c.user == user))
    if row is None:
        raise NotFound
    return row


def _touch(work: Work, secret: str) -> None:
    work.update(SESSIONS, SESSIONS.c.digest == digest(secret), seen_at=work.now)


def _delete_sessions(work: Work, which: sa.ColumnElement[bool]) -> None:
    work.connection.execute(SESSIONS.delete().where(which))


def _revoke_tokens(work: Work, user: str) -> int:
    return work.update(TOKENS, TOKENS.c.user == user, TOKENS.c.revoked_at.is_(None), revoked_at=work.now)
