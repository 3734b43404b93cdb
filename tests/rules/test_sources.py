"""Citations."""

from datetime import date

import pytest

from engine.rules.sources import (
    CIVIL_CODE,
    DESIGN_RULE,
    LOCAL_RULE,
    VILLAGE_COMMITTEES,
    Source,
    Standing,
    chinese_number,
)


@pytest.mark.parametrize(
    ("source", "label"),
    [
        (VILLAGE_COMMITTEES.article(35), "村民委员会组织法（2025修正）第三十五条"),
        (VILLAGE_COMMITTEES.article(35, 4), "村民委员会组织法（2025修正）第三十五条第四款"),
        (CIVIL_CODE.article(1259), "民法典（2020）第一千二百五十九条"),
        (VILLAGE_COMMITTEES.whole(), "村民委员会组织法（2025修正）"),
        (LOCAL_RULE, "地方规定和村规民约（参数）"),
    ],
)
def test_a_citation_names_law_text_version_and_article(source: Source, label: str) -> None:
    assert source.label() == label


def test_a_source_knows_since_when_it_holds() -> None:
    assert VILLAGE_COMMITTEES.article(35).in_force_on == date(2026, 1, 1)


def test_what_is_not_law_does_not_look_like_it() -> None:
    for source, standing in ((LOCAL_RULE, Standing.LOCAL), (DESIGN_RULE, Standing.DESIGN)):
        assert source.standing is standing
        assert source.article is None


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (1, "一"),
        (10, "十"),
        (15, "十五"),
        (20, "二十"),
        (105, "一百零五"),
        (110, "一百一十"),
        (1005, "一千零五"),
    ],
)
def test_article_numbers_in_chinese(number: int, written: str) -> None:
    assert chinese_number(number) == written


@pytest.mark.parametrize("number", [0, -1, 10_000])
def test_no_article_has_such_a_number(number: int) -> None:
    with pytest.raises(ValueError, match="no article"):
        chinese_number(number)
