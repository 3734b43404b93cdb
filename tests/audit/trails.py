"""Trails for the tests, and what somebody with SQL could do to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from engine.audit.chain import Head
from engine.audit.entry import Entry, canonical, seal, sm3_hex
from engine.audit.jcs import LARGEST_INTEGER

FIRST_OF_MARCH = datetime(2026, 3, 1, 1, 30, tzinfo=UTC)
OPINION = {"opinion": "同意", "amount_fen": 1_200_000}

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
integers = st.integers(-LARGEST_INTEGER, LARGEST_INTEGER)
scalars = st.none() | st.booleans() | integers | texts
json_values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
json_objects = st.dictionaries(texts, json_values, max_size=4)


def trail(length: int, case: str = "case-1", **last: Any) -> list[Entry]:
    """A case's first entries, ten minutes apart; `last` are members of the last one."""
    entries: list[Entry] = []
    for seq in range(1, length + 1):
        entries.append(next_entry(entries, case, **(last if seq == length else {})))
    return entries


def next_entry(entries: list[Entry], case: str = "case-1", **members: Any) -> Entry:
    """The entry that continues `entries`."""
    seq = len(entries) + 1
    usual = {
        "seq": seq,
        "case": case,
        "village": "330200-01",
        "at": FIRST_OF_MARCH + timedelta(minutes=10 * seq),
        "kind": "case_started" if seq == 1 else "task_completed",
        "actor": "clerk",
        "role": "clerk",
        "task": f"task-{seq}",
        "element": "review",
        "data": {**OPINION, "round": seq},
        "prev": entries[-1].hash if entries else None,
    }
    return seal(**{**usual, **members})


def head_of(entries: list[Entry]) -> Head:
    return (entries[-1].seq, str(entries[-1].hash))


def rehashed(entries: list[Entry], start: int = 0) -> list[Entry]:
    """The entries as a forger with the code leaves them: numbers and hashes anew from index `start` on."""
    result = entries[:start]
    for entry in entries[start:]:
        prev = result[-1].hash if result else None
        linked = replace(entry, seq=len(result) + 1, prev=prev, hash=None)
        result.append(replace(linked, hash=sm3_hex(canonical(linked))))
    return result
