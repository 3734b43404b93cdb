"""Scopes: the running instance of a process, of an embedded sub-process, or of an event sub-process.

A scope is a SpiffWorkflow workflow; the tokens in it are its tasks.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, cast

from SpiffWorkflow.bpmn.script_engine.python_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

from engine.definitions.model import Flow, Node
from engine.runtime.compiled import CompiledScope
from engine.runtime.lineage import Lineage, Passage
from engine.runtime.safety import NoPython
from engine.runtime.tokens import Facts, LiveToken, Steps
from engine.runtime.values import check_values
from engine.runtime.variables import Variables

if TYPE_CHECKING:
    from engine.runtime.behaviours.base import FlowNode
    from engine.runtime.machine import Machine

TOP = 0
"""The key of the case's own scope; every other scope has the id of its activity's token."""


class Scope:
    """What both kinds of scope share."""

    machine: Machine
    compiled: CompiledScope
    variables: Variables
    lineage: Lineage
    tasks: dict[int, LiveToken]

    def _set_up(self, machine: Machine, compiled: CompiledScope, variables: Variables) -> None:
        self.machine = machine
        self.compiled = compiled
        self.variables = variables
        self.lineage = Lineage()

    @property
    def activity(self) -> LiveToken | None:
        """The token of the activity whose inside this scope is; None at the top."""
        return None

    @property
    def key(self) -> int:
        """What the scope is known by."""
        return TOP if self.activity is None else self.activity.id

    @property
    def outer(self) -> Scope | None:
        """The scope around this one."""
        return None if self.activity is None else self.activity.scope

    @property
    def path(self) -> tuple[int, ...]:
        """Ids of the activity tokens around this scope, outermost first."""
        return () if self.activity is None else (*self.activity.scope.path, self.activity.id)

    @property
    def history(self) -> Mapping[str, tuple[Passage, ...]]:
        """The completed steps by element, in order of their first completion."""
        return self.lineage.passages

    # Names.

    def around(self) -> Iterator[LiveToken]:
        """The activities around this scope that share its variables, innermost first."""
        scope: Scope = self
        while scope.activity is not None and scope.activity.scope.variables is self.variables:
            yield scope.activity
            scope = scope.activity.scope

    def visible(self, token: LiveToken | None = None) -> Mapping[str, object]:
        """All variables that an expression sees here, or where a token stands; inner ones hide outer ones."""
        holders = self.around() if token is None else (token, *self.around())
        own = [names for holder in holders for names in holder.own_names()]
        return ChainMap(*cast("list[dict[str, object]]", [*own, self.variables]))

    def write(self, token: LiveToken, values: Mapping[str, object]) -> None:
        """Set variables on behalf of a token: an instance's own there, all others for the whole process.

        Raises FeelError for a value that can't be stored.
        """
        check_values(values)
        because = token.step_and_lineage.union(*(set(one.facts.steps.values()) for one in self.around()))
        for name, value in values.items():
            for target in self._writable(token, name):
                target.write(name, value, because)

    def _writable(self, token: LiveToken, name: str) -> Iterator[Variables]:
        """Where a variable is written: where it is local, and beyond unless it is an instance's own."""
        for holder in (token, *self.around()):
            local = holder.facts.local
            if local is not None and name in local:
                yield local
                if holder.facts.body is not None:
                    return
        yield self.variables

    def variable_sets(self) -> tuple[Variables, ...]:
        """Every set of variables that a token of this scope could have written to."""
        holders = (*self.tokens(), *self.around())
        return (self.variables, *(one.facts.local for one in holders if one.facts.local is not None))

    # Tokens.

    def tokens(self) -> Iterator[LiveToken]:
        """Live tokens in order of creation."""
        return iter(list(self.tasks.values()))

    def enter(self, node: Node, facts: Facts) -> None:
        """Put a token on a node and let it arrive."""
        self._arrive(self.compiled.behaviours[node.id], facts)

    def enter_instance(self, node: Node, facts: Facts) -> None:
        """Put the token of one more instance on an activity and let it arrive."""
        self._arrive(self.compiled.instances[node.id], facts)

    def _arrive(self, behaviour: FlowNode, facts: Facts) -> None:
        token = LiveToken(self, behaviour, self.machine.next_id(), facts)
        self.machine.bounds.check_tokens(self.machine.nesting.token_count(), behaviour.node.id)
        with self.machine.blame(token):
            behaviour.take_in(token)

    def follow(self, flow: Flow, steps: Steps) -> None:
        """Move on along a sequence flow."""
        self.enter(self.compiled.nodes[flow.target], Facts(steps=dict(steps), flow=flow.id))

    def holds(self, token: LiveToken) -> bool:
        """Whether a token is still here."""
        return self.tasks.get(token.id) is token

    def remove(self, token: LiveToken) -> None:
        """Take a token away with its inside, what hangs on it, and an amendment that it waits for."""
        if self.tasks.pop(token.id, None) is None:
            return
        self.machine.nesting.drop_inside(token)
        self.drop_hanging(token)
        self.machine.nesting.drop_amendments(token)

    def drop_hanging(self, token: LiveToken) -> None:
        """Take away an activity's boundary events and instances, or the events after an event gateway."""
        for other in self.tokens():
            if token.id in (other.facts.host, other.facts.gate, other.facts.body):
                self.remove(other)

    def clear(self) -> None:
        """Take all tokens away."""
        for token in self.tokens():
            self.remove(token)

    def is_interrupted(self) -> bool:
        """Whether an event sub-process runs instead of everything else."""
        running = (token.node for token in self.tokens() if not token.facts.listens)
        return any(self.compiled.interrupts(node) for node in running)

    def has_ended(self) -> bool:
        """Whether nothing is left but event sub-processes that wait to be triggered."""
        return all(token.facts.listens for token in self.tokens())

    def _task_completed_notify(self, token: LiveToken) -> None:
        self.machine.completed(token)


class TopScope(Scope, BpmnWorkflow):  # type: ignore[misc]
    """The case's own process."""

    def __init__(self, machine: Machine, compiled: CompiledScope, variables: Variables) -> None:
        super().__init__(compiled.spec, script_engine=PythonScriptEngine(NoPython()), deserializing=True)
        self._set_up(machine, compiled, variables)


class InnerScope(Scope, BpmnSubWorkflow):  # type: ignore[misc]
    """The inside of a call activity or sub-process."""

    def __init__(self, activity: LiveToken, compiled: CompiledScope, variables: Variables) -> None:
        self._activity = activity
        machine = activity.scope.machine
        super().__init__(compiled.spec, activity.id, machine.nesting.top, deserializing=True)
        self._set_up(machine, compiled, variables)

    @property
    def activity(self) -> LiveToken | None:
        """The token of the activity whose inside this scope is."""
        return self._activity

    def _calculate_depth(self) -> int:
        return len(self.path)
