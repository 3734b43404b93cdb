"""A running case: what can be done with it in one step, and what it tells afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from engine.errors import EngineError
from engine.runtime import returning
from engine.runtime.host import Host, Library, RuntimeFailure
from engine.runtime.machine import Machine
from engine.runtime.scope import Scope
from engine.runtime.tokens import LiveToken
from engine.runtime.values import check_values
from engine.runtime.variables import Variables
from engine.runtime.viewing import seen
from engine.runtime.views import Ended, Token


class Instance(Machine):
    """A case in memory for the length of one step.

    Make one with `begin` or `engine.runtime.snapshot.restore`, give it one command, then read what happened
    from `trace`, `notes`, `voided` and `ended`, and the new state from `tokens()` and
    `engine.runtime.snapshot.dump`. Every command raises RuntimeFailure when it can't be carried out; such an
    instance must be thrown away, the stored state is untouched.
    """

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
        """Put the first tokens and run to the first wait. Optional inputs that aren't given are null."""
        executable = self.library.executable(process)
        try:
            check_values(values)
        except EngineError as error:
            raise RuntimeFailure.of(error, None) from error
        optional = {item.name: None for item in executable.process.inputs if not item.required}
        self.nesting.begin(self.nesting.add_top(executable, Variables.given({**optional, **values})))
        self.run()

    def complete(self, token_id: int, values: Mapping[str, object]) -> None:
        """Complete a user task with its answers. Raises RuntimeFailure `not_ready` when it isn't open."""
        token = self._open_task(token_id)
        with self.blame(token):
            token.scope.write(token, values)
            token.run()
        self.run()

    def fire(self, token_id: int) -> None:
        """Let a timer be due. Raises RuntimeFailure `not_ready` when no such timer waits."""
        token = self.token(token_id)
        if token is None or token.facts.due is None or not token.is_waiting:
            raise RuntimeFailure("not_ready", None, token=token_id)
        self.events.trigger(token, {})
        self.run()

    def deliver(
        self,
        name: str,
        payload: Mapping[str, object],
        where: Callable[[Mapping[str, object]], bool] | None = None,
    ) -> bool:
        """Give a message to the oldest token that waits for it; False when none does.

        With `where`, only to one in a scope whose variables satisfy it.
        """
        fits = None if where is None else (lambda scope: where(scope.visible()))
        taken = self.events.deliver(name, payload, fits)
        self.run()
        return taken

    def signal(self, name: str, payload: Mapping[str, object]) -> bool:
        """Give a signal to all tokens that wait for it; False when none does."""
        taken = self.events.throw_signal(name, payload)
        self.run()
        return taken

    def correct(self, path: tuple[int, ...], name: str, value: object) -> None:
        """Correct a variable inside the activity at the end of `path`; timers that read it are armed anew.

        Raises KeyError when there is no such activity or variable, RuntimeFailure.
        """
        variables = self.nesting.at(path).variables
        variables.replace(name, value)
        self.events.arm_anew(variables, name)
        self.run()

    def give_back(self, token_id: int, *, to: str, mode: str) -> None:
        """Return an open task (退回): mode `amend` or `reconsider`.

        Raises RuntimeFailure `not_ready`, `not_returnable`.
        """
        token = self._open_task(token_id)
        self.returns[to] = self.returns.get(to, 0) + 1
        go_back = {"amend": returning.amend, "reconsider": returning.reconsider}[mode]
        go_back(token, to)
        self.run()

    def cancel(self) -> None:
        """Take all tokens away; nothing more will happen."""
        self.top.clear()
        self.ended = Ended(None, terminated=True)

    def _open_task(self, token_id: int) -> LiveToken:
        token = self.token(token_id)
        if token is None or not token.is_ready or not token.behaviour.by_hand:
            raise RuntimeFailure("not_ready", None, token=token_id)
        return token

    # Where it stands.

    def ways_back(self, token_id: int) -> tuple[str, ...]:
        """The elements to which a task could be returned, by what it descends from."""
        token = self.token(token_id)
        return tuple(returning.targets(token)) if token is not None else ()

    def step_of(self, token_id: int, element: str) -> int | None:
        """The token that completed a step to which a task could be returned; None when it couldn't."""
        token = self.token(token_id)
        target = returning.targets(token).get(element) if token is not None else None
        return target.passage.token if target is not None else None

    def tokens(self) -> tuple[Token, ...]:
        """Where the case waits now, oldest first."""
        found = (seen(token) for token in self.nesting.tokens())
        return tuple(sorted((token for token in found if token is not None), key=lambda token: token.id))

    def awaits_message(self, name: str) -> bool:
        """Whether something waits for a message of that name."""
        return next(self.events.waiting("message", name), None) is not None

    def awaits_signal(self, name: str) -> bool:
        """Whether something waits for a signal of that name."""
        return next(self.events.waiting("signal", name), None) is not None

    def token(self, token_id: int) -> LiveToken | None:
        """The live token with that id."""
        return self.nesting.token(token_id)

    def scopes(self) -> Iterator[Scope]:
        """All live scopes, outer ones before inner ones; of each, `history` has what was completed in it."""
        return iter(self.nesting.all())

    @property
    def top(self) -> Scope:
        """The case's own process."""
        return self.nesting.top

    # Expressions.

    def variables(self, path: tuple[int, ...] = ()) -> Mapping[str, object]:
        """All variables that are visible inside the activity at the end of `path` (empty: the case's own)."""
        return self.nesting.at(path).visible()

    def evaluate(self, token_id: int, text: str) -> object:
        """The value of a FEEL text where a live token stands. Raises RuntimeFailure."""
        token = self.token(token_id)
        if token is None:
            raise RuntimeFailure("not_ready", None, token=token_id)
        with self.blame(token):
            return self.value(token, text)

    def names(self, scope: Scope) -> Mapping[str, object]:
        """What an expression sees in a scope: the variables and the built-in `case`."""
        return self.expressions.names(scope.visible())

    @property
    def functions(self) -> dict[str, Callable[..., object]]:
        """The functions that expressions may call besides those of the language."""
        return self.expressions.functions
