"""What failed: told on the page of the case and to those who can mend it, in words and without ids."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from engine.persistence import tables
from engine.runtime import RuntimeFailure
from engine.services.incidents import refusal_of
from engine.services.kernel import Work
from engine.wiring import Services
from tests.services.drawings import install
from tests.webapp.browser import Browser, Page
from tests.webapp.spending import hand_in, task_page, vouchers

LogIn = Callable[[str], Browser]
ADDRESS = "/administration/incidents"


@pytest.fixture
def failed(case: Page, services: Services) -> Page:
    """The payment, the clerk's step in which failed after it was handed in."""
    case_id = case.address.rpartition("/")[2]

    def waiting(work: Work) -> str:
        of_case = tables.tasks.c.case_id == case_id
        row = work.one(sa.select(tables.tasks.c.id).where(of_case, tables.tasks.c.status == "open"))
        assert row is not None
        return str(row.id)

    failure = RuntimeFailure("unknown_name", "vouchers", name="deciding_body")
    task = services.kernel.read(waiting)
    refusal_of(services.kernel, failure, case_id, "dongshan", task=task)
    return case


def test_the_page_of_the_case_says_what_failed_without_ids(clerk: Browser, failed: Page) -> None:
    page = clerk.open(failed.address)
    (box,) = page.tree.xpath("//div[contains(@class, 'refusal')]")
    assert "系统没有办成：取得票据、验收" in box.text_content()
    assert not re.search(r"[A-Za-z_]{2}|[0-9a-f]{12}", box.text_content())
    assert "系统异常" in page.text


def test_the_page_of_incidents_says_where_why_since_when_and_what_to_do(
    browser_of: LogIn, failed: Page
) -> None:
    page = browser_of("qingshi.town_officer").open(ADDRESS)
    (entry,) = page.tree.xpath("//ul[@class='worklist']/li")
    said = " ".join(entry.text_content().split())
    for words in (
        "取得票据、验收",
        "买办公用品",
        "东山村",
        "算不出结果",
        "出现 1 次",
        "请经办人重新提交",
    ):
        assert words in said
    assert "再试一次" not in said
    assert "deciding_body" not in said


def test_who_can_mend_it_gets_a_message(browser_of: LogIn, failed: Page) -> None:
    for user in ("haiwan.sysadmin", "qingshi.town_officer"):
        assert "有一步系统没有办成" in browser_of(user).open("/messages").text


def test_it_is_over_once_the_step_is_taken(clerk: Browser, browser_of: LogIn, failed: Page) -> None:
    hand_in(clerk, vouchers())
    assert "系统没有办成" not in clerk.open(failed.address).text
    assert "已解决" in browser_of("haiwan.sysadmin").open(ADDRESS).text


def test_an_administrator_says_how_it_was_dealt_with(browser_of: LogIn, failed: Page) -> None:
    admin = browser_of("haiwan.sysadmin")
    refused = admin.send(admin.open(ADDRESS), {"reason": ""}, to="/settle")
    assert (refused.status, "请写明理由" in refused.text) == (422, True)
    page = admin.send(admin.open(ADDRESS), {"reason": "已补上参数"}, to="/settle")
    assert "已解决" in page.text
    assert "已补上参数" in admin.open(failed.address).text


@pytest.mark.parametrize("address", ["/work/cases", "/supervision"])
def test_the_case_is_found_among_those_with_a_failure(browser_of: LogIn, failed: Page, address: str) -> None:
    officer = browser_of("qingshi.town_officer")
    found = {status: officer.open(f"{address}?status={status}").links() for status in ("incident", "running")}
    case = failed.address.removeprefix("/work")
    assert [link for link in found["incident"] if link.endswith(case)]
    assert not [link for link in found["running"] if link.endswith(case)]


def test_who_handed_it_in_is_told_what_is_true_and_keeps_what_was_typed(
    clerk: Browser, services: Services
) -> None:
    install(services.kernel, "division")
    clerk.send(clerk.open("/work/procedures/division/start"), {"_case_title": "分账"}, step="submit")
    refused = clerk.send(task_page(clerk), {"divisor": "0"}, step="submit")
    assert refused.status == 409
    assert "等他们修好以后，请您再提交一次" in refused.text
    assert refused.tree.xpath("//input[@name='divisor']/@value") == ["0"]
    assert "有一步系统没有办成" not in clerk.open("/messages").text
