"""Tasks: work of one step, by a person or by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from engine.definitions.operations import OPERATIONS
from engine.runtime.behaviours.activities import Activity
from engine.runtime.host import OperationCall, RuntimeFailure
from engine.runtime.tokens import LiveToken


class PassThrough(Activity):
    """An abstract or manual task: nothing in a program does it, so it passes."""


class UserTask(Activity):
    """Waits for a person."""

    by_hand = True
    returnable = True
    recorded = True


class _Automatic(Activity):
    """Works at once; what goes wrong is an error that error events may catch."""

    def act(self, token: LiveToken) -> bool | None:
        """Do the work and write its result."""
        return self.attempt(token, self.work)

    def work(self, token: LiveToken) -> Literal[True]:
        """The work itself."""
        raise NotImplementedError


class ServiceTask(_Automatic):
    """Has its named operation carried out by the surroundings (`wq:operation`)."""

    def work(self, token: LiveToken) -> Literal[True]:
        """Call the operation; its result goes into the variable named like it, or where `wq:out` says."""
        scope, node = token.scope, self.node
        name = node.wq["operation"]
        inputs = {one.name: scope.machine.value(token, one.value) for one in node.inputs}
        call = OperationCall(
            name=name,
            element=node.id,
            process=scope.compiled.process.id,
            inputs={**scope.visible(token), **inputs},
            token=token.id,
            path=scope.path,
        )
        result = {OPERATIONS[name]: scope.machine.host.operate(call)}
        mapped = {one.name: scope.machine.value(token, one.value, result) for one in node.outputs}
        scope.write(token, mapped or result)
        return True


class BusinessRuleTask(_Automatic):
    """Evaluates a decision (`wq:decision`); the trail learns which rules fired."""

    def work(self, token: LiveToken) -> Literal[True]:
        """Write the decision's result into the variable that the decision declares."""
        scope, decision = token.scope, self.node.wq["decision"]
        model = scope.compiled.executable.decisions
        if model is None:
            raise RuntimeFailure("unknown_decision", self.node.id, decision=decision)
        expressions = scope.machine.expressions
        outcome = model.evaluate(decision, expressions.names(scope.visible(token)), expressions.functions)
        scope.write(token, {model.decisions[decision].variable: outcome.value})
        scope.machine.note("decision_made", self.node.id, decision=decision, rules=list(outcome.rules))
        return True


class SendTask(Activity):
    """Sends its message."""

    def act(self, token: LiveToken) -> bool | None:
        """Throw the message; a send task without one just passes."""
        if self.event.name:
            token.scope.machine.events.throw_message(self.event.name)
        return True


class ReceiveTask(Activity):
    """Waits for its message."""

    def arrive(self, token: LiveToken) -> bool:
        """Wait, unless the message came early."""
        super().arrive(token)
        return self.listen(token, self.event)

    def triggered(self, token: LiveToken, payload: Mapping[str, object]) -> None:
        """Take the payload and go on."""
        token.scope.machine.events.happened_first(token)
        token.scope.write(token, payload)
        token.proceed()
