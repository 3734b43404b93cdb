"""An entry has fixed members and one hash, which anybody can recompute from docs/trail.md."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import rfc8785
from hypothesis import given

from engine.audit.entry import MAX_ENTRY_BYTES, canonical, from_json, instant_text, seal, sm3_hex, to_json
from engine.audit.jcs import NotCanonicalError, encode
from tests.audit.trails import FIRST_OF_MARCH, json_objects, next_entry, texts, trail

HASH = re.compile(r"[0-9a-f]{64}")
MEMBERS = {
    "v", "seq", "case", "village", "at", "kind", "actor", "on_behalf_of", "role", "task", "element", "data",
    "def_h", "state_h", "att", "key_h", "prev", "hash",
}  # fmt: skip


@pytest.mark.parametrize(
    ("content", "digest"),
    [
        pytest.param(
            b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0", id="GB/T 32905 A.1"
        ),
        pytest.param(
            b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732", id="A.2"
        ),
    ],
)
def test_the_digest_is_sm3(content: bytes, digest: str) -> None:
    assert sm3_hex(content) == digest


def test_an_entry_has_exactly_the_members_of_the_interface() -> None:
    assert to_json(next_entry([])).keys() == MEMBERS


@given(json_objects, texts)
def test_the_hash_is_sm3_over_the_jcs_form_of_the_other_members(data: dict[str, Any], actor: str) -> None:
    try:
        members = to_json(next_entry([], data=data, actor=actor))
    except NotCanonicalError:
        return  # two keys of `data` are one in NFC
    claimed = members.pop("hash")
    assert HASH.fullmatch(claimed)
    assert sm3_hex(rfc8785.dumps(members)) == claimed


def test_the_hash_of_a_known_entry_never_changes() -> None:
    entry = seal(
        seq=1,
        case="c",
        village="v",
        at=FIRST_OF_MARCH,
        kind="case_started",
        prev=None,
        actor="clerk",
        data={"a": "甲"},
    )
    assert canonical(entry).decode() == (
        '{"actor":"clerk","at":"2026-03-01T01:30:00.000000Z","att":[],"case":"c","data":{"a":"甲"},"def_h":null,'
        '"element":null,"key_h":null,"kind":"case_started","on_behalf_of":null,"prev":null,"role":null,"seq":1,'
        '"state_h":null,"task":null,"v":1,"village":"v"}'
    )
    assert entry.hash == sm3_hex(canonical(entry))


@given(json_objects)
def test_an_entry_survives_the_way_through_json(data: dict[str, Any]) -> None:
    try:
        entry = next_entry([], data=data)
    except NotCanonicalError:
        return
    assert from_json(to_json(entry)) == entry


def test_composed_and_decomposed_texts_give_one_entry() -> None:
    composed, decomposed = (unicodedata.normalize(form, "Müller 각") for form in ("NFC", "NFD"))
    assert composed != decomposed
    assert next_entry([], data={composed: composed}, role=composed) == next_entry(
        [], data={decomposed: decomposed}, role=decomposed
    )


def test_a_text_decomposed_later_is_another_text() -> None:
    entry = next_entry([], role="Müller")
    assert canonical(replace(entry, role=unicodedata.normalize("NFD", "Müller"))) != canonical(entry)


@pytest.mark.parametrize(
    ("at", "text"),
    [
        pytest.param(datetime(2026, 3, 1, tzinfo=UTC), "2026-03-01T00:00:00.000000Z", id="whole-second"),
        pytest.param(datetime(2026, 3, 1, 0, 0, 0, 1, UTC), "2026-03-01T00:00:00.000001Z", id="microsecond"),
        pytest.param(
            datetime(2026, 3, 1, 8, tzinfo=timezone(timedelta(hours=8))),
            "2026-03-01T00:00:00.000000Z",
            id="of-Shanghai",
        ),
        pytest.param(
            datetime(999, 1, 1, tzinfo=UTC), "0999-01-01T00:00:00.000000Z", id="four-digits-of-year"
        ),
    ],
)
def test_an_instant_has_one_form(at: datetime, text: str) -> None:
    assert instant_text(at) == text


@pytest.mark.parametrize(
    "members",
    [
        pytest.param({"seq": 0}, id="seq-below-one"),
        pytest.param({"seq": 2}, id="second-without-previous"),
        pytest.param({"prev": "ab" * 32}, id="first-with-previous"),
        pytest.param({"kind": "completed"}, id="kind-without-subject"),
        pytest.param({"kind": "Task_Completed"}, id="kind-in-capitals"),
        pytest.param({"at": datetime(2026, 3, 1)}, id="naive-instant"),  # noqa: DTZ001
        pytest.param({"data": {"share": 0.5}}, id="float"),
        pytest.param({"data": {"at": FIRST_OF_MARCH}}, id="data-that-is-no-json"),
        pytest.param({"case": None}, id="no-case"),
        pytest.param({"actor": 7}, id="actor-that-is-no-text"),
        pytest.param({"att": (7,)}, id="attachment-that-is-no-digest"),
        pytest.param({"data": {"text": "字" * (MAX_ENTRY_BYTES // 3 + 1)}}, id="too-large"),
    ],
)
def test_an_entry_that_no_verifier_would_take_is_not_sealed(members: dict[str, Any]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        next_entry([], **members)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"extra": 1}, id="a-member-too-many"),
        pytest.param({"v": True}, id="truth-for-a-number"),
        pytest.param({"seq": 1.0}, id="float-for-a-number"),
        pytest.param({"case": 1}, id="number-for-a-text"),
        pytest.param({"hash": 1}, id="number-for-a-hash"),
        pytest.param({"data": []}, id="list-for-an-object"),
        pytest.param({"att": "x"}, id="text-for-a-list"),
        pytest.param({"att": [None]}, id="attachment-without-digest"),
        pytest.param({"at": "2026-03-01T01:40:00Z"}, id="instant-without-microseconds"),
        pytest.param({"at": "2026-03-01T01:40:00.000000+00:00"}, id="instant-with-an-offset"),
        pytest.param({"at": "2026-03-01"}, id="date"),
        pytest.param({"at": "0001-01-01T00:00:00+23:00"}, id="instant-before-all-time"),
        pytest.param({"at": None}, id="no-instant"),
    ],
)
def test_what_is_no_entry_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(NotCanonicalError):
        from_json({**to_json(next_entry([])), **change})


@pytest.mark.parametrize("member", sorted(MEMBERS))
def test_an_entry_with_a_member_missing_is_refused(member: str) -> None:
    members = to_json(next_entry([]))
    del members[member]
    with pytest.raises(NotCanonicalError):
        from_json(members)


def test_an_entry_knows_the_one_before() -> None:
    first, second = trail(2)
    assert first.prev is None
    assert second.prev == first.hash


def test_one_can_recompute_a_hash_with_sed_and_openssl() -> None:
    """As README.txt of a package says: take the hash out of the line, and digest what is left."""
    entry = next_entry([], data={"hash": "not this one"})
    line = encode(to_json(entry)).decode()
    left = re.sub(r'"hash":"[0-9a-f]{64}",(?="key_h")', "", line)
    assert sm3_hex(left.encode()) == entry.hash
