"""What strangers see of a person. All numbers here are made up; their check digits are right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.masking import (
    ID_CHECK,
    ID_WEIGHTS,
    is_card_number,
    is_id_number,
    mask_account,
    mask_id_number,
    mask_name,
    mask_phone,
    mask_text,
)


def with_check_digit(digits: str) -> str:
    """An identity number from its first 17 digits."""
    return digits + ID_CHECK[sum(int(d) * w for d, w in zip(digits, ID_WEIGHTS, strict=True)) % 11]


ID_NUMBER = with_check_digit("35020519900101123")
CARD = "6222020000000000125"


@pytest.mark.parametrize(
    ("name", "masked"),
    [("张三", "张*"), ("张小三", "张*三"), ("欧阳小三", "欧**三"), ("张", "张"), ("", "")],
)
def test_a_name_keeps_its_ends(name: str, masked: str) -> None:
    assert mask_name(name) == masked


def test_numbers_keep_their_last_digits() -> None:
    assert mask_phone("13812345678") == "138****5678"
    assert mask_phone("6051234") == "*****34"
    assert mask_id_number(ID_NUMBER) == "*" * 14 + ID_NUMBER[-4:]
    assert mask_account(CARD) == "*" * 15 + "0125"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        pytest.param("电话13812345678。", "电话138****5678。", id="a-mobile-number"),
        pytest.param("电话138 1234 5678", "电话138****5678", id="in-groups"),
        pytest.param("+86 13812345678", "+86 138****5678", id="with-country-code"),
        pytest.param(f"身份证{ID_NUMBER}", f"身份证{'*' * 14}{ID_NUMBER[-4:]}", id="an-identity-number"),
        pytest.param(f"卡号{CARD}，", f"卡号{'*' * 15}0125，", id="a-bank-card"),
        pytest.param("6222 0200 0000 0000 125", "*" * 15 + "0125", id="a-bank-card-in-groups"),
        pytest.param("办件号202611230001234567", "办件号202611230001234567", id="a-case-number-stays"),
        pytest.param("金额 12,345.00 元", "金额 12,345.00 元", id="an-amount-stays"),
        pytest.param("1381234567", "1381234567", id="a-digit-short"),
        pytest.param("１３８１２３４５６７８", "138****5678", id="full-width-digits"),
    ],
)
def test_free_text(text: str, masked: str) -> None:
    assert mask_text(text) == masked


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        pytest.param(ID_NUMBER, True, id="right-check-digit"),
        pytest.param(ID_NUMBER[:-1] + ("1" if ID_NUMBER[-1] != "1" else "2"), False, id="wrong-check-digit"),
        pytest.param("35020519900101", False, id="too-short"),
    ],
)
def test_an_identity_number_has_a_check_digit(number: str, valid: bool) -> None:
    assert is_id_number(number) is valid


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        pytest.param(CARD, True, id="right-check-digit"),
        pytest.param("4111 1111 1111 1111", True, id="a-well-known-test-number"),
        pytest.param(CARD[:-1] + "6", False, id="wrong-check-digit"),
        pytest.param("0", False, id="too-short"),
    ],
)
def test_a_bank_card_has_a_check_digit(number: str, valid: bool) -> None:
    assert is_card_number(number) is valid


@given(st.text(max_size=40), st.from_regex(r"[1-9][0-9]{16}", fullmatch=True), st.text(max_size=40))
def test_no_identity_number_gets_through(before: str, digits: str, after: str) -> None:
    number = with_check_digit(digits)
    assert number not in mask_text(f"{before}：{number}；{after}")


@given(st.text(max_size=40), st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.text(max_size=40))
def test_no_mobile_number_gets_through(before: str, number: str, after: str) -> None:
    assert number not in mask_text(f"{before}：{number}；{after}")


@given(st.text(alphabet="0123456789张三电话 -xX+", max_size=80))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    assert mask_text(mask_text(text)) == mask_text(text)
