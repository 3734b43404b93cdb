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
PAPERS = [
    "支出申请",
    "票据和附件",
    "审批意见",
    "监委会审核记录",
    "付款凭证",
    "银行回单",
    "记账凭证",
    "财务公开照片",
]
VOTE = {"yes": 3, "no": 0, "ballot": "show_of_hands", "declared": "passed"}


def test_a_small_expense_is_paid_disclosed_and_archived_on_phones(
    person: Callable[..., Person], district: Services
) -> None:
    clock = district.test_clock
    assert clock is not None

    def phone(user: str) -> Person:
        return person(user, PHONE)

    clerk, secretary_of_supervisors = phone("dongshan.clerk"), phone("dongshan.vsc_chair")
    supervisor, accountant = phone("dongshan.vsc_member032"), phone("qingshi.agency_acct")
    clerk.start("财务开支", "买办公用品", START)
    clerk.says("买办公用品")
    clerk.do("取得票据、验收", VOUCHERS)
    phone("dongshan.rep008").do("证明", {"witness_confirmed": True})
    clerk.do("报账初审", CHECK)
    phone("dongshan.vc_director").do("审批", {"approve_opinion": "同意"})
    secretary_of_supervisors.do("发会议通知", SITTING)
    clock.advance("P3D")
    supervisor.do("签到并宣布开会", ATTENDANCE)
    supervisor.do("表决并计票", VOTE)
    secretary_of_supervisors.do("确认会议记录", {"minutes": ["会议记录.pdf"]})
    accountant.do("代理会计审核", {"agency_checked": True})
    phone("qingshi.cashier").do("制单付款", {"payment_method": "transfer", "payment_order": "F-2411-002"})
    phone("qingshi.agency_head").do(
        "复核放款", {"bank_result": "paid", "paid_on": "2026-03-05", "bank_slip": ["银行回单.pdf"]}
    )
    accountant.do("记账", {"voucher_number": "记2411-002", "account_subject": "管理费用—办公费"})
    clerk.do("拟公示稿", {"text": "财务公开：办公用品，1500元"})
    supervisor.do("核对公示稿", {"notice_checked": True})
    clerk.do("上墙并拍照", {"board_photo": ["张贴照片.pdf"]})
    clock.advance("P30D")
    supervisor.do("期满核验并拍照", {"period_kept": True, "take_down_photo": ["取下照片.pdf"]})
    clerk.do("补齐归档材料", {"papers_filed": PAPERS, "papers_complete": True, "shelf": "档案室1号柜"})
    clerk.says("已办结")
    assert clerk.trouble == []
