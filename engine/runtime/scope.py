"""Scopes: the running instance of a process, of an embedded sub-process, or of an event sub-process, with its tokens.

A scope is a SpiffWorkflow workflow; its tokens are SpiffWorkflow tasks, all of them children of the root, so that the tree
never deepens however often a case goes round (SpiffWorkflow loses sight of tasks beyond a depth of 1,000).
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.definitions.model import Flow, Node
from engine.runtime.compile import CompiledScope
from engine.runtime.variables import Variables

if TYPE_CHECKING:
    from engine.runtime.behaviours.base import FlowNode
    from engine.runtime.instance import Instance

ROOT = -1
"""The key of the case's own scope; SpiffWorkflow takes 0 for no id at all."""


class Scope:
    """What both kinds of SpiffWorkflow workflow share here."""

    instance: Instance
    compiled: CompiledScope
    variables: Variables
    local: dict[str, object]
    """Variables of this scope alone: the payload of the message that started an event sub-process, the item of an instance."""
    tasks: dict[int, Task]
    history: dict[str, tuple[int, frozenset[int]]]
    """Returnable element -> its latest completed token and the steps that one depended on."""

    def equip(
        self, instance: Instance, compiled: CompiledScope, variables: Variables, local: dict[str, object]
    ) -> None:
        """Set up an empty scope."""
        self.instance = instance
        self.compiled = compiled
        self.variables = variables
        self.local = local
        self.history = {}
        self.tasks.clear()
        self.task_tree = Task(self, compiled.spec.start, state=TaskState.COMPLETED, id=ROOT)

    @property
    def activity(self) -> Task | None:
        """The token of the activity whose inside this scope is; None at the top."""
        return None

    @property
    def outer(self) -> Scope | None:
        """The scope around this one."""
        return None

    @property
    def path(self) -> tuple[int, ...]:
        """Ids of the activity tokens around this scope, outermost first."""
        if self.outer is None or self.activity is None:
            return ()
        return (*self.outer.path, self.activity.id)

    def visible(self) -> Mapping[str, object]:
        """All variables that an expression sees here; inner ones hide outer ones."""
        layers: list[Mapping[str, object]] = [self.local]
        scope: Scope = self
        while scope.outer is not None and scope.outer.variables is self.variables:
            scope = scope.outer
            layers.append(scope.local)
        return ChainMap(*cast("list[dict[str, object]]", [*layers, self.variables]))

    def tokens(self) -> Iterator[Task]:
        """Live tokens in order of creation."""
        return iter([task for id_, task in self.tasks.items() if id_ != ROOT])

    def place(self, node: Node, *, steps: Mapping[str, int] | None = None, **facts: object) -> Task:
        """Put a new token on a node; it arrives when the instance runs on. `steps` is its lineage."""
        spec = self.compiled.behaviour(node.id)
        token = Task(self, spec, self.task_tree, state=TaskState.FUTURE, id=self.instance.next_id())
        token.internal_data = {"steps": dict(steps or {}), **facts}
        self.instance.guard_tokens()
        return token

    def enter(self, node: Node, *, steps: Mapping[str, int] | None = None, **facts: object) -> Task:
        """Put a token on a node and let it arrive."""
        token = self.place(node, steps=steps, **facts)
        token.task_spec._update(token)
        return token

    def follow(self, flow: Flow, steps: Mapping[str, int]) -> None:
        """Move on along a sequence flow."""
        self.enter(self.compiled.node(flow.target), steps=steps, flow=flow.id)

    def holds(self, token: Task) -> bool:
        """Whether a token is still here."""
        return self.tasks.get(token.id) is token

    def remove(self, token: Task) -> None:
        """Take a token away with everything that hangs on it: its inside, its boundary events, an amendment it waits for."""
        if self.tasks.pop(token.id, None) is None:
            return
        self.task_tree._children.remove(token.id)
        self.instance.drop_inside(token)
        self.drop_hanging(token)
        self.instance.drop_amendments(token)

    def drop_hanging(self, token: Task) -> None:
        """Take away the boundary events of an activity, or the events after an event-based gateway."""
        for other in list(self.tokens()):
            if token.id in (other.internal_data.get("host"), other.internal_data.get("gate")):
                self.remove(other)

    def has_ended(self) -> bool:
        """Whether nothing is left but event sub-processes that wait to be triggered."""
        return all("listens" in token.internal_data for token in self.tokens())

    def _task_completed_notify(self, token: Task) -> None:
        self.instance.completed(token)


class TopScope(Scope, BpmnWorkflow):  # type: ignore[misc]
    """The case's own process."""


class InnerScope(Scope, BpmnSubWorkflow):  # type: ignore[misc]
    """The inside of a call activity or sub-process."""

    @property
    def activity(self) -> Task | None:
        """The token whose inside this is."""
        return cast("Task", self.instance.token(self.parent_task_id))

    @property
    def outer(self) -> Scope | None:
        """The scope of that token."""
        return cast("Scope", self.activity.workflow) if self.activity is not None else None

    def _calculate_depth(self) -> int:
        return len(self.path)


def behaviour(token: Task) -> FlowNode:
    """The behaviour of the node on which a token stands."""
    return cast("FlowNode", token.task_spec)


def scope_of(token: Task) -> Scope:
    """The scope in which a token lives."""
    return cast("Scope", token.workflow)


def facts(token: Task) -> dict[str, Any]:
    """What is remembered with a token: its lineage, due instant, host …"""
    return cast("dict[str, Any]", token.internal_data)
