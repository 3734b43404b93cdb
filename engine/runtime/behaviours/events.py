"""Events: start, end, catch, throw, boundary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from SpiffWorkflow.task import Task

from engine.definitions.model import Event
from engine.runtime.behaviours.base import FlowNode, listen
from engine.runtime.compile import is_link_catch

if TYPE_CHECKING:
    from engine.runtime.scope import Scope

WAITED_FOR = frozenset({"timer", "message", "signal"})
"""Events that a token waits for; errors and escalations are looked for when they are thrown."""

NONE = Event(kind="none")


class _Event(FlowNode):
    @property
    def event(self) -> Event:
        """The event definition; none when the element has none."""
        return self.node.event or NONE


class _Waiting(_Event):
    """An event that simply goes on when it happens."""

    def triggered(self, scope: Scope, token: Task, payload: dict[str, object]) -> None:
        """Take the payload and go on."""
        scope.instance.events.open_gate(scope, token)
        scope.instance.write(scope, token, payload)
        token._ready()


class StartEvent(_Waiting):
    """Begins a scope at once, unless the process as a whole waits for its first event."""

    def arrive(self, scope: Scope, token: Task) -> bool:
        """Ready unless it waits for a timer, message or signal."""
        waits = self.event.kind in WAITED_FOR and not token.internal_data.get("triggered")
        return listen(scope, token, self.event) if waits else True


class CatchEvent(_Waiting):
    """Waits for a timer, message or signal; the target of a link passes at once."""

    def arrive(self, scope: Scope, token: Task) -> bool:
        """Arm the event."""
        return True if is_link_catch(self.node) else listen(scope, token, self.event)


class BoundaryEvent(_Event):
    """Waits while its activity is active; `fired` marks the token that has happened."""

    def arrive(self, scope: Scope, token: Task) -> bool:
        """Arm the event, or go on when this is the token of a firing."""
        return True if token.internal_data.get("fired") else listen(scope, token, self.event)

    def triggered(self, scope: Scope, token: Task, payload: dict[str, object]) -> None:
        """Leave the activity, or go on beside it and wait again."""
        if not self.node.interrupting:
            scope.instance.write(scope, token, payload)
            scope.enter(self.node, steps=token.internal_data["steps"], fired=True)
            scope.instance.events.arm_again(scope, token, self.event)
            return
        host = scope.instance.token(token.internal_data.pop("host"))
        if host is not None:
            scope.remove(host)
        scope.instance.write(scope, token, payload)
        token._ready()


class _Thrower(_Event):
    def throw(self, scope: Scope, token: Task) -> None:
        """Throw what the event says. Raises RuntimeFailure when an error is caught by nobody."""
        events = scope.instance.events
        match self.event.kind:
            case "message":
                events.throw_message(self.event.name or "")
            case "signal":
                events.throw_signal(self.event.name or "")
            case "escalation":
                events.throw_escalation(scope, self.event.code)
            case "error":
                events.throw_error(scope, self.event.code, self.node.id)
            case "terminate":
                scope.instance.terminate(scope, token)


class ThrowEvent(_Thrower):
    """Throws in passing; a link throw goes on where the link of the same name is caught."""

    def leave(self, scope: Scope, token: Task) -> None:
        """Throw, then go on unless the throw ended this scope."""
        if self.event.kind == "link":
            target = next(
                node
                for node in scope.compiled.nodes.values()
                if is_link_catch(node) and node.event is not None and node.event.name == self.event.name
            )
            scope.enter(target, steps=self.steps_after(token))
            return
        self.throw(scope, token)
        if scope.holds(token):
            super().leave(scope, token)


class EndEvent(_Thrower):
    """Consumes the token, and throws what it says."""

    def leave(self, scope: Scope, token: Task) -> None:
        """Throw; nothing follows."""
        scope.instance.remember_end(scope, self.node, self.event)
        self.throw(scope, token)
