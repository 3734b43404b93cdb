"""Whether a scope always comes to its end: every reachable state of its token game, up to a bound."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from engine.definitions.model import Process
from engine.definitions.token_net import Marking, Net, net_of

BUDGET = 300_000
"""Tokens looked at to prove one scope; a state costs what it holds. About half a second."""
MEETING_BUDGET = 20_000
"""The same for finding tokens that meet: an advice, not a proof."""
MAXIMUM_TOKENS = 2
"""On one flow: more tokens of the same place show nothing new, and may grow without end."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A state that should not be: the element at which it shows, and the nodes that lead there, in order."""

    element: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What exploring a scope found. `complete` is False when there were too many states to see them all."""

    deadlock: Fault | None = None
    livelock: Fault | None = None
    doubled: Fault | None = None
    dead: tuple[str, ...] = ()
    complete: bool = True


@dataclass(slots=True)
class _Exploration:
    net: Net
    reached_by: dict[Marking, tuple[Marking | None, str]] = field(default_factory=dict)
    before: dict[Marking, set[Marking]] = field(default_factory=dict)
    ended: set[Marking] = field(default_factory=set)
    stuck: list[Marking] = field(default_factory=list)
    acted: set[str] = field(default_factory=set)
    doubled: tuple[str, Marking] | None = None
    budget: int = BUDGET
    complete: bool = True

    def run(self) -> None:
        """Visit every state, nearest first."""
        pending = deque(self.net.starts)
        self.reached_by |= dict.fromkeys(self.net.starts, (None, ""))
        while pending:
            if self.budget < 0:
                self.complete = False
                return
            pending.extend(self._visit(pending.popleft()))

    def _visit(self, marking: Marking) -> list[Marking]:
        fresh: list[Marking] = []
        moved = False
        for node, after in self.net.moves(marking):
            moved = True
            self.budget -= len(marking)
            self.acted.add(node)
            if not after:
                self.ended.add(marking)
            elif self._within_bounds(after):
                self.before.setdefault(after, set()).add(marking)
                if after not in self.reached_by:
                    self.reached_by[after] = (marking, node)
                    self._watch(after, node)
                    fresh.append(after)
        if not moved:
            self.stuck.append(marking)
        return fresh

    def _within_bounds(self, marking: Marking) -> bool:
        run = 0
        for token, before in zip(marking, (None, *marking), strict=False):
            run = run + 1 if token == before else 1
            if run > MAXIMUM_TOKENS:
                self.complete = False
                return False
        return True

    def _watch(self, marking: Marking, node: str) -> None:
        if self.doubled is None and len(set(marking)) < len(marking):
            self.doubled = (node, marking)

    def leads_to(self, markings: Iterable[Marking]) -> set[Marking]:
        """The states from which one of these can be reached."""
        found = set(markings)
        pending = list(found)
        while pending:
            fresh = self.before.get(pending.pop(), set()) - found
            found |= fresh
            pending += fresh
        return found

    def path_to(self, marking: Marking) -> tuple[str, ...]:
        """The nodes that acted on the shortest way to a state."""
        path: list[str] = []
        before, node = self.reached_by.get(marking, (None, ""))
        while before is not None:
            path.append(node)
            before, node = self.reached_by[before]
        return tuple(reversed(path))


def explore(process: Process, scope: str) -> Verdict:
    """What can happen in a process (its own id as `scope`) or in a sub-process of it."""
    net = net_of(process, scope)
    seen = _Exploration(net)
    seen.run()
    meetings = _Exploration(net.last_first(), budget=MEETING_BUDGET)
    meetings.run()
    deadlock, livelock = _deadlock(seen), _livelock(seen) if seen.complete else None
    ends = seen.complete and deadlock is None and livelock is None
    return Verdict(
        deadlock,
        livelock,
        _doubled(meetings),
        # Behind a standstill everything is dead; the standstill says enough.
        _dead(process, scope, seen) if ends else (),
        seen.complete,
    )


def _deadlock(seen: _Exploration) -> Fault | None:
    stuck = next((marking for marking in seen.stuck if marking), None)
    if stuck is None:
        return None
    return Fault(seen.net.waiting(stuck)[0], seen.path_to(stuck))


def _doubled(seen: _Exploration) -> Fault | None:
    """The first node that puts a second token where one still lies."""
    if seen.doubled is None:
        return None
    node, marking = seen.doubled
    return Fault(node, seen.path_to(marking))


def _livelock(seen: _Exploration) -> Fault | None:
    """The nearest state that goes round for ever: no end and no standstill can be reached from it."""
    ending = seen.leads_to([*seen.ended, *seen.stuck])
    for marking in seen.reached_by:
        if marking not in ending:
            return Fault(seen.net.target[marking[0]], seen.path_to(marking))
    return None


def _dead(process: Process, scope: str, seen: _Exploration) -> tuple[str, ...]:
    """Nodes at which no token ever arrives; an activity's boundary events live and die with it."""
    dead = []
    for node in process.within(scope):
        owner = node.attached_to or node.id
        reached_by_link = node.event is not None and node.event.kind == "link"
        if owner not in seen.acted and not node.event_triggered and not reached_by_link:
            dead.append(node.id)
    return tuple(dead)
