"""The tokens of a case, in memory for one step, and what moves them."""

from __future__ import annotations

from collections import ChainMap, deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import cast

from engine.definitions.model import Node
from engine.errors import EngineError
from engine.runtime.bounds import LIMITS, Bounds, Limits
from engine.runtime.compiled import event_of
from engine.runtime.eventing import Events
from engine.runtime.expressions import Expressions
from engine.runtime.host import Host, Library, RuntimeFailure
from engine.runtime.nesting import Nesting
from engine.runtime.scope import Scope
from engine.runtime.tokens import LiveToken
from engine.runtime.views import Ended, Note, Passed


class Machine:
    """Moves tokens until nothing moves by itself, within the bounds of one step."""

    def __init__(self, library: Library, host: Host, now: datetime, limits: Limits = LIMITS) -> None:
        self.library = library
        self.host = host
        self.now = now
        self.bounds = Bounds(limits)
        self.nesting = Nesting(self)
        self.events = Events(self)
        self.returns: dict[str, int] = {}
        self.expressions = Expressions(host, now, self.returns)
        self.serial = 0
        self.last_end: str | None = None
        self.ended: Ended | None = None
        self.trace: list[Passed] = []
        self.notes: list[Note] = []
        self.voided: set[int] = set()
        self._ready: deque[LiveToken] = deque()

    # Moving.

    def run(self) -> None:
        """Work until nothing moves by itself. Raises RuntimeFailure at a bound or at what goes wrong."""
        while self._ready or self._release_join():
            token = self._ready.popleft()
            if not token.is_ready or not self.is_alive(token):
                continue
            self.bounds.count_step(token.node.id)
            with self.blame(token):
                token.run()

    def enqueue(self, token: LiveToken) -> None:
        """A token is ready to act by itself."""
        self._ready.append(token)

    def _release_join(self) -> bool:
        """Let one join go on that is decided only when nothing else moves."""
        return any(token.is_waiting and token.behaviour.release(token) for token in self.nesting.tokens())

    def completed(self, token: LiveToken) -> None:
        """A token's node is done and left: it is taken away, and its scope ends when nothing remains."""
        token.scope.remove(token)
        self.nesting.settle(token.scope)

    def is_alive(self, token: LiveToken) -> bool:
        """Whether a token is still there."""
        return self.nesting.token(token.id) is token

    def next_id(self) -> int:
        """A new token id, never used before in this case."""
        self.serial += 1
        return self.serial

    # Remembering.

    def passed(self, token: LiveToken) -> None:
        """Trace a completed node."""
        scope = token.scope
        self.trace.append(Passed(token.node.id, scope.compiled.process.id, token.id, scope.path))

    def note(self, kind: str, element: str, **data: object) -> None:
        """Remember something for the trail."""
        self.notes.append(Note(kind, element, data))

    def reached_end(self, scope: Scope, node: Node) -> None:
        """An end event was reached; the last one of the case's own process names how the case ended.

        An event sub-process that has interrupted the process ends it in its place.
        """
        while scope.activity is not None and scope.activity.scope.compiled.interrupts(scope.activity.node):
            scope = scope.activity.scope
        if scope.activity is None and event_of(node).kind != "error":
            self.last_end = node.id

    # Expressions.

    def value(self, token: LiveToken, text: str, given: Mapping[str, object] | None = None) -> object:
        """The value of a FEEL text where a token stands; `given` are names that hide others."""
        return self.expressions.value(text, _names(token, given))

    def condition(self, token: LiveToken, text: str, given: Mapping[str, object] | None = None) -> bool:
        """Whether a FEEL condition holds where a token stands."""
        return self.expressions.condition(text, _names(token, given))

    @contextmanager
    def blame(self, token: LiveToken) -> Iterator[None]:
        """Say at which element something went wrong: as a RuntimeFailure with the cause's code and facts."""
        try:
            yield
        except RuntimeFailure:
            raise
        except EngineError as error:
            raise RuntimeFailure.of(error, token.node.id) from error


def _names(token: LiveToken, given: Mapping[str, object] | None) -> Mapping[str, object]:
    seen = token.scope.visible(token)
    return ChainMap(dict(given), cast("dict[str, object]", seen)) if given else seen
