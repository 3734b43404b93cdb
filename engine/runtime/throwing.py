"""Errors and escalations: who around catches them, and what happens to those who don't go on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from engine.definitions.model import Node
from engine.errors import EngineError
from engine.runtime.compiled import event_of
from engine.runtime.host import RuntimeFailure
from engine.runtime.returning import void
from engine.runtime.scope import Scope
from engine.runtime.tokens import Facts, LiveToken, Steps
from engine.runtime.variables import Variables

Thrown = Literal["error", "escalation"]


def throw_error(token: LiveToken, code: str | None) -> None:
    """An error end event was reached. Raises RuntimeFailure `uncaught_error` when nothing catches it."""
    if not _propagate(token, "error", code):
        raise RuntimeFailure("uncaught_error", token.node.id, error_code=code, error_message="")


def throw_error_of(activity: LiveToken, code: str, message: str, cause: EngineError | None = None) -> None:
    """An activity's own work failed: its boundary comes first, then what is around it.

    Raises RuntimeFailure with the cause's code, or `uncaught_error`, when nothing catches it.
    """
    machine, element = activity.scope.machine, activity.node.id
    if _at_boundary(activity.whole, "error", code) or _propagate(activity, "error", code):
        machine.note("error_caught", element, code=code)
        return
    if cause is not None:
        raise RuntimeFailure.of(cause, element) from cause
    raise RuntimeFailure("uncaught_error", element, error_code=code, error_message=message)


def throw_escalation(token: LiveToken, code: str | None) -> None:
    """Escalate to whatever around catches it; nobody has to."""
    _propagate(token, "escalation", code)


def run_beside(scope: Scope, handler: Node, steps: Steps, payload: Mapping[str, object]) -> None:
    """Run the body of an event sub-process beside everything else in its scope."""
    scope.enter(handler, Facts(steps=dict(steps), local=Variables.given(payload)))


def run_instead(scope: Scope, handler: Node, payload: Mapping[str, object]) -> None:
    """Cancel everything in a scope and run the body of an event sub-process."""
    scope.clear()
    scope.enter(handler, Facts(local=Variables.given(payload)))


def leave_by_boundary(activity: LiveToken) -> None:
    """Cancel an activity whose boundary event has happened.

    When it was an amendment, what waits for it can't go on as if it had been done: it is void.
    """
    if activity.facts.stands_for is not None:
        void(activity.scope, activity.facts.stands_for)
    activity.scope.remove(activity)


def _propagate(token: LiveToken, kind: Thrown, code: str | None) -> bool:
    inside: LiveToken | None = token
    while inside is not None:
        if _in_event_sub_process(inside, kind, code):
            return True
        inside = inside.scope.activity
        if inside is not None and _at_boundary(inside.whole, kind, code):
            return True
    return False


def _in_event_sub_process(inside: LiveToken, kind: Thrown, code: str | None) -> bool:
    """Whether an event sub-process beside a token catches; a body never catches what it throws itself."""
    scope = inside.scope
    handlers = [node for node in scope.compiled.event_sub_processes() if node is not inside.node]
    triggers = {scope.compiled.trigger(node).id: node for node in handlers}
    trigger = _best((scope.compiled.trigger(node) for node in handlers), kind, code)
    if trigger is None:
        return False
    if trigger.interrupting or kind == "error":
        run_instead(scope, triggers[trigger.id], {})
    else:
        run_beside(scope, triggers[trigger.id], inside.facts.steps, {})
    return True


def _at_boundary(activity: LiveToken, kind: Thrown, code: str | None) -> bool:
    scope, steps = activity.scope, activity.facts.steps
    boundary = _best(scope.compiled.boundaries(activity.node), kind, code)
    if boundary is None:
        return False
    if boundary.interrupting or kind == "error":
        leave_by_boundary(activity)
    scope.enter(boundary, Facts(steps=dict(steps), happened=True))
    return True


def _best(catchers: Iterable[Node], kind: Thrown, code: str | None) -> Node | None:
    """Who catches: one with the same code before one without a code; BPMN 2.0, 10.5.6."""
    fitting = [node for node in catchers if event_of(node).kind == kind]
    exact = [node for node in fitting if code is not None and event_of(node).code == code]
    every = [node for node in fitting if event_of(node).code is None]
    return next(iter(exact + every), None)
