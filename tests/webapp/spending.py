"""A payment of the demo village, as far as the tests of pages need it."""

from __future__ import annotations

from io import BytesIO

from tests.journeys.papers import pdf
from tests.webapp.browser import Browser, Fields, Page

START: Fields = {
    "_case_title": "买办公用品",
    "ledger": "committee",
    "spend_type": "office",
    "purpose": "办公用品",
    "payee": "东山村小卖部",
    "amount_fen": "1500",
    "mandate": "budget",
    "reason": "日常工作需要",
}


def paper(name: str) -> tuple[BytesIO, str]:
    """A PDF to upload."""
    return BytesIO(pdf(name)), name


def vouchers() -> Fields:
    """The form of the second step, filled."""
    return {
        "amount_fen": "1,500.00元",
        "invoice_number": "24110002",
        "expense_on": "2026-03-02",
        "invoices": paper("发票.pdf"),
        "acceptance": paper("验收单.pdf"),
        "witness": "dongshan-008",
    }


def task_page(browser: Browser) -> Page:
    """The one task that waits."""
    waiting = browser.open("/work")
    return browser.open(next(address for address in waiting.links() if address.startswith("/work/tasks/")))


def hand_in(browser: Browser, fields: Fields) -> Page:
    """Complete the one task that waits, confirming where that is asked."""
    page = browser.send(task_page(browser), fields, step="submit")
    return browser.send(page, step="confirm") if page.title.startswith("提交前再看一遍") else page
