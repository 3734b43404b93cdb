"""Events: start, end, catch, throw, boundary."""

from __future__ import annotations

from collections.abc import Mapping

from engine.runtime.behaviours.base import FlowNode
from engine.runtime.compiled import AWAITED, is_link_catch
from engine.runtime.throwing import leave_by_boundary, throw_error, throw_escalation
from engine.runtime.tokens import Facts, LiveToken


class _Waiting(FlowNode):
    """An event that simply goes on when it happens."""

    def triggered(self, token: LiveToken, payload: Mapping[str, object]) -> None:
        """Take the payload and go on."""
        token.scope.machine.events.happened_first(token)
        token.scope.write(token, payload)
        token.proceed()


class StartEvent(_Waiting):
    """Begins a scope at once, unless the process as a whole waits for its first event."""

    def arrive(self, token: LiveToken) -> bool:
        """Ready unless it waits for a timer, message or signal."""
        waits = self.event.kind in AWAITED and not token.facts.happened
        return self.listen(token, self.event) if waits else True


class CatchEvent(_Waiting):
    """Waits for a timer, message or signal; the target of a link passes at once."""

    def arrive(self, token: LiveToken) -> bool:
        """Arm the event."""
        return True if is_link_catch(self.node) else self.listen(token, self.event)


class BoundaryEvent(FlowNode):
    """Waits while its activity is active."""

    def arrive(self, token: LiveToken) -> bool:
        """Arm the event, or go on when it has happened."""
        return True if token.facts.happened else self.listen(token, self.event)

    def triggered(self, token: LiveToken, payload: Mapping[str, object]) -> None:
        """Leave the activity, or go on beside it and wait again."""
        scope = token.scope
        scope.write(token, payload)
        if not self.node.interrupting:
            scope.enter(self.node, Facts(steps=dict(token.facts.steps), happened=True))
            scope.machine.events.listen_again(token)
            return
        host = scope.machine.nesting.token(token.facts.host)
        token.facts.host = None
        if host is not None:
            leave_by_boundary(host)
        token.proceed()


class _Thrower(FlowNode):
    def throw(self, token: LiveToken) -> None:
        """Throw what the event says. Raises RuntimeFailure when an error is caught by nobody."""
        events = token.scope.machine.events
        match self.event.kind:
            case "message":
                events.throw_message(self.event.name or "")
            case "signal":
                events.throw_signal(self.event.name or "", {})
            case "escalation":
                throw_escalation(token, self.event.code)
            case "error":
                throw_error(token, self.event.code)
            case "terminate":
                token.scope.clear()


class ThrowEvent(_Thrower):
    """Throws in passing; a link throw goes on where the link of the same name is caught."""

    def leave(self, token: LiveToken) -> None:
        """Throw, then go on unless the throw ended this scope."""
        scope, steps = token.scope, self.steps_after(token)
        self.done(token)
        if self.event.kind == "link":
            scope.enter(scope.compiled.link_target(self.event.name), Facts(steps=steps))
            return
        self.throw(token)
        for flow in self.flows_taken(token) if scope.holds(token) else ():
            scope.follow(flow, steps)


class EndEvent(_Thrower):
    """Consumes the token, and throws what it says."""

    def leave(self, token: LiveToken) -> None:
        """Throw; nothing follows."""
        self.done(token)
        token.scope.machine.reached_end(token.scope, self.node)
        self.throw(token)
