"""The token game of one scope, with every condition free: what a node may do with a token, when a join fires.

A scope is a process or the inside of one sub-process; a sub-process in it counts as one activity. Tokens lie
on sequence flows. Boundary events may or may not happen, a non-interrupting one at most once an activation:
more would only put further tokens where one already shows the fault.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from engine.definitions.kinds import ACTIVITIES
from engine.definitions.model import Node, Process

Token = str
"""Id of a sequence flow, or `@` and the id of a node where the scope begins."""
Marking = tuple[Token, ...]
"""The tokens of one state, in the order in which they are moved."""
Outcome = tuple[Token, ...] | None
"""The tokens that a node puts out; None when it ends the whole scope."""

MAXIMUM_SUBSETS = 7
"""Flows of an inclusive split whose combinations are all tried; of more, each alone and all together."""


@dataclass(frozen=True, slots=True)
class Net:
    """One scope, ready to be played. `target` gives the node that a token goes to."""

    starts: tuple[Marking, ...]
    target: Mapping[Token, str]
    outcomes: Mapping[str, tuple[Outcome, ...]]
    joins: Mapping[str, tuple[Token, ...]]
    """Parallel gateways that wait for a token on each of these flows."""
    inclusive: Mapping[str, Mapping[Token, frozenset[Token]]]
    """Inclusive gateways that join: for each token of the net, the incoming flows that it may come to."""
    rank: Mapping[Token, int]
    """The order in which independent tokens are moved."""

    def last_first(self) -> Net:
        """The same net, moving first those tokens that lag behind: they meet where they can."""
        return replace(self, rank={token: -rank for token, rank in self.rank.items()})

    def moves(self, marking: Marking) -> Iterator[tuple[str, Marking | None]]:
        """What may happen next: the node that acts and the marking after it, None when the scope has ended.

        Of independent tokens only one is moved: the others keep all they can do, so no fault is missed.
        """
        for token in dict.fromkeys(marking):
            node = self.target[token]
            if node not in self.joins and node not in self.inclusive:
                yield from self._after(node, marking, (token,))
                return
        for node, taken in self._joining(marking):
            yield from self._after(node, marking, taken)
            return

    def waiting(self, marking: Marking) -> tuple[str, ...]:
        """The joins at which the tokens of a marking wait."""
        return tuple(dict.fromkeys(self.target[token] for token in marking))

    def _after(
        self, node: str, marking: Marking, taken: tuple[Token, ...]
    ) -> Iterator[tuple[str, Marking | None]]:
        rest = list(marking)
        for token in taken:
            rest.remove(token)
        for outcome in self.outcomes[node]:
            if outcome is None:
                yield node, None
            else:
                yield node, self.ordered((*rest, *outcome))

    def ordered(self, tokens: tuple[Token, ...]) -> Marking:
        """A marking of these tokens."""
        return tuple(sorted(tokens, key=lambda token: (self.rank[token], token)))

    def _joining(self, marking: Marking) -> Iterator[tuple[str, tuple[Token, ...]]]:
        there = frozenset(marking)
        for node, flows in self.joins.items():
            if there.issuperset(flows):
                yield node, flows
        for node, reach in self.inclusive.items():
            filled = {token for token in there if self.target[token] == node}
            if filled and not any(_holds_up(reach[token], filled) for token in there - filled):
                yield node, tuple(sorted(filled))


def _holds_up(reached: frozenset[Token], filled: set[Token]) -> bool:
    """Whether a join waits for a token: it may come to an empty flow and to no filled one (13.4.3)."""
    return bool(reached) and not reached & filled


def net_of(process: Process, scope: str) -> Net:
    """The net of a process (its own id as `scope`) or of a sub-process in it."""
    nodes = {node.id: node for node in process.within(scope)}
    starts = tuple(_starts(nodes))
    target = {flow.id: flow.target for flow in process.flows.values() if flow.target in nodes}
    target |= {token: token.removeprefix("@") for start in starts for token in start}
    outcomes = {node.id: tuple(dict.fromkeys(_outcomes(node, process))) for node in nodes.values()}
    joining = [node for node in nodes.values() if len(node.incoming) > 1]
    return Net(
        starts,
        target,
        outcomes,
        {node.id: node.incoming for node in joining if node.kind == "parallelGateway"},
        {node.id: _reach(node, target, outcomes) for node in joining if node.kind == "inclusiveGateway"},
        # The foremost first: a branch is played to its join before the next begins, so states stay few.
        {token: -depth for token, depth in _depth(target, outcomes).items()},
    )


def _starts(nodes: Mapping[str, Node]) -> Iterator[Marking]:
    """Where the scope may begin: at any one of its start events, else at every node without incoming."""
    starts = [node for node in nodes.values() if node.kind == "startEvent"]
    if starts:
        yield from ((f"@{node.id}",) for node in starts)
        return
    yield tuple(f"@{node.id}" for node in nodes.values() if _begins_by_itself(node))


def _begins_by_itself(node: Node) -> bool:
    return not (node.incoming or node.attached_to or node.event_triggered or _is_link_catch(node))


def _outcomes(node: Node, process: Process) -> Iterator[Outcome]:
    if node.kind == "endEvent" and _kind(node) in ("terminate", "error"):
        yield None
        return
    if node.kind == "intermediateThrowEvent" and _kind(node) == "link":
        yield from _through_link(node, process)
        return
    plain = list(_splits(node, process))
    yield from plain
    for boundary in process.boundaries(node.id):
        for fired in _outcomes(boundary, process):
            if boundary.interrupting or fired is None:
                yield fired
            else:
                yield from ((*outcome, *fired) for outcome in plain)


def _through_link(node: Node, process: Process) -> Iterator[Outcome]:
    name = node.event.name if node.event is not None else None
    for other in process.within(node.scope):
        if _is_link_catch(other) and other.event is not None and other.event.name == name:
            yield from _splits(other, process)


def _splits(node: Node, process: Process) -> Iterator[tuple[Token, ...]]:
    flows = node.outgoing
    if node.kind in ("exclusiveGateway", "eventBasedGateway"):
        yield from ((flow,) for flow in flows) if flows else ((),)
        return
    conditional = [flow for flow in flows if process.flows[flow].condition is not None]
    if node.kind == "inclusiveGateway":
        conditional = [flow for flow in flows if flow != node.default]
    elif node.kind not in ACTIVITIES:
        conditional = []
    always = tuple(flow for flow in flows if flow not in conditional and flow != node.default)
    default = (node.default,) if node.default in flows and node.default else ()
    if not conditional:
        yield (*always, *default)
        return
    yield from ((*always, *chosen) for chosen in _subsets(conditional))
    if always or default:
        yield (*always, *default)


def _subsets(flows: list[Token]) -> Iterator[tuple[Token, ...]]:
    """Every choice of one flow or more."""
    sizes = range(1, len(flows) + 1) if len(flows) <= MAXIMUM_SUBSETS else (1, len(flows))
    for size in sizes:
        yield from combinations(flows, size)


def _reach(
    gateway: Node, target: Mapping[Token, str], outcomes: Mapping[str, tuple[Outcome, ...]]
) -> Mapping[Token, frozenset[Token]]:
    """For each token the incoming flows of a gateway that it can come to, but not through the gateway."""
    after = _followers(target, outcomes)
    before: dict[Token, set[Token]] = {}
    for token, followers in after.items():
        for follower in followers if target[token] != gateway.id else ():
            before.setdefault(follower, set()).add(token)
    found: dict[Token, set[Token]] = {token: set() for token in target}
    for incoming in gateway.incoming:
        pending = [incoming]
        while pending:
            for token in before.get(pending.pop(), ()):
                if incoming not in found[token]:
                    found[token].add(incoming)
                    pending.append(token)
    return {token: frozenset(flows) for token, flows in found.items()}


def _depth(target: Mapping[Token, str], outcomes: Mapping[str, tuple[Outcome, ...]]) -> Mapping[Token, int]:
    """How many nodes lie between the beginning and a token, at least."""
    after = _followers(target, outcomes)
    led_to = {token for followers in after.values() for token in followers}
    depth = {token: 0 for token in target if token not in led_to}
    pending = list(depth)
    while pending:
        layer, pending = pending, []
        for token in layer:
            fresh = [follower for follower in after[token] if follower not in depth]
            depth |= dict.fromkeys(fresh, depth[token] + 1)
            pending += fresh
    return {token: depth.get(token, len(target)) for token in target}


def _followers(
    target: Mapping[Token, str], outcomes: Mapping[str, tuple[Outcome, ...]]
) -> Mapping[Token, frozenset[Token]]:
    by_node = {
        node: frozenset(token for outcome in given if outcome is not None for token in outcome)
        for node, given in outcomes.items()
    }
    return {token: by_node[node] for token, node in target.items()}


def _kind(node: Node) -> str:
    return node.event.kind if node.event is not None else "none"


def _is_link_catch(node: Node) -> bool:
    return node.kind == "intermediateCatchEvent" and _kind(node) == "link"
