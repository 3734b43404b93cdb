"""The steps of a process in the order in which they are taken, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from engine.definitions.diagram_nodes import Mark, family
from engine.definitions.diagram_text import LONGEST_TITLE, readable
from engine.definitions.model import Bounds, Definitions, Node, Process
from engine.messages import text


def text_alternative(definitions: Definitions, process_id: str, marks: Mapping[str, Mark]) -> tuple[str, ...]:
    """One sentence a step: its name, who is asked, how far it is; forks and what has no name are left out.

    Raises KeyError for a process that isn't in the file.
    """
    process = definitions.processes[process_id]
    nodes = _ordered(process, process.id, definitions.shapes)
    steps = (node for node in nodes if readable(node.name) and family(node) != "gateway")
    return tuple(_sentence(process, node, marks.get(node.id, "none")) for node in steps)


def _sentence(process: Process, node: Node, mark: Mark) -> str:
    name, lane = readable(node.name, LONGEST_TITLE), process.lanes.get(node.lane or "")
    role = readable(lane.name) if lane else ""
    state = "" if mark == "none" else text(f"diagram.mark.{mark}")
    if role and state:
        return text("diagram.step", name=name, role=role, state=state)
    if role:
        return text("diagram.unmarked_step", name=name, role=role)
    return text("diagram.title", name=name, state=state) if state else name


def _ordered(process: Process, scope: str, shapes: Mapping[str, Bounds]) -> Iterator[Node]:
    """Nodes of a scope in the order of `_in_order`, a sub-process before its inside."""
    nodes = {node.id: node for node in process.within(scope)}
    followers = {node.id: [f for f in _followers(process, node) if f in nodes] for node in nodes.values()}
    starts = [node.id for node in nodes.values() if not node.incoming and node.attached_to is None]
    places = {identity: shapes[identity].x if identity in shapes else 0 for identity in nodes}
    for identity in dict.fromkeys((*_in_order(followers, starts, places), *nodes)):
        yield nodes[identity]
        yield from _ordered(process, identity, shapes)


def _followers(process: Process, node: Node) -> list[str]:
    flows = [process.flows[flow].target for flow in node.outgoing if flow in process.flows]
    return flows + [boundary.id for boundary in process.boundaries(node.id)]


def _in_order(
    followers: Mapping[str, list[str]], starts: list[str], places: Mapping[str, float]
) -> list[str]:
    """What can be reached: each after all that leads to it, branch by branch, the first in the file first.

    Where a loop leaves nothing whose predecessors were all named, it is entered at the leftmost, as a reader
    does.
    """
    ahead = Counter(follower for found in followers.values() for follower in found)
    named: list[str] = []
    reached = dict.fromkeys(reversed(starts))
    while reached:
        ready = next((identity for identity in reversed(reached) if not ahead[identity]), None)
        here = ready or min(reached, key=lambda identity: places[identity])
        del reached[here]
        named.append(here)
        for follower in reversed(followers[here]):
            ahead[follower] -= 1
            if follower not in named:
                reached.pop(follower, None)
                reached[follower] = None
    return named
