"""Gateways: exclusive, parallel, inclusive, event-based."""

from __future__ import annotations

from typing import TYPE_CHECKING

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.definitions.model import Flow
from engine.runtime.behaviours.base import FlowNode, wait
from engine.runtime.host import RuntimeFailure

if TYPE_CHECKING:
    from engine.runtime.scope import Scope


class ExclusiveGateway(FlowNode):
    """Takes the first flow whose condition holds, in the order of the file, else the default (BPMN 2.0, 13.3.2)."""

    def flows_taken(self, scope: Scope, token: Task) -> list[Flow]:
        """Exactly one flow."""
        outgoing = scope.compiled.outgoing(self.node)
        for flow in outgoing:
            if flow.id != self.node.default and self.holds(scope, token, flow):
                return [flow]
        default = [flow for flow in outgoing if flow.id == self.node.default]
        if outgoing and not default:
            raise RuntimeFailure("no_flow", self.node.id)
        return default


class _Join(FlowNode):
    """A gateway that consumes one token from each of several incoming flows."""

    def waiting(self, scope: Scope) -> dict[str, Task]:
        """The oldest waiting token on each incoming flow."""
        found: dict[str, Task] = {}
        for token in scope.tokens():
            if token.task_spec is self and token.state == TaskState.WAITING:
                found.setdefault(token.internal_data["flow"], token)
        return found

    def merge(self, scope: Scope, tokens: list[Task]) -> Task:
        """Make one token of several: the newest goes on with the lineage of all."""
        last = tokens[-1]
        steps: dict[str, int] = {}
        for token in tokens:
            for element, step in token.internal_data["steps"].items():
                steps[element] = max(step, steps.get(element, step))
        last.internal_data["steps"] = steps
        for token in tokens[:-1]:
            scope.remove(token)
        return last


class ParallelGateway(_Join):
    """Waits for a token on each incoming flow, then sends one along each outgoing flow (BPMN 2.0, 13.3.1)."""

    def arrive(self, scope: Scope, token: Task) -> bool:
        """Ready when every incoming flow has its token; surplus tokens stay for the next round."""
        wait(token)
        waiting = self.waiting(scope)
        if len(waiting) < len(self.node.incoming):
            return False
        self.merge(scope, [other for other in waiting.values() if other is not token] + [token])
        return True

    def flows_taken(self, scope: Scope, token: Task) -> list[Flow]:  # noqa: ARG002
        """All flows; a parallel gateway has no conditions."""
        return list(scope.compiled.outgoing(self.node))


class InclusiveGateway(_Join):
    """Waits for every token that can still reach it, then takes all flows that hold (BPMN 2.0, 13.3.3)."""

    def arrive(self, scope: Scope, token: Task) -> bool:  # noqa: ARG002
        """A join is decided when nothing else moves; a gateway with one way in never waits."""
        return True if len(self.node.incoming) < 2 else wait(token)

    def release(self, scope: Scope) -> Task | None:
        """The merged token when the join may fire now, else None."""
        waiting = self.waiting(scope)
        if not waiting or self._more_may_come(scope, set(waiting)):
            return None
        return self.merge(scope, list(waiting.values()))

    def _more_may_come(self, scope: Scope, filled: set[str]) -> bool:
        empty = set(self.node.incoming) - filled
        upstream_of_empty = self._upstream(scope, empty)
        upstream_of_filled = self._upstream(scope, filled)
        return any(
            place in upstream_of_empty and place not in upstream_of_filled
            for token in scope.tokens()
            if token.task_spec is not self
            for place in self._places(token)
        )

    @staticmethod
    def _places(token: Task) -> set[str]:
        host = token.workflow.compiled.node(token.task_spec.node.id).attached_to
        return {token.task_spec.node.id} | ({host} if host else set())

    def _upstream(self, scope: Scope, flows: set[str]) -> set[str]:
        """Nodes from which a path leads into one of these flows without passing this gateway."""
        process = scope.compiled.process
        found: set[str] = set()
        todo = [process.flows[flow].source for flow in flows]
        while todo:
            element = todo.pop()
            if element in found or element == self.node.id:
                continue
            found.add(element)
            node = scope.compiled.node(element)
            todo += [process.flows[flow].source for flow in node.incoming]
            todo += [node.attached_to] if node.attached_to else []
        return found


class EventBasedGateway(FlowNode):
    """Waits at all following events at once; the first that happens goes on (BPMN 2.0, 13.3.4)."""

    def act(self, scope: Scope, token: Task) -> bool | None:
        """Put a waiting token on each following event."""
        for flow in scope.compiled.outgoing(self.node):
            if not scope.holds(token):
                break  # an early message has already decided
            scope.enter(
                scope.compiled.node(flow.target),
                steps=token.internal_data["steps"],
                flow=flow.id,
                gate=token.id,
            )
        return None
