"""How events reach tokens: arming what waits, and throwing errors, escalations, messages and signals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from SpiffWorkflow.task import Task

from engine.definitions.model import Event, Node
from engine.errors import EngineError
from engine.runtime.compile import trigger_of
from engine.runtime.host import RuntimeFailure
from engine.runtime.scope import Scope, behaviour, facts, scope_of
from engine.runtime.timers import Due, first_due, next_due
from engine.runtime.views import Note

if TYPE_CHECKING:
    from engine.runtime.instance import Instance

WAITED_FOR = frozenset({"timer", "message", "signal"})


class Events:
    """The events of one case. Messages thrown inside the case wait for their catch and are consumed once."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.buffered: list[str] = []

    # Arming.

    def arm(self, scope: Scope, token: Task, event: Event) -> dict[str, object] | None:
        """Make a token wait for an event; the payload when it has already come, else None."""
        known = facts(token)
        match event.kind:
            case "timer":
                due = first_due(
                    event.text or "",
                    now=self.instance.now,
                    calendar=self.instance.host.calendar,
                    evaluate=lambda text: self.instance.value(scope, token, text),
                )
                self._set_due(token, due)
            case "message":
                known["message"] = event.name or ""
                if event.name in self.buffered:
                    self.buffered.remove(event.name)
                    return {}
            case "signal":
                known["signal"] = event.name or ""
        return None

    @staticmethod
    def _set_due(token: Task, due: Due) -> None:
        facts(token).update(due=due.at.isoformat(), again=due.again, left=due.left)

    def arm_again(self, scope: Scope, token: Task, event: Event) -> None:
        """After a non-interrupting firing: messages and signals go on waiting, a timer only while it repeats."""
        if event.kind != "timer":
            return
        known = facts(token)
        due = Due(datetime.fromisoformat(known["due"]), known["again"], known["left"])
        following = next_due(due, calendar=self.instance.host.calendar)
        if following is None:
            scope.remove(token)
            return
        self._set_due(token, following)
        known["occurrence"] = known.get("occurrence", 0) + 1

    def arm_boundaries(self, scope: Scope, token: Task) -> None:
        """Let the boundary events of an activity begin to wait."""
        node = behaviour(token).node
        for boundary in scope.compiled.process.boundaries(node.id):
            if (
                boundary.event is not None
                and boundary.event.kind in WAITED_FOR
                and scope.holds(token)
            ):
                scope.enter(boundary, steps=facts(token)["steps"], host=token.id)

    def open_gate(self, scope: Scope, token: Task) -> None:
        """One of the events after an event-based gateway has happened, or one of several start events: the others are off."""
        known = facts(token)
        if known.pop("begins", False):
            for other in list(scope.tokens()):
                if other is not token and facts(other).get("begins"):
                    scope.remove(other)
        gate = self.instance.token(known.pop("gate", None))
        if gate is not None:
            self.instance.passed(gate)
            scope.remove(gate)

    # Messages and signals.

    def waiting(self, member: str, name: str, where: Callable[[Scope], bool] | None = None) -> Iterator[Task]:
        """Tokens that wait for a message or signal of that name, oldest first."""
        found = [
            token
            for scope in self.instance.scopes()
            for token in scope.tokens()
            if facts(token).get(member) == name and (where is None or where(scope))
        ]
        return iter(sorted(found, key=lambda token: token.id))

    def throw_message(self, name: str) -> None:
        """A message from inside the case: the oldest waiting token takes it, else it is kept until one does."""
        if not self.deliver(name, {}):
            self.buffered.append(name)

    def deliver(
        self, name: str, payload: Mapping[str, object], where: Callable[[Scope], bool] | None = None
    ) -> bool:
        """Give a message to the oldest token that waits for it; False when none does."""
        token = next(self.waiting("message", name, where), None)
        if token is None:
            return False
        self.trigger(token, payload)
        return True

    def throw_signal(self, name: str, payload: Mapping[str, object] | None = None) -> bool:
        """Give a signal to every token in the case that waits for it; False when none does."""
        tokens = list(self.waiting("signal", name))
        for token in tokens:
            if self.instance.alive(token):
                self.trigger(token, payload or {})
        return bool(tokens)

    def trigger(self, token: Task, payload: Mapping[str, object]) -> None:
        """Let what a token waited for happen."""
        behaviour(token).triggered(scope_of(token), token, dict(payload))

    # Errors and escalations.

    def throw_error(self, scope: Scope, code: str | None, element: str) -> None:
        """Raise an error in a scope. Raises RuntimeFailure `uncaught_error` when nothing around it catches that code."""
        if not self._propagate(scope, "error", code, element):
            raise RuntimeFailure("uncaught_error", element, error_code=code, error_message="")

    def throw_error_of(
        self, scope: Scope, token: Task, code: str, message: str, cause: EngineError | None = None
    ) -> None:
        """An activity's own work failed: its boundary comes first, then what is around it.

        Raises RuntimeFailure with the cause's code, or `uncaught_error`, when nothing catches it.
        """
        node = behaviour(token).node
        if self._at_boundary(scope, token, "error", code) or self._propagate(scope, "error", code, node.id):
            self.instance.note(Note("error_caught", node.id, {"code": code}))
            return
        if cause is not None:
            raise RuntimeFailure(cause.code, node.id, **{**cause.facts, "element": node.id}) from cause
        raise RuntimeFailure("uncaught_error", node.id, error_code=code, error_message=message)

    def throw_escalation(self, scope: Scope, code: str | None) -> None:
        """Escalate to whatever around catches it; nobody has to."""
        self._propagate(scope, "escalation", code, "")

    def _propagate(self, scope: Scope, kind: str, code: str | None, element: str) -> bool:
        inside: Scope | None = scope
        while inside is not None:
            if self._in_event_sub_process(inside, kind, code):
                return True
            activity, outer = inside.activity, inside.outer
            if activity is not None and outer is not None and self._at_boundary(outer, activity, kind, code):
                return True
            inside = outer
        return False

    def _in_event_sub_process(self, scope: Scope, kind: str, code: str | None) -> bool:
        running = {behaviour(token).node.id for token in scope.tokens()}
        handlers = {
            node.id: trigger_of(scope.compiled.executable, node.id)
            for node in scope.compiled.event_sub_processes()
            if node.id not in running
        }
        best = _best([(start, handler) for handler, start in handlers.items()], kind, code)
        if best is None:
            return False
        node = scope.compiled.node(best)
        if handlers[best].interrupting or kind == "error":
            scope.compiled.behaviour(best).interrupt(scope, None, {})
        else:
            scope.enter(node, payload={})
        return True

    def _at_boundary(self, scope: Scope, activity: Task, kind: str, code: str | None) -> bool:
        boundaries = {
            node.id: node for node in scope.compiled.process.boundaries(behaviour(activity).node.id)
        }
        best = _best([(node, node.id) for node in boundaries.values()], kind, code)
        if best is None:
            return False
        steps = facts(activity)["steps"]
        if boundaries[best].interrupting or kind == "error":
            scope.remove(activity)
        scope.enter(boundaries[best], steps=steps, fired=True)
        return True


def _best(catchers: list[tuple[Node, str]], kind: str, code: str | None) -> str | None:
    """Who catches: one with the same code before one without a code; BPMN 2.0, 10.5.6."""
    fitting = [
        (node.event.code, key) for node, key in catchers if node.event is not None and node.event.kind == kind
    ]
    exact = [key for own, key in fitting if own is not None and own == code]
    every = [key for own, key in fitting if own is None]
    return next(iter(exact + every), None)
