"""A payment's first steps by pages alone: what is asked, what is kept, what is refused, what is confirmed."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest

from engine.wiring import Services
from tests.webapp.browser import Browser, Page
from tests.webapp.spending import START, hand_in, task_page, vouchers

LogIn = Callable[[str], Browser]


def test_a_started_case_shows_its_number_its_progress_and_who_is_asked(case: Page) -> None:
    assert case.status == 200
    assert case.title == "买办公用品"
    for words in (
        "办理中",
        "DONGSHAN-2026-0001",
        "现在：取得票据、验收",
        "由林春梅办理",
        "林春梅（集体经济组织理事、村文书、报账员）发起办件",
    ):
        assert words in case.text


def test_a_task_says_in_its_first_line_what_is_asked_of_whom_and_until_when(
    case: Page, clerk: Browser
) -> None:
    page = task_page(clerk)
    (panel,) = page.tree.xpath("//div[contains(@class, 'asked')]")
    asked = " ".join(panel.text_content().split())
    assert asked.startswith("请林春梅最迟在 2026-05-06（周三）办完“取得票据、验收”。 还剩 ")
    assert page.form().xpath(".//button[contains(@class, 'primary')]")[0].text == "提交，进入“证明”"


def test_a_row_of_the_list_says_what_from_whom_since_when_and_how_long(case: Page, clerk: Browser) -> None:
    row = clerk.open("/work").text
    for words in (
        "取得票据、验收",
        "买办公用品",
        "财务开支",
        "林春梅 发起",
        "2026-03-02（周一）09:00 到达",
        "还剩",
    ):
        assert words in row


def test_what_is_late_says_by_how_much(case: Page, browser_of: LogIn, services: Services) -> None:
    assert services.test_clock is not None
    services.test_clock.advance("P70D")
    row = browser_of("dongshan.clerk").open("/work").text
    assert "已超期" in row
    assert "已超 4 个工作日" in row


def test_a_guide_names_articles_papers_days_and_what_goes_wrong(case: Page, clerk: Browser) -> None:
    (guide,) = task_page(clerk).tree.xpath("//div[contains(@class, 'guide')]")
    said = " ".join(guide.text_content().split())
    assert guide.xpath(".//h3/text()") == ["法律依据", "办理时限", "要备的材料", "容易出错的地方"]
    for words in (
        "不收白条",
        "农村集体经济组织财务制度（财农〔2021〕121号）",
        "最迟 2026-05-06（周三）办完",
        "验收单、用工表、花名册和照片选填",
        "缺“发票或者收据”的，不能提交。",
        "文件只收 PDF、JPG、PNG 格式。",
        "“证明”“报账初审”“审批”“代理会计审核”“中心主任审核”会退回这一步",
        "退回补正时，“票据金额”“证明人”不能大改",
    ):
        assert words in said


def test_what_is_known_stands_in_the_form_already(case: Page, clerk: Browser) -> None:
    assert task_page(clerk).tree.xpath("//input[@name='amount_fen']/@value") == ["1500.00"]


def test_a_refused_form_keeps_its_files_and_says_what_to_mend(case: Page, clerk: Browser) -> None:
    sent = {**vouchers(), "witness": "", "expense_on": ""}
    page = clerk.send(task_page(clerk), sent, step="submit")
    assert page.status == 422
    assert set(page.errors()) == {"证明人", "费用发生日期"} or "证明人" in page.errors()
    assert "发票.pdf" in page.text
    done = clerk.send(page, {"witness": "dongshan-008", "expense_on": "2026-03-02"}, step="submit")
    assert "已提交“取得票据、验收”" in done.text


def test_a_file_of_another_kind_is_refused_at_its_field_and_nothing_is_handed_in(
    case: Page, clerk: Browser
) -> None:
    page = clerk.send(
        task_page(clerk), {**vouchers(), "acceptance": (BytesIO(b"text"), "验收.txt")}, step="submit"
    )
    assert page.status == 200
    assert any("没有接收" in sentence for sentence in page.errors().values())


def test_handing_in_twice_does_it_once(case: Page, clerk: Browser, services: Services) -> None:
    form = task_page(clerk)
    first = clerk.send(form, vouchers(), step="submit")
    again = clerk.send(form, vouchers(), step="submit")
    assert (first.title, again.status) in {("买办公用品", 200), ("买办公用品", 409)}
    clerk_actor = services.accounts.log_in("dongshan.clerk", "Weiquan-2026", "").actor
    entries = services.trail.read(clerk_actor, case.address.rpartition("/")[2], cursor=None, limit=100).items
    assert [e.members["kind"] for e in entries].count("task_completed") == 1


def test_a_page_that_has_been_overtaken_says_so(case: Page, clerk: Browser) -> None:
    form = task_page(clerk)
    clerk.send(task_page(clerk), vouchers(), step="submit")
    page = clerk.send(form, {**vouchers(), "invoice_number": "other"}, step="submit")
    assert page.status == 409
    assert "已经由林春梅办完" in page.text


def test_another_person_is_told_why_he_can_only_read(case: Page, clerk: Browser, browser_of: LogIn) -> None:
    page = browser_of("dongshan.vc_director").open(task_page(clerk).address)
    assert "这项待办不" in page.text
    assert not page.tree.xpath("//main//form[contains(@action, '/tasks/')]//button[@name='_step']")


def test_another_village_does_not_even_learn_that_there_is_a_case(case: Page, browser_of: LogIn) -> None:
    elsewhere = browser_of("xihe.clerk")
    assert elsewhere.open(case.address).text == elsewhere.open("/work/cases/nothing").text


@pytest.fixture
def checked(case: Page, clerk: Browser, browser_of: LogIn) -> Page:
    """The case when the director is to approve."""
    hand_in(clerk, vouchers())
    hand_in(browser_of("dongshan.rep008"), {"witness_confirmed": "true"})
    bank = {"payee_bank": "农村商业银行青石支行", "payee_account": "6222020412340001"}
    return hand_in(clerk, {"invoices_genuine": "true", "attachment_count": "2", **bank})


def test_an_approval_is_read_once_more_before_it_is_given(checked: Page, browser_of: LogIn) -> None:
    director = browser_of("dongshan.vc_director")
    form = task_page(director)
    assert form.form().xpath(".//button[contains(@class, 'primary')]")[0].text.startswith("同意")
    summary = director.send(form, {"approve_opinion": "同意"}, step="submit")
    assert summary.title == "提交前再看一遍：审批"
    assert "审批意见同意" in summary.text
    back = director.send(summary, step="edit")
    assert back.tree.xpath("//textarea[@name='approve_opinion']")[0].text.strip() == "同意"
    done = director.send(summary, step="confirm")
    assert "已提交“审批”" in done.text


def test_a_task_goes_back_with_a_reason_that_the_other_reads(
    checked: Page, clerk: Browser, browser_of: LogIn
) -> None:
    director = browser_of("dongshan.vc_director")
    form = director.open(task_page(director).address + "/return")
    nothing = director.send(form, step="submit")
    assert nothing.status == 422
    assert set(nothing.errors()) == {"退到哪里", "理由"}
    way = form.tree.xpath("//input[@name='way']/@value")[0]
    done = director.send(nothing, {"way": way, "reason": "发票抬头不对，请重开。"}, step="submit")
    assert "已退回" in done.text
    assert "发票抬头不对，请重开。" in task_page(clerk).text


def test_a_case_is_taken_back_with_a_reason(case: Page, clerk: Browser) -> None:
    form = clerk.open(case.address + "/cancel")
    assert clerk.send(form, {"reason": " "}, step="submit").errors().keys() == {"为什么撤销"}
    page = clerk.send(form, {"reason": "不买了"}, step="submit")
    assert "已撤销" in page.text


def test_a_node_of_the_drawing_leads_to_what_happened_there(checked: Page, clerk: Browser) -> None:
    def told(page: Page) -> list[str]:
        return [one.text for one in page.tree.xpath("//ol[@class='timeline']/li/p[@class='sentence']")]

    whole = clerk.open(checked.address)
    nodes = {str(one.get("aria-label")): one.get("href") for one in whole.tree.xpath("//svg//a")}
    assert nodes.keys() >= {"支出申请：已办", "定等级：已办", "报账初审：已办"}
    page = clerk.open(nodes["报账初审：已办"])
    assert told(page) == ["林春梅（报账员）办结“报账初审”"]
    assert page.tree.xpath("//svg//a[@aria-current]/@aria-label") == ["报账初审：已办"]
    back = next(one for one in page.links("//section[@aria-labelledby='timeline']") if "element" not in one)
    assert told(clerk.open(back)) == told(whole)
    assert told(clerk.open(checked.address + "?element=nothing")) == told(whole)


def test_every_paper_of_a_case_shows_its_fingerprint(
    checked: Page, clerk: Browser, services: Services
) -> None:
    actor = services.accounts.log_in("dongshan.clerk", "Weiquan-2026", "").actor
    papers = services.cases.page(actor, checked.address.rpartition("/")[2]).documents
    shown = clerk.open(checked.address).tree.xpath("//*[@class='fingerprint']/code/text()")
    assert [f"sm3:{one}" for one in shown] == [one.digest for _, one in papers]
    assert all(len(one) == 64 for one in shown)


def test_a_comment_stands_on_the_page_and_moves_nothing(case: Page, clerk: Browser) -> None:
    form = task_page(clerk)
    clerk.send(clerk.open(case.address), {"text": "发票明天到。"}, to="/comments")
    assert "发票明天到。" in clerk.open(case.address).text
    assert "已提交" in clerk.send(form, vouchers(), step="submit").text


def test_a_paper_is_handed_out_as_a_file_that_can_do_nothing(case: Page, clerk: Browser) -> None:
    hand_in(clerk, vouchers())
    address = next(a for a in clerk.open(case.address).links() if "/attachments/" in a)
    answer = clerk.client.get(address)
    assert answer.data.startswith(b"%PDF")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_one_paper_serves_two_cases(case: Page, clerk: Browser) -> None:
    form = clerk.open("/work/procedures/expenditure/start")
    with_budget = clerk.send(form, {"mandate": "budget"}, step="refresh")
    line = with_budget.tree.xpath("//select[@name='budget_line']/option[contains(., '办公')]/@value")[0]
    clerk.send(
        with_budget,
        {**START, "payee": "另一家店", "amount_fen": "100.00", "budget_line": line},
        step="submit",
    )
    handed_in = [hand_in(clerk, vouchers()), hand_in(clerk, vouchers())]
    assert ["已提交" in page.text for page in handed_in] == [True, True]
