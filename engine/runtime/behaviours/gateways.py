"""Gateways: exclusive, parallel, inclusive, event-based."""

from __future__ import annotations

from engine.definitions.model import Flow
from engine.runtime.behaviours.base import FlowNode
from engine.runtime.compiled import CompiledScope
from engine.runtime.host import RuntimeFailure
from engine.runtime.lineage import Input, Joining
from engine.runtime.tokens import Facts, LiveToken, Steps


class ExclusiveGateway(FlowNode):
    """The first flow whose condition holds, in the file's order, or the default (BPMN 2.0, 13.3.2)."""

    def flows_taken(self, token: LiveToken) -> list[Flow]:
        """Exactly one flow."""
        outgoing = token.scope.compiled.outgoing(self.node)
        for flow in outgoing:
            if flow.id != self.node.default and self.holds(token, flow):
                return [flow]
        default = [flow for flow in outgoing if flow.id == self.node.default]
        if outgoing and not default:
            raise RuntimeFailure("no_flow", self.node.id)
        return default


class _Join(FlowNode):
    """A gateway that consumes one token from each of several incoming flows."""

    def arrive(self, token: LiveToken) -> bool:
        """A gateway with one way in is no join: it never waits."""
        if len(self.node.incoming) < 2:
            return True
        token.wait()
        return False

    def filled(self, token: LiveToken) -> dict[str, LiveToken]:
        """The oldest token on each incoming flow that has one; surplus tokens stay for the next round."""
        found: dict[str, LiveToken] = {}
        for other in token.scope.tokens():
            if other.behaviour is self and other.is_waiting and other.facts.flow is not None:
                found.setdefault(other.facts.flow, other)
        return found

    def merge(self, filled: dict[str, LiveToken]) -> LiveToken:
        """Make one token of several: the newest goes on with the lineage of all."""
        tokens = sorted(filled.values(), key=lambda token: token.id)
        last, scope = tokens[-1], tokens[-1].scope
        inputs = tuple(Input(flow, dict(token.facts.steps)) for flow, token in filled.items())
        scope.lineage.joinings.append(Joining(self.node.id, inputs))
        last.facts.steps = _merged([token.facts.steps for token in tokens])
        for token in tokens[:-1]:
            scope.remove(token)
        return last


class ParallelGateway(_Join):
    """Waits for a token on each incoming flow, then sends one along each outgoing flow (BPMN 2.0, 13.3.1)."""

    def arrive(self, token: LiveToken) -> bool:
        """Ready when every incoming flow has its token."""
        if super().arrive(token):
            return True
        filled = self.filled(token)
        if len(filled) == len(self.node.incoming):
            self.merge(filled).proceed()
        return False

    def flows_taken(self, token: LiveToken) -> list[Flow]:
        """All flows; a parallel gateway has no conditions."""
        return list(token.scope.compiled.outgoing(self.node))


class InclusiveGateway(_Join):
    """Waits for every token that can still reach it, then takes all flows that hold (BPMN 2.0, 13.3.3)."""

    def release(self, token: LiveToken) -> bool:
        """Go on when no other token can bring one to an empty flow."""
        filled = self.filled(token)
        if self._more_may_come(token, set(filled)):
            return False
        self.merge(filled).proceed()
        return True

    def _more_may_come(self, token: LiveToken, filled: set[str]) -> bool:
        compiled = token.scope.compiled
        undecided = self._upstream(compiled, set(self.node.incoming) - filled) - self._upstream(
            compiled, filled
        )
        return any(
            other.node.id in undecided for other in token.scope.tokens() if other.behaviour is not self
        )

    def _upstream(self, compiled: CompiledScope, flows: set[str]) -> set[str]:
        """Nodes from which a path leads into one of these flows without passing this gateway."""
        found: set[str] = set()
        todo = [compiled.process.flows[flow].source for flow in flows]
        while todo:
            element = todo.pop()
            if element not in found and element != self.node.id:
                found.add(element)
                todo += compiled.sources(compiled.nodes[element])
        return found


class EventBasedGateway(FlowNode):
    """Waits at all following events at once; the first that happens goes on (BPMN 2.0, 13.3.4)."""

    def act(self, token: LiveToken) -> bool | None:
        """Put a waiting token on each following event."""
        scope = token.scope
        for flow in scope.compiled.outgoing(self.node):
            if not scope.holds(token):
                break  # an early message has already decided
            followed = Facts(steps=dict(token.facts.steps), flow=flow.id, gate=token.id)
            scope.enter(scope.compiled.nodes[flow.target], followed)
        return None


def _merged(lineages: list[Steps]) -> Steps:
    """The lineage of all: of each step the latest."""
    merged: Steps = {}
    for steps in lineages:
        for element, step in steps.items():
            merged[element] = max(step, merged.get(element, step))
    return merged
