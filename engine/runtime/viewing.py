"""Tokens as others see them."""

from __future__ import annotations

from engine.runtime.tokens import LiveToken
from engine.runtime.views import Kind, Token


def seen(token: LiveToken) -> Token | None:
    """A live token as a plain value; None for a gateway before its events, which nobody sees waiting."""
    kind = _kind(token)
    if kind is None:
        return None
    scope, facts = token.scope, token.facts
    return Token(
        id=token.id,
        path=scope.path,
        process=scope.compiled.process.id,
        scope=scope.compiled.scope,
        element=token.node.id,
        kind=kind,
        due=facts.due.at if facts.due is not None else None,
        occurrence=facts.occurrence,
        message=facts.message,
        host=facts.host,
        amends=facts.amends,
        aside=facts.aside,
        listens=facts.listens,
    )


def _kind(token: LiveToken) -> Kind | None:
    if token.behaviour.by_hand:
        return "user"
    if token.is_active:
        return None if token.node.kind == "eventBasedGateway" else "active"
    if token.facts.due is not None:
        return "timer"
    if token.facts.message is not None:
        return "message"
    return "signal" if token.facts.signal is not None else "join"
