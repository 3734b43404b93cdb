"""A member of the supervision committee reads the trail of a case on a phone and proves it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from engine.persistence import tables
from engine.wiring import Services
from tests.journeys.person import PHONE, Person
from tests.journeys.test_spending import START, VOUCHERS

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_trail_is_found_read_and_proved_and_a_changed_entry_is_named(
    person: Callable[..., Person], district: Services
) -> None:
    clerk, supervisor = person("dongshan.clerk", PHONE), person("dongshan.vsc_member032", PHONE)
    clerk.start("财务开支", "买办公用品", START)
    clerk.do("取得票据、验收", VOUCHERS)

    supervisor.open("/supervision")
    supervisor.page.fill("[name=q]", "办公用品")
    supervisor.page.get_by_role("button", name="查找").click()
    supervisor.page.get_by_role("link", name="买办公用品").click()
    supervisor.says("林春梅（集体经济组织理事、村文书、报账员）办结“取得票据、验收”")
    supervisor.page.get_by_text("看这一步的内容").nth(3).click()
    supervisor.says("陈静宜")
    supervisor.page.get_by_role("button", name="验证").click()
    supervisor.says("留痕完整")

    change_entry(district, 4)
    supervisor.page.get_by_role("button", name="验证").click()
    supervisor.says("留痕被改动过")
    supervisor.says("第 4 条不符")
    assert supervisor.page.locator("#broken").inner_text().startswith("第 4 条")
    assert supervisor.trouble == []


def change_entry(district: Services, seq: int) -> None:
    """What somebody does who has the password of the database."""
    entries = tables.trail_entries
    with district.kernel.database.write() as connection:
        connection.execute(sa.text("DROP TRIGGER trail_entries_no_update"))
        connection.execute(entries.update().where(entries.c.seq == seq).values(actor="dongshan.vc_director"))
