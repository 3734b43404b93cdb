"""Activities: tasks, call activities, sub-processes, event sub-processes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from SpiffWorkflow.task import Task

from engine.definitions.model import Event, Node
from engine.definitions.operations import OPERATIONS
from engine.errors import EngineError
from engine.runtime.behaviours.base import FlowNode, listen
from engine.runtime.behaviours.events import WAITED_FOR
from engine.runtime.compile import trigger_of
from engine.runtime.host import BpmnError, OperationCall, RuntimeFailure
from engine.runtime.returning import take_up_again
from engine.runtime.views import Note

if TYPE_CHECKING:
    from engine.runtime.scope import Scope


class Activity(FlowNode):
    """What may have boundary events and may be amended."""

    def arrive(self, scope: Scope, token: Task) -> bool:
        """Ready at once; its boundary events begin to wait."""
        scope.instance.events.arm_boundaries(scope, token)
        return True

    def leave(self, scope: Scope, token: Task) -> None:
        """Go on; an amendment (退回补正) goes back to the task that asked for it instead."""
        if self.returnable:
            scope.instance.record(scope, token)
        if "amends" in token.internal_data:
            take_up_again(scope.instance, token)
            return
        super().leave(scope, token)


class PassThrough(Activity):
    """An abstract or manual task: nothing in a program does it, so it passes."""


class UserTask(Activity):
    """Waits for a person."""

    by_hand: ClassVar[bool] = True
    returnable: ClassVar[bool] = True


class _Automatic(Activity):
    """Works at once; what goes wrong is an error that its boundary events may catch."""

    def act(self, scope: Scope, token: Task) -> bool | None:
        """Do the work and write its result."""
        try:
            self.work(scope, token)
        except BpmnError as error:
            scope.instance.events.throw_error_of(scope, token, error.code, error.message)
            return None
        except RuntimeFailure:
            raise
        except EngineError as error:
            scope.instance.events.throw_error_of(scope, token, error.code, str(error), cause=error)
            return None
        return True

    def work(self, scope: Scope, token: Task) -> None:
        """The work itself."""
        raise NotImplementedError


class ServiceTask(_Automatic):
    """Has its named operation carried out by the surroundings (`wq:operation`)."""

    def work(self, scope: Scope, token: Task) -> None:
        """Call the operation; its result goes into the variable named like it, or where `wq:out` says."""
        instance, node = scope.instance, self.node
        name = node.wq["operation"]
        inputs = {m.name: instance.value(scope, token, m.value) for m in node.inputs}
        call = OperationCall(
            name=name,
            element=node.id,
            process=scope.compiled.process.id,
            inputs={**scope.visible(), **inputs},
            token=token.id,
            path=scope.path,
        )
        result = instance.host.operate(call)
        variable = OPERATIONS[name]
        if not node.outputs:
            instance.write(scope, token, {variable: result})
            return
        given = {variable: result}
        instance.write(
            scope, token, {m.name: instance.value(scope, token, m.value, given) for m in node.outputs}
        )


class BusinessRuleTask(_Automatic):
    """Evaluates a decision (`wq:decision`); the trail learns which rules fired."""

    def work(self, scope: Scope, token: Task) -> None:
        """Write the decision's result into the variable that the decision declares."""
        instance, decision = scope.instance, self.node.wq["decision"]
        model = scope.compiled.executable.decisions
        if model is None:
            raise RuntimeFailure("unknown_decision", self.node.id, decision=decision)
        outcome = model.evaluate(decision, instance.names(scope), instance.functions)
        instance.write(scope, token, {model.decisions[decision].variable: outcome.value})
        instance.note(
            Note("decision_made", self.node.id, {"decision": decision, "rules": list(outcome.rules)})
        )


class SendTask(Activity):
    """Sends its message."""

    def act(self, scope: Scope, token: Task) -> bool | None:  # noqa: ARG002
        """Throw the message; a send task without one just passes."""
        if self.node.event is not None and self.node.event.name:
            scope.instance.events.throw_message(self.node.event.name)
        return True


class ReceiveTask(Activity):
    """Waits for its message."""

    def arrive(self, scope: Scope, token: Task) -> bool:
        """Wait, unless the message came early."""
        scope.instance.events.arm_boundaries(scope, token)
        event = self.node.event or Event(kind="message")
        return listen(scope, token, event)

    def triggered(self, scope: Scope, token: Task, payload: dict[str, object]) -> None:
        """Take the payload and go on."""
        scope.instance.events.open_gate(scope, token)
        scope.instance.write(scope, token, payload)
        token._ready()


class _WithInside(Activity):
    """An activity that is done when its inside is."""

    def act(self, scope: Scope, token: Task) -> bool | None:
        """Open the inside; the token stays until it has ended."""
        self.open_inside(scope, token)
        return None

    def open_inside(self, scope: Scope, token: Task) -> None:
        """Start the inner scope."""
        raise NotImplementedError

    def inside_ended(self, scope: Scope, token: Task, inner: Scope) -> None:
        """Take over what the inner scope gives back."""


class SubProcess(_WithInside):
    """An embedded sub-process: its inside uses the variables of the process."""

    returnable: ClassVar[bool] = True

    def open_inside(self, scope: Scope, token: Task) -> None:
        """Start the inside."""
        scope.instance.open_scope(token, scope.compiled.executable, self.node.id, scope.variables)


class CallActivity(_WithInside):
    """Calls another process, which has variables of its own."""

    returnable: ClassVar[bool] = True

    def open_inside(self, scope: Scope, token: Task) -> None:
        """Start the called process with its declared inputs."""
        instance, node = scope.instance, self.node
        try:
            executable = instance.library.executable(node.called or "")
        except KeyError:
            raise RuntimeFailure("unknown_process", node.id, process=node.called) from None
        given = {m.name: instance.value(scope, token, m.value) for m in node.inputs}
        visible = scope.visible()
        values: dict[str, object] = {}
        for item in executable.process.inputs:
            if item.name in given:
                values[item.name] = given[item.name]
            elif item.name in visible:
                values[item.name] = visible[item.name]
            elif item.required:
                raise RuntimeFailure("missing_input", node.id, name=item.name)
            else:
                values[item.name] = None
        instance.call(token, executable, values)

    def inside_ended(self, scope: Scope, token: Task, inner: Scope) -> None:
        """Map the results back: `wq:out` when there is any, else the declared outputs by name."""
        instance, node = scope.instance, self.node
        if node.outputs:
            values = {m.name: instance.value(inner, token, m.value) for m in node.outputs}
        else:
            declared = inner.compiled.process.outputs
            values = {
                item.name: inner.variables[item.name] for item in declared if item.name in inner.variables
            }
        instance.write(scope, token, values)


class EventSubProcess(_WithInside):
    """A handler inside a scope. One token `listens`; each time it is triggered a body runs."""

    @staticmethod
    def trigger(scope: Scope, node: Node) -> Node:
        """The start event that triggers it."""
        return trigger_of(scope.compiled.executable, node.id)

    @classmethod
    def waits(cls, scope: Scope, node: Node) -> bool:
        """Whether it waits for something; errors and escalations are looked for when they are thrown."""
        event = cls.trigger(scope, node).event
        return event is not None and event.kind in WAITED_FOR

    def arrive(self, scope: Scope, token: Task) -> bool:
        """Begin to listen, or to run."""
        if "listens" not in token.internal_data:
            return True
        return listen(scope, token, self.trigger(scope, self.node).event or Event(kind="none"))

    def open_inside(self, scope: Scope, token: Task) -> None:
        """Run the body with the payload as variables of its own."""
        payload = token.internal_data.get("payload", {})
        scope.instance.open_scope(
            token, scope.compiled.executable, self.node.id, scope.variables, local=dict(payload)
        )

    def triggered(self, scope: Scope, token: Task, payload: dict[str, object]) -> None:
        """Run a body: instead of everything else in the scope, or beside it."""
        start = self.trigger(scope, self.node)
        if not start.interrupting:
            scope.enter(self.node, steps=token.internal_data["steps"], payload=payload)
            if start.event is not None:
                scope.instance.events.arm_again(scope, token, start.event)
            return
        self.interrupt(scope, token, payload)

    def interrupt(self, scope: Scope, token: Task | None, payload: dict[str, object]) -> None:
        """Cancel everything else in the scope and run the body."""
        for other in list(scope.tokens()):
            if other is not token:
                scope.remove(other)
        if token is not None:
            scope.remove(token)
        scope.enter(self.node, payload=payload)
