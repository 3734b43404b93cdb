"""The steps of a process in the order in which they are taken, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.definitions.diagram_nodes import Mark, family
from engine.definitions.diagram_text import LONGEST_TITLE, readable
from engine.definitions.model import Definitions, Node, Process
from engine.messages import text


def text_alternative(definitions: Definitions, process_id: str, marks: Mapping[str, Mark]) -> tuple[str, ...]:
    """One sentence a step: its name, who is asked, how far it is; forks and what has no name are left out.

    Raises KeyError for a process that isn't in the file.
    """
    process = definitions.processes[process_id]
    steps = (
        node for node in _ordered(process, process.id) if readable(node.name) and family(node) != "gateway"
    )
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


def _ordered(process: Process, scope: str) -> Iterator[Node]:
    """Nodes of a scope, each after those that lead to it, loops aside; a sub-process before its inside."""
    nodes = {node.id: node for node in process.within(scope)}
    followers = {node.id: [f for f in _followers(process, node) if f in nodes] for node in nodes.values()}
    starts = [node.id for node in nodes.values() if not node.incoming and node.attached_to is None]
    reached = _reversed_postorder(followers, starts)
    for identity in dict.fromkeys((*reached, *nodes)):
        yield nodes[identity]
        yield from _ordered(process, identity)


def _followers(process: Process, node: Node) -> list[str]:
    flows = [process.flows[flow].target for flow in node.outgoing if flow in process.flows]
    return flows + [boundary.id for boundary in process.boundaries(node.id)]


def _reversed_postorder(followers: Mapping[str, list[str]], starts: list[str]) -> list[str]:
    """Depth first without recursion, the last branch first, so that the first one comes out first."""
    finished: list[str] = []
    seen: set[str] = set()
    for start in reversed(starts):
        seen.add(start)
        path = [(start, iter(reversed(followers[start])))]
        while path:
            follower = next((f for f in path[-1][1] if f not in seen), None)
            if follower is None:
                finished.append(path.pop()[0])
            else:
                seen.add(follower)
                path.append((follower, iter(reversed(followers[follower]))))
    return finished[::-1]
