"""A personal value leaves only a salted commitment in the trail, and can be erased without a trace of it."""

from __future__ import annotations

import itertools
import unicodedata
from typing import Any

import pytest
import rfc8785
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.audit.chain import verify_chain
from engine.audit.commitment import PREFIX, SALT_BYTES, commit, commitments, new_salt, opens
from engine.audit.entry import sm3_hex
from engine.audit.jcs import NotCanonicalError, encode, normal
from tests.audit.trails import head_of, json_values, trail

SALT = bytes(range(16))
salts = st.binary(min_size=SALT_BYTES, max_size=SALT_BYTES)


def canonical_or_none(value: Any) -> bytes | None:
    try:
        return encode(normal(value))
    except NotCanonicalError:
        return None


def test_a_commitment_is_sm3_over_mark_salt_and_canonical_value() -> None:
    assert commit({"name": "张三"}, SALT) == PREFIX + sm3_hex(
        b"\x02" + SALT + rfc8785.dumps({"name": "张三"})
    )


@given(json_values, salts)
def test_value_and_salt_open_their_commitment(value: Any, salt: bytes) -> None:
    assume(canonical_or_none(value) is not None)
    assert opens(commit(value, salt), value, salt)


@given(json_values, json_values, salts)
def test_another_value_does_not_open_it(value: Any, other: Any, salt: bytes) -> None:
    forms = canonical_or_none(value), canonical_or_none(other)
    assume(None not in forms and forms[0] != forms[1])
    assert not opens(commit(value, salt), other, salt)


@given(salts, salts)
def test_another_salt_does_not_open_it(salt: bytes, other: bytes) -> None:
    assume(salt != other)
    assert not opens(commit("330281199001011234", salt), "330281199001011234", other)


def test_a_value_opens_whichever_way_its_accents_are_written() -> None:
    assert opens(commit("Müller", SALT), unicodedata.normalize("NFD", "Müller"), SALT)


@pytest.mark.parametrize(
    "value", [0.5, {"a": object()}, "\ud800"], ids=["float", "no-json", "half-a-character"]
)
def test_what_cannot_be_committed_to_opens_nothing(value: object) -> None:
    assert not opens(commit("x", SALT), value, SALT)


@pytest.mark.parametrize("length", [0, 15, 17])
def test_a_salt_has_sixteen_bytes(length: int) -> None:
    with pytest.raises(ValueError, match="salt"):
        commit("x", bytes(length))


def test_a_new_salt_comes_from_the_source_that_is_given() -> None:
    assert new_salt(lambda count: b"\x07" * count) == b"\x07" * SALT_BYTES


def test_an_erased_value_is_not_found_by_trying_all_numbers() -> None:
    """Without the salt each guess is wrong, even the right one: a thousand serial numbers of one birthday."""
    sealed = commit("330281199001010017", SALT)
    guesses = (f"33028119900101{serial:04}" for serial in range(1000))
    unsalted = itertools.chain.from_iterable(
        (commit(g, bytes(16)), PREFIX + sm3_hex(g.encode())) for g in guesses
    )
    assert sealed not in set(unsalted)


def test_erasing_a_value_leaves_the_chain_as_it_is() -> None:
    values = {commit("330281199001011234", SALT): "330281199001011234"}
    entries = trail(3, data={"id_number": next(iter(values))})
    values.clear()
    assert verify_chain("case-1", entries, head=head_of(entries)) == (3, None)


def test_the_commitments_of_an_entry_are_found_at_any_depth() -> None:
    first, second = commit("a", SALT), commit("b", SALT)
    assert list(commitments({"payee": first, "rows": [{"name": second}, "plain", 1, None]})) == [
        first,
        second,
    ]
