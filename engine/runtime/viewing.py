"""Tokens as others see them."""

from __future__ import annotations

from datetime import datetime

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.runtime.scope import behaviour, facts, scope_of
from engine.runtime.views import Kind, Token


def seen(token: Task) -> Token | None:
    """A live token as a plain value; None for what waits without anybody seeing it (a gateway before its events)."""
    kind = _kind(token)
    if kind is None:
        return None
    known, scope = facts(token), scope_of(token)
    return Token(
        id=token.id,
        path=scope.path,
        process=scope.compiled.process.id,
        scope=scope.compiled.scope,
        element=behaviour(token).node.id,
        kind=kind,
        due=datetime.fromisoformat(known["due"]) if "due" in known else None,
        occurrence=known.get("occurrence", 0),
        message=known.get("message"),
        host=known.get("host"),
        amends=known.get("amends"),
        aside=bool(known.get("aside")),
        listens=bool(known.get("listens")),
    )


def _kind(token: Task) -> Kind | None:
    known = facts(token)
    if behaviour(token).by_hand:
        return "user"
    if token.state == TaskState.STARTED:
        return None if behaviour(token).node.kind == "eventBasedGateway" else "active"
    if "due" in known:
        return "timer"
    if "message" in known:
        return "message"
    return "signal" if "signal" in known else "join"
