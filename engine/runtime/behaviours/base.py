"""What all flow nodes share: a token arrives, the node acts, the token leaves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec

from engine.definitions.model import Event, Flow, Node
from engine.runtime.compiled import event_of
from engine.runtime.host import RuntimeFailure
from engine.runtime.tokens import LiveToken, Steps

if TYPE_CHECKING:
    from engine.runtime.machine import Machine


class FlowNode(BpmnTaskSpec):  # type: ignore[misc]
    """A node of the diagram as a SpiffWorkflow task spec.

    SpiffWorkflow predicts future tasks and wires specs to each other; tokens here are made when a flow is
    taken, so both are left out.
    """

    by_hand: bool = False
    """Whether somebody outside completes it."""
    returnable: bool = False
    """Whether a case can be returned to it (退回): a user task or a call activity."""
    recorded: bool = False
    """Whether its completion is remembered: of what is returnable, and of what has tasks inside."""
    traced: bool = True
    """Whether its completion shows in the trace."""

    def __init__(self, wf_spec: BpmnProcessSpec, name: str, node: Node) -> None:
        super().__init__(wf_spec, name, manual=self.by_hand)
        self.node = node

    @property
    def event(self) -> Event:
        """The event definition; none when the element has none."""
        return event_of(self.node)

    def take_in(self, token: LiveToken) -> None:
        """Let a token that was put here arrive."""
        self._update(token)

    # What SpiffWorkflow calls.

    def test(self) -> None:
        """Nothing to test: `check` did."""

    def _predict_hook(self, my_task: LiveToken) -> None:
        """Predict nothing."""

    def _update_hook(self, my_task: LiveToken) -> bool:
        return self.arrive(my_task)

    def _on_ready_hook(self, my_task: LiveToken) -> None:
        if not self.by_hand:
            _machine(my_task).enqueue(my_task)

    def _run_hook(self, my_task: LiveToken) -> bool | None:
        return self.act(my_task)

    def _on_complete_hook(self, my_task: LiveToken) -> None:
        self.leave(my_task)

    # What a kind of node changes.

    def arrive(self, token: LiveToken) -> bool:  # noqa: ARG002
        """A token comes in; True makes it ready to act, False leaves it waiting."""
        return True

    def act(self, token: LiveToken) -> bool | None:  # noqa: ARG002
        """Do the node's work; True completes it, None leaves it running until somebody completes it."""
        return True

    def leave(self, token: LiveToken) -> None:
        """Move on along the flows that are taken; a node at which none may be taken isn't done."""
        flows = self.flows_taken(token)
        self.done(token)
        for flow in flows:
            token.scope.follow(flow, self.steps_after(token))

    def triggered(self, token: LiveToken, payload: Mapping[str, object]) -> None:
        """What the token waited for has come: a due timer, a message, a signal."""
        raise NotImplementedError

    def release(self, token: LiveToken) -> bool:  # noqa: ARG002
        """Nothing else moves: whether a waiting token has made use of that."""
        return False

    def counters(self, token: LiveToken) -> dict[str, object]:  # noqa: ARG002
        """What an activity with instances counts, by the names that expressions use."""
        return {}

    # What kinds share.

    def done(self, token: LiveToken) -> None:
        """Note that the node is completed; whoever leaves it says when."""
        if self.traced:
            _machine(token).passed(token)

    def listen(self, token: LiveToken, event: Event) -> bool:
        """Leave a token waiting for an event; the answer of `arrive`."""
        _machine(token).events.listen(token, event)
        return False

    def flows_taken(self, token: LiveToken) -> list[Flow]:
        """Unconditional flows, conditional ones that hold, and the default when none of these holds.

        BPMN 2.0, 13.2.1 and 13.3.3. Raises RuntimeFailure `no_flow` when none of the flows may be taken.
        """
        outgoing = token.scope.compiled.outgoing(self.node)
        others = [flow for flow in outgoing if flow.id != self.node.default]
        holding = [flow for flow in others if flow.condition is not None and self.holds(token, flow)]
        taken = [flow for flow in others if flow.condition is None or flow in holding]
        if not holding:
            taken += [flow for flow in outgoing if flow.id == self.node.default]
        if outgoing and not taken:
            raise RuntimeFailure("no_flow", self.node.id)
        return taken

    @staticmethod
    def holds(token: LiveToken, flow: Flow) -> bool:
        """Whether the condition of a flow is met now; a flow without one always is."""
        return flow.condition is None or _machine(token).condition(token, flow.condition)

    def steps_after(self, token: LiveToken) -> Steps:
        """The lineage of what comes next: the recorded steps passed, this one included."""
        own = {self.node.id: token.id} if self.recorded else {}
        return {**token.facts.steps, **own}


def _machine(token: LiveToken) -> Machine:
    return token.scope.machine
