"""Activities with an inside: sub-processes, calls, event sub-processes."""

from __future__ import annotations

from collections.abc import Mapping

from engine.runtime.behaviours.activities import Activity
from engine.runtime.host import Executable, RuntimeFailure
from engine.runtime.scope import Scope
from engine.runtime.throwing import run_beside, run_instead
from engine.runtime.tokens import LiveToken
from engine.runtime.variables import Variables


class Container(Activity):
    """An activity that is done when its inside is."""

    def act(self, token: LiveToken) -> bool | None:
        """Open the inside of an embedded or event sub-process, which uses the variables of the process."""
        scope = token.scope
        nesting = scope.machine.nesting
        nesting.begin(nesting.add_inner(token, scope.compiled.executable, self.node.id, scope.variables))
        return None

    def inside_ended(self, token: LiveToken, inner: Scope) -> None:  # noqa: ARG002
        """The inner scope has come to its end."""
        token.complete()


class SubProcess(Container):
    """An embedded sub-process."""

    recorded = True


class CallActivity(Container):
    """Calls another process, which has variables of its own."""

    returnable = True
    recorded = True

    def act(self, token: LiveToken) -> bool | None:
        """Start the called process with its declared inputs."""
        executable, nesting = self._called(token), token.scope.machine.nesting
        inputs = self.attempt(token, lambda token: self._taken_in(token, executable))
        if inputs is not None:
            variables = Variables.given(inputs)
            nesting.begin(nesting.add_inner(token, executable, executable.process.id, variables))
        return None

    def _called(self, token: LiveToken) -> Executable:
        called = self.node.called or ""
        try:
            return token.scope.machine.library.executable(called)
        except KeyError:
            raise RuntimeFailure("unknown_process", self.node.id, process=called) from None

    def _taken_in(self, token: LiveToken, executable: Executable) -> dict[str, object]:
        """Each declared input: from `wq:in`, else by its name; an optional one that isn't there is null."""
        visible = token.scope.visible(token)
        mapped = {one.name: token.scope.machine.value(token, one.value) for one in self.node.inputs}
        values: dict[str, object] = {}
        for item in executable.process.inputs:
            if item.required and item.name not in mapped and item.name not in visible:
                raise RuntimeFailure("missing_input", self.node.id, name=item.name)
            values[item.name] = mapped[item.name] if item.name in mapped else visible.get(item.name)
        return values

    def inside_ended(self, token: LiveToken, inner: Scope) -> None:
        """Take over what comes back, then go on."""
        outputs = self.attempt(token, lambda token: self._given_back(token, inner))
        if outputs is not None:
            token.scope.write(token, outputs)
            token.complete()

    def _given_back(self, token: LiveToken, inner: Scope) -> dict[str, object]:
        """What `wq:out` says, else the declared outputs by name."""
        expressions = token.scope.machine.expressions
        if self.node.outputs:
            return {one.name: expressions.value(one.value, inner.variables) for one in self.node.outputs}
        declared = (item.name for item in inner.compiled.process.outputs)
        return {name: inner.variables[name] for name in declared if name in inner.variables}


class EventSubProcess(Container):
    """A handler inside a scope. One token `listens`; each time it is triggered a body runs."""

    def arrive(self, token: LiveToken) -> bool:
        """Begin to listen, or to run."""
        if not token.facts.listens:
            return True
        return self.listen(token, token.scope.compiled.awaited(self.node))

    def triggered(self, token: LiveToken, payload: Mapping[str, object]) -> None:
        """Run a body: instead of everything else in the scope, or beside it.

        What a message brings becomes variables of the process; a body goes on seeing its own.
        """
        scope = token.scope
        scope.write(token, payload)
        if scope.compiled.interrupts(self.node):
            run_instead(scope, self.node, payload)
            return
        run_beside(scope, self.node, token.facts.steps, payload)
        scope.machine.events.listen_again(token)
