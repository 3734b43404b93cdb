"""What all flow nodes share: a token arrives, the node acts, the token leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.definitions.model import Event, Flow, Node
from engine.runtime.compile import spec_name
from engine.runtime.host import RuntimeFailure

if TYPE_CHECKING:
    from engine.runtime.scope import Scope


class FlowNode(BpmnTaskSpec):  # type: ignore[misc]
    """A node of the diagram as a SpiffWorkflow task spec.

    SpiffWorkflow predicts future tasks and wires specs to each other; tokens here are made when a flow is taken, so both are left out.
    """

    by_hand: ClassVar[bool] = False
    """Whether somebody outside completes it."""
    returnable: ClassVar[bool] = False
    """Whether a case can be returned to it (退回): a task or a call activity."""

    def __init__(self, wf_spec: BpmnProcessSpec, node: Node) -> None:
        super().__init__(wf_spec, spec_name(node.id), manual=self.by_hand)
        self.node = node

    # What SpiffWorkflow calls.

    def test(self) -> None:
        """Nothing to test: `check` did."""

    def _predict_hook(self, my_task: Task) -> None:
        """Predict nothing."""

    def _update_hook(self, my_task: Task) -> bool:
        return self.arrive(cast("Scope", my_task.workflow), my_task)

    def _on_ready_hook(self, my_task: Task) -> None:
        if not self.by_hand:
            my_task.workflow.instance.enqueue(my_task)

    def _run_hook(self, my_task: Task) -> bool | None:
        return self.act(cast("Scope", my_task.workflow), my_task)

    def _on_complete_hook(self, my_task: Task) -> None:
        self.leave(cast("Scope", my_task.workflow), my_task)

    # What a kind of node changes.

    def arrive(self, scope: Scope, token: Task) -> bool:  # noqa: ARG002
        """A token comes in; True makes it ready to act, False leaves it waiting."""
        return True

    def act(self, scope: Scope, token: Task) -> bool | None:  # noqa: ARG002
        """Do the node's work; True completes it, None leaves it running until somebody completes it."""
        return True

    def leave(self, scope: Scope, token: Task) -> None:
        """Move on along the flows that are taken."""
        steps = self.steps_after(token)
        for flow in self.flows_taken(scope, token):
            scope.follow(flow, steps)

    def triggered(self, scope: Scope, token: Task, payload: dict[str, object]) -> None:
        """What the token waited for has come: a due timer, a message, a signal."""
        raise NotImplementedError

    # What kinds share.

    def flows_taken(self, scope: Scope, token: Task) -> list[Flow]:
        """Unconditional flows, conditional ones that hold, and the default when none of the conditional ones does.

        BPMN 2.0, 13.2.1 and 13.3.4. Raises RuntimeFailure `no_flow` when there are flows and none may be taken.
        """
        outgoing = scope.compiled.outgoing(self.node)
        default = self.node.default
        conditional = [flow for flow in outgoing if flow.condition is not None and flow.id != default]
        holding = {flow.id for flow in conditional if self.holds(scope, token, flow)}
        taken = [
            flow for flow in outgoing if flow.id in holding or (flow.condition is None and flow.id != default)
        ]
        if not holding:
            taken += [flow for flow in outgoing if flow.id == default]
        if outgoing and not taken:
            raise RuntimeFailure("no_flow", self.node.id)
        return taken

    @staticmethod
    def holds(scope: Scope, token: Task, flow: Flow) -> bool:
        """Whether the condition of a flow is met now; a flow without one always is."""
        return flow.condition is None or scope.instance.condition(scope, token, flow.condition)

    def steps_after(self, token: Task) -> dict[str, int]:
        """The lineage of what comes next: the returnable steps passed, this one included."""
        steps = dict(token.internal_data["steps"])
        if self.returnable:
            steps[self.node.id] = token.id
        return steps

    def because(self, token: Task) -> frozenset[int]:
        """The steps that a write by this token depends on."""
        known = token.internal_data
        own = {known.get("stands_for", token.id)} if self.returnable else set()
        return frozenset(known["steps"].values()) | own


def wait(token: Task) -> bool:
    """Leave a token waiting; the answer of `arrive`."""
    token._set_state(TaskState.WAITING)
    return False


def listen(scope: Scope, token: Task, event: Event) -> bool:
    """Leave a token waiting for an event; one that came early (a buffered message) triggers it at once."""
    wait(token)
    early = scope.instance.events.arm(scope, token, event)
    if early is not None:
        token.task_spec.triggered(scope, token, early)
    return False
