"""A running case: the one function of a step is a method here, each bounded, each a pure function of state, command and present."""

from __future__ import annotations

import time
from collections import ChainMap, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import cast

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.clock import SHANGHAI, village_date
from engine.definitions.model import Event, Node
from engine.errors import EngineError
from engine.feel import compile_expression, evaluate_condition
from engine.rules.periods import Period, end_of
from engine.runtime import returning
from engine.runtime.behaviours.activities import EventSubProcess, _WithInside
from engine.runtime.behaviours.gateways import InclusiveGateway
from engine.runtime.compile import compiled_scope
from engine.runtime.eventing import Events
from engine.runtime.host import Executable, Host, Library, RuntimeFailure
from engine.runtime.safety import NoPython
from engine.runtime.scope import ROOT, InnerScope, Scope, TopScope, behaviour, facts, scope_of
from engine.runtime.variables import Variables
from engine.runtime.viewing import seen
from engine.runtime.views import Ended, Note, Passed, Token

MAX_STEPS = 1_000
MAX_TOKENS = 2_000
MAX_DEPTH = 20
MAX_SECONDS = 2.0


class Instance:
    """A case in memory for the length of one step.

    Make one with `begin` or `engine.runtime.snapshot.restore`, give it one command, then read what happened from `trace`, `notes`,
    `voided`, `reopened` and `ended`, and the new state from `tokens()` and `engine.runtime.snapshot.dump`.
    A command that raises leaves an instance that must be thrown away; the stored state is untouched.
    """

    def __init__(self, library: Library, host: Host, now: datetime) -> None:
        self.library = library
        self.host = host
        self.now = now
        self.events = Events(self)
        self.returns: dict[str, int] = {}
        self.ended: Ended | None = None
        self.trace: list[Passed] = []
        self.notes: list[Note] = []
        self.voided: set[int] = set()
        self.reopened: list[int] = []
        self.serial = 0
        self._scopes: dict[int, Scope] = {}
        self._ready: deque[Task] = deque()
        self._steps = 0
        self._end: str | None = None
        self._stop_at = time.monotonic() + MAX_SECONDS
        self.functions: dict[str, Callable[..., object]] = {
            "today": lambda: village_date(self.now),
            "now": lambda: self.now.astimezone(SHANGHAI),
            "param": host.parameter,
            "days": lambda n, start=None: self._period_end(n, "d", start),
            "workdays": lambda n, start=None: self._period_end(n, "wd", start),
        }

    # Commands.

    @classmethod
    def begin(
        cls, library: Library, host: Host, now: datetime, *, process: str, values: Mapping[str, object]
    ) -> Instance:
        """Start a case of that process with the answers of its start form and run it to its first wait."""
        instance = cls(library, host, now)
        instance.start(process, values)
        return instance

    def start(self, process: str, values: Mapping[str, object]) -> None:
        """Put the first tokens of a process and run to the first wait. Optional inputs that aren't given are null."""
        executable = self.library.executable(process)
        absent = {
            item.name: None
            for item in executable.process.inputs
            if not item.required and item.name not in values
        }
        self._start(self.add_top(executable, Variables({**absent, **values})), triggered=False)
        self.run()

    def complete(self, token_id: int, values: Mapping[str, object]) -> None:
        """Complete an open user task with its answers. Raises RuntimeFailure `not_ready` when it isn't open."""
        token = self.token(token_id)
        if token is None or token.state != TaskState.READY or not behaviour(token).by_hand:
            raise RuntimeFailure("not_ready", None, token=token_id)
        with self._blame(token):
            self.write(scope_of(token), token, values)
            token.run()
        self.run()

    def fire(self, token_id: int) -> None:
        """Let a timer be due. Raises RuntimeFailure `not_ready` when no such timer waits."""
        token = self.token(token_id)
        if token is None or "due" not in facts(token) or token.state != TaskState.WAITING:
            raise RuntimeFailure("not_ready", None, token=token_id)
        with self._blame(token):
            self.events.trigger(token, {})
        self.run()

    def deliver(
        self,
        name: str,
        payload: Mapping[str, object],
        where: Callable[[Mapping[str, object]], bool] | None = None,
    ) -> bool:
        """Give a message to the oldest token that waits for it in a scope whose variables satisfy `where`; False when none does."""
        fits = None if where is None else (lambda scope: where(scope.visible()))
        taken = self.events.deliver(name, payload, fits)
        self.run()
        return taken

    def signal(self, name: str, payload: Mapping[str, object]) -> bool:
        """Give a signal to all tokens that wait for it; False when none does."""
        taken = self.events.throw_signal(name, payload)
        self.run()
        return taken

    def give_back(self, token_id: int, *, to: str, mode: str) -> None:
        """Return an open task (退回): mode `amend` or `reconsider`. Raises RuntimeFailure `not_ready`, `not_returnable`."""
        token = self.token(token_id)
        if token is None or token.state != TaskState.READY:
            raise RuntimeFailure("not_ready", None, token=token_id)
        self.returns[to] = self.returns.get(to, 0) + 1
        if mode == "amend":
            returning.amend(token, to)
        else:
            returning.reconsider(self, token, to)
        self.run()

    def cancel(self) -> None:
        """Take all tokens away; nothing more will happen."""
        top = self._scopes[ROOT]
        for token in list(top.tokens()):
            top.remove(token)
        self.ended = Ended(None, terminated=True)

    def ways_back(self, token_id: int) -> tuple[str, ...]:
        """The elements to which a task could be returned, by what it descends from."""
        token = self.token(token_id)
        return tuple(returning.targets(token)) if token is not None else ()

    def step_of(self, token_id: int, element: str) -> int | None:
        """The token that completed a step to which a task could be returned; None when it couldn't."""
        token = self.token(token_id)
        target = returning.targets(token).get(element) if token is not None else None
        return target.step if target is not None else None

    # What happened, and the state.

    def evaluate(self, token_id: int, text: str) -> object:
        """The value of a FEEL text where a live token stands."""
        token = self.token(token_id)
        if token is None:
            raise RuntimeFailure("not_ready", None, token=token_id)
        with self._blame(token):
            return self.value(scope_of(token), token, text)

    def tokens(self) -> tuple[Token, ...]:
        """Where the case waits now, oldest first."""
        found = (seen(token) for scope in self.scopes() for token in scope.tokens())
        return tuple(sorted((token for token in found if token is not None), key=lambda token: token.id))

    def variables(self, path: tuple[int, ...] = ()) -> Mapping[str, object]:
        """All variables that are visible inside the activity at the end of `path` (empty: the case's own)."""
        return self._scopes[path[-1] if path else ROOT].visible()

    @property
    def top(self) -> Scope:
        """The case's own process."""
        return self._scopes[ROOT]

    def scopes(self) -> Iterator[Scope]:
        """All live scopes, outer ones before inner ones."""
        return iter(list(self._scopes.values()))

    def token(self, token_id: int | None) -> Task | None:
        """The live token with that id."""
        if token_id is None or token_id == ROOT:
            return None
        return next(
            (scope.tasks[token_id] for scope in self._scopes.values() if token_id in scope.tasks), None
        )

    def alive(self, token: Task) -> bool:
        """Whether a token is still there."""
        return self.token(token.id) is token

    # Running.

    def run(self) -> None:
        """Work until nothing moves by itself. Raises RuntimeFailure at a bound or at what goes wrong."""
        while self._ready or self._release_joins():
            token = self._ready.popleft()
            if token.state != TaskState.READY or not self.alive(token):
                continue
            self._steps += 1
            self._guard(behaviour(token).node.id)
            with self._blame(token):
                token.run()

    def enqueue(self, token: Task) -> None:
        """A token is ready to act by itself."""
        self._ready.append(token)

    def completed(self, token: Task) -> None:
        """A token's node is done: it is traced, taken away, and its scope ends when nothing is left."""
        scope = scope_of(token)
        self.passed(token)
        scope.remove(token)
        self._settle(scope)

    def passed(self, token: Task) -> None:
        """Trace a completed node."""
        scope = scope_of(token)
        self.trace.append(Passed(behaviour(token).node.id, scope.compiled.process.id, token.id, scope.path))

    def record(self, scope: Scope, token: Task) -> None:
        """Remember a completed step for returns, and forget what no return can need any more."""
        known = facts(token)
        if "amends" in known:
            return
        node = behaviour(token).node
        scope.history[node.id] = (token.id, frozenset(known["steps"].values()))
        sharing = [other for other in self.scopes() if other.variables is scope.variables]
        scope.variables.forget_all_but(
            frozenset(step for other in sharing for step, _ in other.history.values())
        )

    def remember_end(self, scope: Scope, node: Node, event: Event) -> None:
        """An end event of the case's own process was reached; the last one names how the case ended."""
        if scope is self._scopes[ROOT] and event.kind != "error":
            self._end = node.id

    def terminate(self, scope: Scope, token: Task) -> None:
        """A terminate end event: everything else in its scope is cancelled."""
        for other in list(scope.tokens()):
            if other is not token:
                scope.remove(other)

    def note(self, note: Note) -> None:
        """Remember something for the trail."""
        self.notes.append(note)

    # Scopes.

    def add_top(self, executable: Executable, variables: Variables) -> Scope:
        """Make the case's own scope, empty."""
        compiled = compiled_scope(executable, executable.process.id)
        top = TopScope(compiled.spec, script_engine=NoPython(), deserializing=True)
        top.equip(self, compiled, variables, {})
        self._scopes[ROOT] = top
        return cast("Scope", top)

    def add_inner(
        self,
        activity: Task,
        executable: Executable,
        scope: str,
        variables: Variables,
        local: dict[str, object],
    ) -> Scope:
        """Make the inside of an activity, empty."""
        compiled = compiled_scope(executable, scope)
        inner = InnerScope.__new__(InnerScope)
        inner.instance = self
        inner.__init__(compiled.spec, activity.id, self._scopes[ROOT], deserializing=True)  # type: ignore[misc]
        inner.equip(self, compiled, variables, local)
        self._scopes[activity.id] = inner
        if len(inner.path) > MAX_DEPTH:
            raise RuntimeFailure("bound_depth", behaviour(activity).node.id, most=MAX_DEPTH)
        return cast("Scope", inner)

    def open_scope(
        self,
        activity: Task,
        executable: Executable,
        scope: str,
        variables: Variables,
        local: dict[str, object] | None = None,
    ) -> None:
        """Start the inside of an embedded or event sub-process."""
        self._start(
            self.add_inner(activity, executable, scope, variables, local or {}), triggered=local is not None
        )

    def call(self, activity: Task, executable: Executable, values: Mapping[str, object]) -> None:
        """Start a called process with variables of its own."""
        self._start(
            self.add_inner(activity, executable, executable.process.id, Variables(values), {}), triggered=True
        )

    def drop_inside(self, token: Task) -> None:
        """Take away the inside of an activity that is cancelled."""
        inner = self._scopes.get(token.id)
        if inner is None:
            return
        for other in list(inner.tokens()):
            inner.remove(other)
        self._scopes.pop(token.id, None)

    def drop_amendments(self, token: Task) -> None:
        """A task that waited for an amendment is gone: so is the amendment."""
        for scope in self.scopes():
            for other in list(scope.tokens()):
                if facts(other).get("amends") == token.id and facts(token).get("aside"):
                    scope.remove(other)

    def _start(self, scope: Scope, *, triggered: bool) -> None:
        for node in scope.compiled.event_sub_processes():
            if EventSubProcess.waits(scope, node):
                scope.enter(node, listens=True)
        for node in scope.compiled.starts():
            scope.enter(node, triggered=triggered, begins=True)
        self._settle(scope)

    def _settle(self, scope: Scope) -> None:
        key = scope.activity.id if scope.activity is not None else ROOT
        if self._scopes.get(key) is not scope or self.ended is not None or not scope.has_ended():
            return
        for listener in list(scope.tokens()):
            scope.remove(listener)
        if key == ROOT:
            self.ended = Ended(self._end)
            return
        activity = cast("Task", scope.activity)
        outer = scope_of(activity)
        cast("_WithInside", behaviour(activity)).inside_ended(outer, activity, scope)
        del self._scopes[key]
        activity.complete()

    def _release_joins(self) -> bool:
        for scope in self.scopes():
            for token in scope.tokens():
                node = behaviour(token)
                if isinstance(node, InclusiveGateway) and token.state == TaskState.WAITING:
                    merged = node.release(scope)
                    if merged is not None:
                        merged._ready()
                        return True
        return False

    # Expressions and variables.

    def names(self, scope: Scope) -> Mapping[str, object]:
        """What an expression sees: the variables and the built-in `case`."""
        case = {**self.host.case(), "returns": dict(self.returns)}
        return ChainMap({"case": case}, cast("dict[str, object]", scope.visible()))

    def value(
        self,
        scope: Scope,
        token: Task,  # noqa: ARG002 - the variables of an instance will hang on its token
        text: str,
        given: Mapping[str, object] | None = None,
    ) -> object:
        """The value of a FEEL text in a scope; `given` are names that hide others."""
        names = self.names(scope)
        seen = {**names, **given} if given else names
        return compile_expression(text).evaluate(seen, self.functions)

    def condition(self, scope: Scope, token: Task, text: str) -> bool:  # noqa: ARG002
        """Whether a FEEL condition holds."""
        return evaluate_condition(compile_expression(text), self.names(scope), self.functions)

    def write(self, scope: Scope, token: Task, values: Mapping[str, object]) -> None:
        """Set variables on behalf of a token."""
        because = behaviour(token).because(token)
        for name, value in values.items():
            scope.variables.write(name, value, because)

    def _period_end(self, amount: object, unit: str, start: object) -> datetime:
        begins = self.now if start is None else start
        if isinstance(begins, date) and not isinstance(begins, datetime):
            begins = datetime.combine(begins, datetime.min.time(), tzinfo=SHANGHAI)
        deadline = end_of(Period.parse(f"{amount}{unit}"), cast("datetime", begins), self.host.calendar)
        return deadline.ends_at.astimezone(SHANGHAI)

    # Bounds.

    def next_id(self) -> int:
        """A new token id, never used before in this case."""
        self.serial += 1
        return self.serial

    def guard_tokens(self) -> None:
        """Raise RuntimeFailure when the case holds too many tokens."""
        if sum(len(scope.tasks) for scope in self._scopes.values()) > MAX_TOKENS:
            raise RuntimeFailure("bound_tokens", None, most=MAX_TOKENS)

    def _guard(self, element: str) -> None:
        if self._steps > MAX_STEPS:
            raise RuntimeFailure("bound_steps", element, most=MAX_STEPS)
        if time.monotonic() > self._stop_at:
            raise RuntimeFailure("bound_time", element, most=MAX_SECONDS)

    @contextmanager
    def _blame(self, token: Task) -> Iterator[None]:
        """Say at which element something went wrong."""
        try:
            yield
        except RuntimeFailure:
            raise
        except EngineError as error:
            element = behaviour(token).node.id
            raise RuntimeFailure(error.code, element, **{**error.facts, "element": element}) from error
