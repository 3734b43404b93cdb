"""The statutes and documents that rules rest on, as data.

Every article number moves when a law is amended (村民委员会组织法 on 2026-01-01), so a rule names law,
text version and article together, and only here. Statute names are Chinese proper names: they stand here
and not in the message catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

DIGITS = "零一二三四五六七八九"
PLACES = ("", "十", "百", "千")


class Standing(StrEnum):
    """How binding a rule is: a LAW floor can't be lowered, a POLICY is on by default, LOCAL is a parameter,
    DESIGN is ours.
    """

    LAW = "LAW"
    POLICY = "POLICY"
    LOCAL = "LOCAL"
    DESIGN = "DESIGN"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule stands: a law in one text version, and the article there when it is known for certain."""

    law: str
    version: str = ""
    article: int | None = None
    paragraph: int | None = None
    standing: Standing = Standing.LAW
    in_force_on: date | None = None

    def label(self) -> str:
        """The citation in Chinese, such as 村民委员会组织法（2025修正）第三十五条第四款."""
        version = f"（{self.version}）" if self.version else ""
        article = f"第{chinese_number(self.article)}条" if self.article else ""
        paragraph = f"第{chinese_number(self.paragraph)}款" if self.paragraph else ""
        return f"{self.law}{version}{article}{paragraph}"


@dataclass(frozen=True, slots=True)
class Statute:
    """One text version of one law or document."""

    name: str
    version: str
    in_force_on: date | None = None
    standing: Standing = Standing.LAW

    def article(self, number: int, paragraph: int | None = None) -> Source:
        """The source that cites this article of this text."""
        return Source(self.name, self.version, number, paragraph, self.standing, self.in_force_on)

    def whole(self) -> Source:
        """The source that cites the text without an article."""
        return Source(self.name, self.version, None, None, self.standing, self.in_force_on)


def chinese_number(number: int) -> str:
    """An article number in Chinese, such as 三十五 or 一千二百五十九; from 1 to 9999, else ValueError."""
    if not 0 < number < 10_000:
        raise ValueError(f"no article has the number {number}")
    written = "".join(_digit_at(number, place) for place in (3, 2, 1, 0))
    written = written.strip(DIGITS[0]).replace(DIGITS[0] * 2, DIGITS[0])
    return written.removeprefix(DIGITS[1]) if 10 <= number < 20 else written


def _digit_at(number: int, place: int) -> str:
    digit = number // 10**place % 10
    return f"{DIGITS[digit]}{PLACES[place]}" if digit else DIGITS[0]


VILLAGE_COMMITTEES = Statute("村民委员会组织法", "2025修正", date(2026, 1, 1))
RESIDENT_COMMITTEES = Statute("城市居民委员会组织法", "2025修订", date(2026, 1, 1))
COLLECTIVES = Statute("农村集体经济组织法", "2024", date(2025, 5, 1))
CIVIL_CODE = Statute("民法典", "2020", date(2021, 1, 1))
LAND_ADMINISTRATION = Statute("土地管理法", "2019修正", date(2020, 1, 1))
LAND_CONTRACTING = Statute("农村土地承包法", "2018修正", date(2019, 1, 1))
ACCOUNTING = Statute("会计法", "2024修正", date(2024, 7, 1))
HOLIDAYS = Statute("全国年节及纪念日放假办法", "2024修订", date(2025, 1, 1))
PARTY_BRANCHES = Statute("中国共产党支部工作条例（试行）", "2018", date(2018, 10, 28), Standing.POLICY)
SUPERVISION_GUIDANCE = Statute(
    "关于建立健全村务监督委员会的指导意见", "2017", date(2017, 12, 4), Standing.POLICY
)
VILLAGE_SEALS = Statute(
    "关于规范村民委员会印章制发使用和管理工作的意见", "国办发〔2001〕52号", standing=Standing.POLICY
)
CONSTRUCTION_RETENTION = Statute(
    "建设工程质量保证金管理办法", "建质〔2017〕138号", date(2017, 7, 1), Standing.POLICY
)

LOCAL_RULE = Source("地方规定和村规民约（参数）", standing=Standing.LOCAL)
"""A value that differs by province, district, town or village: never shown as law."""
DESIGN_RULE = Source("内部控制要求（系统设计）", standing=Standing.DESIGN)
"""A choice of this product, without a legal source."""

COUNTING_WORDS = CIVIL_CODE.article(1259)
PERIOD_START = CIVIL_CODE.article(201)
PERIOD_MONTHS = CIVIL_CODE.article(202)
PERIOD_END = CIVIL_CODE.article(203)
NEAR_RELATIVES = CIVIL_CODE.article(1045)
DISCLOSURE_DAYS = VILLAGE_COMMITTEES.article(35, 4)
