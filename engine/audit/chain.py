"""Whether a case's entries are the ones that were written, all of them and in that order.

The chain alone shows every change by somebody who didn't recompute it. Who recomputed it up to the end is
found by the head: the number and hash of the newest entry, kept elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from engine.audit.entry import VERSION, Entry, canonical, sm3_hex
from engine.audit.jcs import NotCanonicalError

Reason = Literal[
    "form", "missing", "order", "case", "prev", "hash", "village", "time", "head", "surplus", "truncated",
    "archive", "manifest", "document", "file", "value", "attachment", "definition", "state",
]  # fmt: skip
"""Why something is broken; `trail.break.<reason>` of the catalogue explains it. The first line is about a
chain, the second about a package or the tables beside the chain."""

Head = tuple[int, str]
"""Number and hash of the newest entry, as stored with the case."""


@dataclass(frozen=True, slots=True)
class Break:
    """The first place that is not as written: `seq` counts from 1, and is 0 when it is no single entry's."""

    case: str
    seq: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Verdict:
    """`entries` were found good, up to the break if there is one."""

    entries: int
    broken: Break | None

    def line(self) -> str:
        """The last line that `weiquan verify` prints."""
        if self.broken is None:
            return f"intact entries={self.entries}"
        return f"broken case={self.broken.case} seq={self.broken.seq} reason={self.broken.reason}"


def verify_chain(case: str, entries: Iterable[Entry], *, head: Head | None) -> tuple[int, Break | None]:
    """How many entries of `case`, given in stored order, are good, and the first break.

    Without `head` nothing can be said about entries cut off the end, nor about a chain rewritten as a whole.
    An iterable that raises NotCanonicalError breaks the chain there, as an entry that can't be read.
    """
    count, last = 0, None
    try:
        for entry in entries:
            reason = _link_fault(case, entry, last) or _head_fault(entry, head)
            if reason is not None:
                return count, Break(case, count + 1, reason)
            count, last = count + 1, entry
    except NotCanonicalError:
        return count, Break(case, count + 1, "form")
    # A case has at least the entry that started it, whatever its stored head says.
    if head is not None and count < max(head[0], 1):
        return count, Break(case, count + 1, "truncated")
    return count, None


def _link_fault(case: str, entry: Entry, last: Entry | None) -> Reason | None:
    expected_seq, expected_prev = (1, None) if last is None else (last.seq + 1, last.hash)
    if entry.seq != expected_seq:
        return "missing" if entry.seq > expected_seq else "order"
    if entry.case != case:
        return "case"
    if entry.prev != expected_prev:
        return "prev"
    if sm3_hex(canonical(entry)) != entry.hash:
        return "hash"
    return _sealed_fault(entry, last)


def _sealed_fault(entry: Entry, last: Entry | None) -> Reason | None:
    """What is wrong with an entry that has its right hash."""
    if entry.v != VERSION:
        return "form"
    if last is not None and entry.village != last.village:
        return "village"
    if last is not None and entry.at < last.at:
        return "time"
    return None


def _head_fault(entry: Entry, head: Head | None) -> Reason | None:
    if head is None or entry.seq < head[0]:
        return None
    if entry.seq > head[0]:
        return "surplus"
    return None if entry.hash == head[1] else "head"
