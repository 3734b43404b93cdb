"""Timers, messages and signals: arming what waits, and giving it what has come."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Literal

from engine.definitions.model import Event
from engine.feel import compile_expression
from engine.runtime.compiled import AWAITED, event_of
from engine.runtime.timers import first_due, is_literal, next_due
from engine.runtime.tokens import Facts, LiveToken
from engine.runtime.variables import Variables

if TYPE_CHECKING:
    from engine.runtime.machine import Machine
    from engine.runtime.scope import Scope

Sent = Literal["message", "signal"]


class Events:
    """The events of one case. Messages thrown inside the case wait for their catch and are consumed once."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self.buffered: list[str] = []

    # Arming.

    def listen(self, token: LiveToken, event: Event) -> None:
        """Leave a token waiting for an event; messages that came early trigger it at once."""
        token.wait()
        match event.kind:
            case "timer":
                self._arm(token, event)
            case "message":
                token.facts.message = event.name
                self._take_early(token)
            case "signal":
                token.facts.signal = event.name

    def _arm(self, token: LiveToken, event: Event) -> None:
        token.facts.due = first_due(
            event.text or "",
            now=self._machine.now,
            calendar=self._machine.host.calendar,
            evaluate=lambda text: self._machine.value(token, text),
        )

    def arm_anew(self, variables: Variables, name: str) -> None:
        """Count again, from now on, what every waiting timer that reads a variable of this set waits for."""
        for token in self._machine.nesting.tokens():
            if token.facts.due is None or token.scope.variables is not variables:
                continue
            event = token.scope.compiled.awaited(token.node)
            if _reads(event.text or "", name):
                with self._machine.blame(token):
                    self._arm(token, event)

    def _take_early(self, token: LiveToken) -> None:
        name = token.facts.message
        while name in self.buffered and token.is_waiting and self._machine.is_alive(token):
            self.buffered.remove(name)
            self.trigger(token, {})

    def listen_again(self, token: LiveToken) -> None:
        """After it triggered something beside: a timer waits on only while it repeats, anything else does."""
        if token.facts.due is None:
            return
        following = next_due(token.facts.due, calendar=self._machine.host.calendar)
        if following is None:
            token.scope.remove(token)
            return
        token.facts.due = following
        token.facts.occurrence += 1

    def arm_boundaries(self, token: LiveToken) -> None:
        """Let the boundary events of an activity begin to wait."""
        scope = token.scope
        for boundary in scope.compiled.boundaries(token.node):
            if event_of(boundary).kind in AWAITED and scope.holds(token):
                scope.enter(boundary, Facts(steps=dict(token.facts.steps), host=token.id))

    def happened_first(self, token: LiveToken) -> None:
        """Of several events that one token of the flow waits for, this one has come: the others are off."""
        scope, facts = token.scope, token.facts
        if facts.begins:
            facts.begins = False
            for other in scope.tokens():
                if other is not token and other.facts.begins:
                    scope.remove(other)
        gate = self._machine.nesting.token(facts.gate)
        if gate is not None:
            facts.gate = None
            self._machine.passed(gate)
            scope.remove(gate)

    # Messages and signals.

    def waiting(
        self, kind: Sent, name: str, where: Callable[[Scope], bool] | None = None
    ) -> Iterator[LiveToken]:
        """Tokens that wait for a message or signal of that name, oldest first."""
        found = [
            token
            for token in self._machine.nesting.tokens()
            if token.is_waiting
            and getattr(token.facts, kind) == name
            and (where is None or where(token.scope))
        ]
        return iter(sorted(found, key=lambda token: token.id))

    def throw_message(self, name: str) -> None:
        """A message from inside the case: the oldest waiting token takes it, else it is kept for one."""
        if not self.deliver(name, {}):
            self.buffered.append(name)

    def deliver(
        self, name: str, payload: Mapping[str, object], where: Callable[[Scope], bool] | None = None
    ) -> bool:
        """Give a message to the oldest token that waits for it; False when none does."""
        token = next(self.waiting("message", name, where), None)
        if token is None:
            return False
        self.trigger(token, payload)
        return True

    def throw_signal(self, name: str, payload: Mapping[str, object]) -> bool:
        """Give a signal to every token in the case that waits for it; False when none does."""
        tokens = list(self.waiting("signal", name))
        for token in tokens:
            if self._machine.is_alive(token):
                self.trigger(token, payload)
        return bool(tokens)

    def trigger(self, token: LiveToken, payload: Mapping[str, object]) -> None:
        """Let what a token waited for happen."""
        with self._machine.blame(token):
            token.behaviour.triggered(token, payload)


def _reads(text: str, name: str) -> bool:
    return not is_literal(text) and name in compile_expression(text).names
