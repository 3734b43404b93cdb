"""What changed between two versions of a procedure, element by element."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from engine.definitions.bundle import Bundle
from engine.definitions.described import Described, described

Kind = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `element` is its id, `name` what people call it.

    `what` is the matter (`condition`, `role`, `due`, `when` …; the catalogue has `change.<what>`), with the
    texts `before` and `after`; for an element that was added or removed it is its kind.
    """

    kind: Kind
    element: str
    name: str
    what: str
    before: str | None = None
    after: str | None = None


def changes(old: Bundle, new: Bundle) -> list[Change]:
    """What the new version changes: diagrams, expressions, roles, deadlines, forms and decision tables.

    Changed and added elements come in the order of the new files, then the removed ones. Elements that were
    only moved on the drawing are one change, `drawing`, of their process.
    """
    before, after = described(old), described(new)
    found = [change for element in after for change in _of_element(element, before, after)]
    found += [
        Change("removed", element, before[element].name, before[element].facts.get("kind", ""))
        for element in before
        if element not in after
    ]
    return [*found, *_redrawn(old, new)]


def _of_element(
    element: str, before: Mapping[str, Described], after: Mapping[str, Described]
) -> Iterator[Change]:
    new = after[element]
    if element not in before:
        yield Change("added", element, new.name, new.facts.get("kind", ""))
        return
    old = before[element]
    for what in dict.fromkeys([*old.facts, *new.facts]):
        was, now = old.facts.get(what), new.facts.get(what)
        if was != now:
            yield Change("changed", element, new.name, what, was, now)


def _redrawn(old: Bundle, new: Bundle) -> Iterator[Change]:
    """Processes whose drawing differs although the same elements are drawn."""
    for name, reading in new.readings.items():
        other = old.readings.get(name)
        if other is None or other.definitions is None or reading.definitions is None:
            continue
        was, now = other.definitions, reading.definitions
        if was.shapes.keys() != now.shapes.keys() or (was.shapes, was.lines) == (now.shapes, now.lines):
            continue
        for process in now.processes.values():
            yield Change("changed", process.id, process.name or process.id, "drawing")
