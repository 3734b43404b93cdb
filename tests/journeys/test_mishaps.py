"""What goes wrong with phones and people, and costs nobody his work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from engine.wiring import Services
from tests.journeys.papers import pdf
from tests.journeys.person import PHONE, Person
from tests.journeys.test_spending import START, VOUCHERS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WRITTEN = {name: VOUCHERS[name] for name in ("amount_fen", "invoice_number", "witness", "expense_on")}


@pytest.fixture
def clerk(person: Callable[..., Person]) -> Person:
    """The clerk at her phone, with the second step of a payment before her."""
    one = person("dongshan.clerk", PHONE)
    one.start("财务开支", "买办公用品", START)
    one.take_up("取得票据、验收")
    return one


def test_two_taps_hand_in_once(clerk: Person) -> None:
    clerk.fill(VOUCHERS)
    clerk.page.locator("main .actions .primary").dblclick()
    clerk.says("已提交“取得票据、验收”")
    expect(
        clerk.page.get_by_text("林春梅（集体经济组织理事、村文书、报账员）办结“取得票据、验收”")
    ).to_have_count(1)


def test_a_session_that_ended_meanwhile_loses_no_word(clerk: Person, district: Services) -> None:
    assert district.test_clock is not None
    clerk.fill(WRITTEN)
    district.test_clock.advance("P1D")
    clerk.press_primary()
    clerk.says("登录已经过期")
    clerk.page.get_by_role("link", name="登录后接着填").click()
    clerk.enter()
    expect(clerk.page.get_by_text("已经填回来了")).to_be_visible()
    assert clerk.page.input_value("[name=invoice_number]") == "24110002"
    assert clerk.page.input_value("[name=expense_on]") == "2026-03-02"
    assert "陈静宜" in clerk.page.locator("[name=witness] option:checked").inner_text()
    clerk.fill({name: VOUCHERS[name] for name in ("invoices", "acceptance")})
    clerk.press_primary()
    clerk.says("已提交“取得票据、验收”")


def test_a_file_of_twenty_megabytes_is_refused_beside_its_field_and_the_words_stay(
    clerk: Person, tmp_path: Path
) -> None:
    clerk.fill(WRITTEN)
    large = tmp_path / "发票.pdf"
    large.write_bytes(pdf("large") + bytes(20_000_000))
    clerk.page.set_input_files("[name=invoices]", large)
    clerk.press_primary()
    wrong = clerk.page.locator(".field.wrong", has_text="发票或者收据")
    expect(wrong).to_contain_text("单个附件不超过 10 MB")
    assert clerk.page.input_value("[name=invoice_number]") == "24110002"
