"""Money on screen, on paper, and as people type it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import Invalid
from engine.rules.money import LARGEST_FEN, format_yuan, parse_yuan, to_chinese

AMOUNTS = st.integers(-LARGEST_FEN, LARGEST_FEN)
DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = {"拾": 10, "佰": 100, "仟": 1000}


@pytest.mark.parametrize(
    ("fen", "screen", "paper"),
    [
        pytest.param(1234500, "¥12,345.00", "壹万贰仟叁佰肆拾伍元整", id="whole-yuan-end-in-整"),
        pytest.param(123456, "¥1,234.56", "壹仟贰佰叁拾肆元伍角陆分", id="fen-end-without-整"),
        pytest.param(150, "¥1.50", "壹元伍角整", id="jiao-only"),
        pytest.param(105, "¥1.05", "壹元零伍分", id="a-missing-jiao-is-零"),
        pytest.param(50, "¥0.50", "伍角整", id="less-than-a-yuan"),
        pytest.param(5, "¥0.05", "伍分", id="a-few-fen"),
        pytest.param(0, "¥0.00", "零元整", id="nothing"),
        pytest.param(1000, "¥10.00", "壹拾元整", id="ten-is-written-壹拾"),
        pytest.param(100500, "¥1,005.00", "壹仟零伍元整", id="one-零-for-two-zeros"),
        pytest.param(10001000, "¥100,010.00", "壹拾万零壹拾元整", id="a-gap-after-万"),
        pytest.param(10700053, "¥107,000.53", "壹拾万柒仟元伍角叁分", id="no-gap-after-万"),
        pytest.param(10001000000, "¥100,010,000.00", "壹亿零壹万元整", id="a-gap-after-亿"),
        pytest.param(10000000100, "¥100,000,001.00", "壹亿零壹元整", id="a-whole-section-of-zeros"),
        pytest.param(-168032, "-¥1,680.32", "负壹仟陆佰捌拾元叁角贰分", id="a-correction"),
    ],
)
def test_an_amount_on_screen_and_on_paper(fen: int, screen: str, paper: str) -> None:
    assert format_yuan(fen) == screen
    assert to_chinese(fen) == paper


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        pytest.param("12345", 1234500, id="whole-yuan"),
        pytest.param(" 12,345.6 ", 1234560, id="separators-and-one-decimal"),
        pytest.param("¥12,345.60", 1234560, id="as-on-screen"),
        pytest.param("￥9.05", 905, id="full-width-sign"),
        pytest.param("100元", 10000, id="with-the-unit"),
        pytest.param("0.01", 1, id="one-fen"),
    ],
)
def test_an_amount_as_people_type_it(typed: str, fen: int) -> None:
    assert parse_yuan(typed) == fen


@pytest.mark.parametrize(
    "typed", ["", "abc", "1.005", "1,23", "1.", ".5", "1e3", "12 345", "1234567890123", "¥"]
)
def test_what_is_no_amount_is_refused_and_nothing_is_rounded(typed: str) -> None:
    with pytest.raises(Invalid, match="money_invalid"):
        parse_yuan(typed)


def test_an_amount_that_no_form_holds_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        to_chinese(LARGEST_FEN + 1)


@given(AMOUNTS)
def test_what_the_screen_shows_reads_back(fen: int) -> None:
    assert parse_yuan(format_yuan(fen)) == fen


@given(AMOUNTS)
def test_what_the_paper_shows_reads_back(fen: int) -> None:
    assert read_aloud(to_chinese(fen)) == fen


@given(AMOUNTS)
def test_zeros_are_never_doubled_or_left_before_a_unit(fen: int) -> None:
    paper = to_chinese(fen)
    assert "零零" not in paper
    assert fen == 0 or not any(f"零{unit}" in paper for unit in "拾佰仟万亿元角分整")


def read_aloud(paper: str) -> int:
    """The fen that somebody hears who is read this amount."""
    sign, amount = (-1, paper[1:]) if paper.startswith("负") else (1, paper)
    yuan, _, cents = amount.rpartition("元") if "元" in amount else ("", "", amount)
    total = section = digit = 0
    for character in yuan:
        if character in DIGITS:
            digit = DIGITS.index(character)
        elif character in PLACES:
            section, digit = section + digit * PLACES[character], 0
        else:
            unit = {"万": 10**4, "亿": 10**8}[character]
            total, section, digit = total + (section + digit) * unit, 0, 0
    jiao = DIGITS.index(cents[cents.index("角") - 1]) if "角" in cents else 0
    fen = DIGITS.index(cents[cents.index("分") - 1]) if "分" in cents else 0
    return sign * ((total + section + digit) * 100 + jiao * 10 + fen)
