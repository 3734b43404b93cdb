"""Which scopes a case has: how they open, and how they end when nothing is left in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from engine.runtime.compile import compiled_scope
from engine.runtime.compiled import AWAITED
from engine.runtime.host import Executable
from engine.runtime.scope import TOP, InnerScope, Scope, TopScope
from engine.runtime.tokens import Facts, LiveToken
from engine.runtime.variables import Variables
from engine.runtime.views import Ended

if TYPE_CHECKING:
    from engine.runtime.behaviours.containers import Container
    from engine.runtime.machine import Machine


class Nesting:
    """The live scopes of a case."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._scopes: dict[int, Scope] = {}

    @property
    def top(self) -> Scope:
        """The case's own process."""
        return self._scopes[TOP]

    def all(self) -> tuple[Scope, ...]:
        """All live scopes, outer ones before inner ones."""
        return tuple(self._scopes.values())

    def at(self, path: tuple[int, ...]) -> Scope:
        """The inside of the activity at the end of a path (empty: the case's own scope)."""
        return self._scopes[path[-1] if path else TOP]

    def tokens(self) -> Iterator[LiveToken]:
        """All live tokens, scope by scope."""
        return (token for scope in self.all() for token in scope.tokens())

    def token(self, token_id: int | None) -> LiveToken | None:
        """The live token with that id."""
        if token_id is None:
            return None
        return next((scope.tasks[token_id] for scope in self.all() if token_id in scope.tasks), None)

    def token_count(self) -> int:
        """How many tokens there are."""
        return sum(len(scope.tasks) for scope in self.all())

    def forget_around(self, scope: Scope) -> None:
        """Forget what no return can need any more, in all scopes that share their variables with this one."""
        sharing = [one for one in self.all() if one.variables is scope.variables]
        steps = frozenset[int]().union(*(one.lineage.latest_steps() | one.tasks.keys() for one in sharing))
        for one in sharing:
            one.lineage.forget_all_but(steps)
        for variables in {id(found): found for one in sharing for found in one.variable_sets()}.values():
            variables.forget_all_but(steps)

    # Opening.

    def add_top(self, executable: Executable, variables: Variables) -> Scope:
        """Make the case's own scope, empty."""
        compiled = compiled_scope(executable, executable.process.id)
        self._scopes[TOP] = cast("Scope", TopScope(self._machine, compiled, variables))
        return self._scopes[TOP]

    def add_inner(
        self, activity: LiveToken, executable: Executable, scope: str, variables: Variables
    ) -> Scope:
        """Make the inside of an activity, empty. Raises RuntimeFailure `bound_depth`."""
        inner = cast("Scope", InnerScope(activity, compiled_scope(executable, scope), variables))
        self._machine.bounds.check_depth(len(inner.path), activity.node.id)
        self._scopes[activity.id] = inner
        return inner

    def begin(self, scope: Scope) -> None:
        """Put the first tokens into a scope. Inside of an activity its start event has already happened."""
        for node in scope.compiled.starts():
            happened = scope.activity is not None
            scope.enter(node, Facts(begins=node.kind == "startEvent", happened=happened))
        for node in scope.compiled.event_sub_processes():
            awaits = scope.compiled.awaited(node).kind in AWAITED
            if awaits and not scope.is_interrupted():
                scope.enter(node, Facts(listens=True))
        self.settle(scope)

    # Ending.

    def settle(self, scope: Scope) -> None:
        """End a scope in which nothing is left: its activity is done, or the whole case."""
        if (
            self._scopes.get(scope.key) is not scope
            or self._machine.ended is not None
            or not scope.has_ended()
        ):
            return
        scope.clear()
        activity = scope.activity
        if activity is None:
            self._machine.ended = Ended(self._machine.last_end)
            return
        del self._scopes[scope.key]
        with self._machine.blame(activity):
            cast("Container", activity.behaviour).inside_ended(activity, scope)

    def drop_inside(self, token: LiveToken) -> None:
        """Take away the inside of an activity that is gone."""
        inner = self._scopes.pop(token.id, None)
        if inner is not None:
            inner.clear()

    def drop_amendments(self, token: LiveToken) -> None:
        """A task that waited for an amendment is gone: so is the amendment."""
        if not token.facts.aside:
            return
        for other in list(self.tokens()):
            if other.facts.amends == token.id:
                other.scope.remove(other)
