"""Whatever is done to a trail, verifying finds it and names the first entry that is not as it was written."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.audit.chain import Break, Reason, Verdict, verify_chain
from engine.audit.entry import Entry, from_json, to_json
from engine.audit.jcs import NotCanonicalError
from engine.messages import known
from tests.audit.trails import FIRST_OF_MARCH, head_of, next_entry, rehashed, trail

LENGTH = 8
WRITTEN = trail(LENGTH)
HEAD = head_of(WRITTEN)

places = st.integers(1, LENGTH)
# Another value for each member; the place is one where it differs from what was written.
EDITS: list[tuple[str, Any]] = [
    ("v", 2), ("case", "case-2"), ("village", "330200-02"), ("at", FIRST_OF_MARCH), ("kind", "task_returned"),
    ("actor", "chair"), ("actor", None), ("on_behalf_of", "chair"), ("role", "treasurer"), ("task", "task-0"),
    ("element", "approve"), ("data", {}), ("data", {"opinion": "不同意"}), ("data", {"amount_fen": 0.5}),
    ("def_h", "ab" * 32), ("state_h", "ab" * 32), ("att", ("sm3:" + "ab" * 32,)), ("key_h", "ab" * 32),
    ("prev", "ab" * 32), ("hash", "ab" * 32), ("hash", None),
]  # fmt: skip


def found(entries: list[Entry], head: tuple[int, str] | None = HEAD) -> tuple[int, str] | None:
    """Where the chain breaks and why, None when it is intact."""
    _, broken = verify_chain("case-1", entries, head=head)
    return (broken.seq, broken.reason) if broken else None


def place_of(entries: list[Entry], head: tuple[int, str] | None = HEAD) -> int | None:
    broken = found(entries, head)
    return broken[0] if broken else None


def edited(place: int, member: str, value: Any) -> list[Entry]:
    entries = list(WRITTEN)
    entries[place - 1] = replace(entries[place - 1], **{member: value})
    return entries


@pytest.mark.parametrize("length", [0, 1, 2, LENGTH])
def test_a_trail_as_written_is_intact(length: int) -> None:
    entries = trail(length)
    assert verify_chain("case-1", iter(entries), head=head_of(entries) if entries else None) == (length, None)


def test_the_verdict_counts_the_entries_before_the_break() -> None:
    assert verify_chain("case-1", edited(5, "role", "x"), head=HEAD) == (4, Break("case-1", 5, "hash"))


@pytest.mark.parametrize(
    ("member", "value"), EDITS, ids=[f"{member}-{value}"[:30] for member, value in EDITS]
)
@given(place=places)
def test_an_edited_entry_is_named(member: str, value: Any, place: int) -> None:
    assert place_of(edited(place, member, value), head=None) == place


@given(place=places, number=st.integers(-3, LENGTH + 3))
def test_a_renumbered_entry_is_named(place: int, number: int) -> None:
    expected = None if number == place else place
    assert place_of(edited(place, "seq", number)) == expected


@given(place=places, bit=st.integers(0, 10_000))
def test_a_flipped_bit_in_any_text_is_named(place: int, bit: int) -> None:
    members = to_json(WRITTEN[place - 1])
    name = [key for key, value in members.items() if isinstance(value, str) and key != "at"][bit % 8]
    text = members[name].encode()
    where = bit // 8 % len(text)
    flipped = text[:where] + bytes([text[where] ^ 1]) + text[where + 1 :]
    entries = list(WRITTEN)
    entries[place - 1] = from_json({**members, name: flipped.decode()})
    assert place_of(entries, head=None) == place


@given(place=places)
def test_an_edited_entry_with_its_own_hash_made_right_breaks_the_next(place: int) -> None:
    entries = edited(place, "data", {"opinion": "不同意"})
    entries[place - 1] = rehashed(entries, place - 1)[place - 1]
    assert found(entries) == ((LENGTH, "head") if place == LENGTH else (place + 1, "prev"))


@given(place=places)
def test_a_chain_rehashed_to_its_end_is_found_by_the_head_and_by_nothing_else(place: int) -> None:
    entries = rehashed(edited(place, "data", {"opinion": "不同意"}), place - 1)
    assert found(entries) == (LENGTH, "head")
    assert found(entries, head=None) is None


@given(place=places)
def test_a_removed_entry_is_named(place: int) -> None:
    entries = WRITTEN[: place - 1] + WRITTEN[place:]
    assert found(entries) == (place, "truncated" if place == LENGTH else "missing")


@given(place=places)
def test_a_removed_entry_is_found_even_when_the_rest_is_rehashed(place: int) -> None:
    assert found(rehashed(WRITTEN[: place - 1] + WRITTEN[place:])) == (LENGTH, "truncated")


@given(kept=st.integers(0, LENGTH - 1))
def test_a_tail_cut_off_anywhere_is_found_by_the_head(kept: int) -> None:
    assert found(WRITTEN[:kept]) == (kept + 1, "truncated")
    assert found(WRITTEN[:kept], head=None) is None


def test_a_case_whose_every_entry_and_head_are_gone_is_broken() -> None:
    assert found([], head=(0, "")) == (1, "truncated")


@given(place=places)
def test_an_entry_copied_in_is_named(place: int) -> None:
    entries = WRITTEN[:place] + WRITTEN[place - 1 :]
    assert found(entries) == (place + 1, "order")


@given(place=places)
def test_an_entry_invented_is_found_even_when_the_rest_is_rehashed(place: int) -> None:
    invented = next_entry(WRITTEN[: place - 1], data={"opinion": "不同意"})
    entries = rehashed([*WRITTEN[: place - 1], invented, *WRITTEN[place - 1 :]])
    assert found(entries, head=None) in (None, (place + 1, "time"))
    assert place_of(entries) in (place + 1, LENGTH)


def test_an_entry_added_at_the_end_is_surplus() -> None:
    assert found([*WRITTEN, next_entry(WRITTEN)]) == (LENGTH + 1, "surplus")


@given(pair=st.lists(places, min_size=2, max_size=2, unique=True))
def test_two_swapped_entries_are_named(pair: list[int]) -> None:
    one, other = sorted(pair)
    entries = list(WRITTEN)
    entries[one - 1], entries[other - 1] = entries[other - 1], entries[one - 1]
    assert place_of(entries) == one


@given(place=st.integers(2, LENGTH), earlier=st.timedeltas(timedelta(minutes=11), timedelta(days=4000)))
def test_a_backdated_entry_is_named_even_when_the_rest_is_rehashed(place: int, earlier: timedelta) -> None:
    entries = edited(place, "at", WRITTEN[place - 1].at - earlier)
    assert found(entries) == (place, "hash")
    assert found(rehashed(entries), head=None) == (place, "time")


def test_two_entries_may_be_of_one_moment() -> None:
    entries = trail(2, at=WRITTEN[0].at)
    assert found(entries, head_of(entries)) is None


def test_a_case_never_changes_its_village() -> None:
    entries = rehashed(edited(5, "village", "330200-02"))
    assert found(entries, head=None) == (5, "village")


def test_an_entry_of_another_version_of_the_format_is_not_taken() -> None:
    assert found(rehashed(edited(5, "v", 2)), head=None) == (5, "form")


def test_a_float_that_was_hashed_by_somebody_else_is_not_taken() -> None:
    assert found(edited(5, "data", {"share": 0.5}), head=None) == (5, "form")


def test_an_instant_that_lost_its_zone_is_not_taken() -> None:
    assert found(edited(5, "at", WRITTEN[4].at.replace(tzinfo=None)), head=None) == (5, "form")


def test_an_entry_that_cannot_be_read_breaks_the_chain_there() -> None:
    def read() -> Any:
        yield from WRITTEN[:3]
        raise NotCanonicalError("unreadable row")

    assert verify_chain("case-1", read(), head=HEAD) == (3, Break("case-1", 4, "form"))


@given(st.lists(st.sampled_from("abc"), max_size=20))
def test_cases_written_at_the_same_time_have_chains_of_their_own(turns: list[str]) -> None:
    chains: dict[str, list[Entry]] = {"a": [], "b": [], "c": []}
    for case in turns:
        chains[case].append(next_entry(chains[case], case))
    for case, entries in chains.items():
        assert entries == trail(len(entries), case)
        assert verify_chain(case, entries, head=head_of(entries) if entries else None) == (len(entries), None)


@given(places)
def test_an_entry_of_another_case_is_named(place: int) -> None:
    entries = list(WRITTEN)
    entries[place - 1] = trail(LENGTH, "case-2")[place - 1]
    assert found(entries) == (place, "case")


@pytest.mark.parametrize(
    ("verdict", "line"),
    [
        pytest.param(Verdict(12, None), "intact entries=12", id="intact"),
        pytest.param(Verdict(3, Break("c-9", 4, "hash")), "broken case=c-9 seq=4 reason=hash", id="broken"),
    ],
)
def test_the_last_line_of_verify(verdict: Verdict, line: str) -> None:
    assert verdict.line() == line


@pytest.mark.parametrize("reason", get_args(Reason))
def test_each_reason_is_explained_in_chinese(reason: str) -> None:
    assert known(f"trail.break.{reason}")
