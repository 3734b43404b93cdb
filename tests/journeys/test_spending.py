"""财务开支, clicked from the first form to the archive by the people whom it concerns."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.wiring import Services
from tests.journeys.person import PHONE, Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]

START = {
    "ledger": "committee",
    "spend_type": "办公",
    "purpose": "办公用品",
    "payee": "东山村小卖部",
    "amount_fen": 150_000,
    "mandate": "budget",
    "budget_line": "办公和日常运转",
    "reason": "日常工作需要",
}
VOUCHERS = {
    "amount_fen": 150_000,
    "invoice_number": "24110002",
    "invoices": ["发票.pdf"],
    "acceptance": ["验收单.pdf"],
    "witness": "陈静宜",
    "expense_on": "2026-03-02",
}
CHECK = {
    "invoices_genuine": True,
    "attachment_count": 2,
    "payee_bank": "农村商业银行青石支行",
    "payee_account": "6222020412340001",
}
SITTING = {"sitting_at": "2026-03-04T10:00", "place": "村部会议室", "agenda": "审核报账"}
ATTENDANCE = {
    "present": ["dongshan-031", "dongshan-032", "dongshan-033"],
    "declared": "open",
    "sign_in": ["签到表.pdf"],
}
VOTE = {"yes": 3, "no": 0, "ballot": "show_of_hands", "declared": "passed"}


def test_a_small_expense_is_paid_and_disclosed_on_phones(
    person: Callable[..., Person], district: Services
) -> None:
    clerk = person("dongshan.clerk", PHONE)
    clerk.start("财务开支", "买办公用品", START)
    clerk.says("买办公用品")
    clerk.do("取得票据、验收", VOUCHERS)
    person("dongshan.rep008", PHONE).do("证明", {"witness_confirmed": True})
