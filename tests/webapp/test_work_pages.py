"""The village desk without JavaScript: lists, the catalogue, the start form with its errors."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.webapp.browser import Browser, Page

CLERK = "dongshan.clerk"


@pytest.fixture
def clerk(browser_of: Callable[[str], Browser]) -> Browser:
    """The clerk of Dongshan, logged in."""
    return browser_of(CLERK)


@pytest.mark.parametrize(
    ("address", "heading", "words"),
    [
        ("/work", "待办 0", "没有等您办的事"),
        ("/work/claimable", "待签收 0", "没有等人签收的事"),
        ("/work/done", "已办 0", "您还没有办过事"),
        ("/work/started", "我发起的 0", "您还没有发起过事项"),
        ("/work/copied", "抄送我 0", "还没有人抄送办件给您"),
    ],
)
def test_an_empty_list_says_what_to_do_next(clerk: Browser, address: str, heading: str, words: str) -> None:
    page = clerk.open(address)
    assert page.title == heading
    assert words in page.text
    assert {"/work/procedures", "/work/cases"} & set(page.links())


@pytest.mark.parametrize("word", ["开支", "cwkz"])
def test_a_procedure_is_found_by_its_name_or_initials(clerk: Browser, word: str) -> None:
    page = clerk.open(f"/work/procedures?q={word}")
    assert "/work/procedures/expenditure" in page.links()
    assert "/work/procedures/four-deliberations" not in page.links()


def test_before_one_commits_one_sees_drawing_steps_and_basis(clerk: Browser) -> None:
    page = clerk.open("/work/procedures/four-deliberations")
    assert page.tree.xpath("//main//*[local-name()='svg']")
    assert "村民委员会组织法" in page.text
    assert len(page.tree.xpath("//ol[@class='steps']/li")) > 5


def test_an_unfinished_start_form_says_beside_each_field_what_is_missing_and_keeps_the_rest(
    clerk: Browser,
) -> None:
    form = clerk.open("/work/procedures/expenditure/start")
    page = clerk.send(form, {"payee": "晨光文具店", "amount_fen": "一千五"}, to="/start")
    assert page.status == 422
    assert page.title == "发起：财务开支"
    errors = page.errors()
    assert errors["申请金额"].startswith("金额读不出来")
    assert errors["用途"] == "请填写“用途”。"
    assert page.tree.xpath("//input[@name='payee']/@value") == ["晨光文具店"]
    assert page.tree.xpath("//input[@name='amount_fen']/@value") == ["一千五"]
    assert "#f-purpose" in page.links("//*[@id='faults']")


def test_fields_come_with_an_answer_also_without_javascript(clerk: Browser) -> None:
    form = clerk.open("/work/procedures/expenditure/start")
    assert not form.tree.xpath("//*[@name='resolution']")
    page = clerk.send(form, {"mandate": "resolution"}, to="/start")
    assert page.tree.xpath("//select[@name='resolution']")


def test_who_may_not_start_is_told_who_may(browser_of: Callable[[str], Browser]) -> None:
    rep = browser_of("dongshan.rep008")
    page = rep.open("/work/procedures/four-deliberations")
    assert "不能发起" in page.text
    assert not any(address.endswith("/start") for address in page.links())
    refused = rep.open("/work/procedures/four-deliberations/start")
    assert (refused.status, refused.title) == (403, "这个事项不由您发起")
    assert "村文书" in refused.text


def test_what_one_may_not_start_stands_folded_below(browser_of: Callable[[str], Browser]) -> None:
    page = browser_of("dongshan.rep008").open("/work/procedures")
    (folded,) = page.tree.xpath("//main//details")
    assert "/work/procedures/four-deliberations" in folded.xpath(".//a/@href")
    assert folded.text_content().count("请联系他们发起") == len(folded.xpath(".//li"))


def test_what_one_starts_most_often_stands_first_and_once(case: Page, clerk: Browser) -> None:
    page = clerk.open("/work/procedures")
    first = page.tree.xpath("//main//section")[0]
    assert first.xpath("./h2/text()")[0].strip() == "常用"
    assert first.xpath(".//a/@href") == ["/work/procedures/expenditure"]
    assert page.links().count("/work/procedures/expenditure") == 1
    assert "常用" not in clerk.open("/work/procedures?q=cwkz").text


@pytest.mark.parametrize(
    "address", ["/work/tasks/nothing", "/work/cases/nothing", "/work/procedures/nothing", "/board/nothing"]
)
def test_what_isnt_there_reads_the_same_everywhere(clerk: Browser, address: str) -> None:
    page = clerk.open(address)
    assert (page.status, page.title) == (404, "没有找到")


def test_everybody_sees_only_the_entrances_of_his_posts(browser_of: Callable[[str], Browser]) -> None:
    def entrances(user: str) -> list[str]:
        page = browser_of(user).open("/me")
        return [heading.text for heading in page.tree.xpath("//nav[@class='side']/h2")]

    assert entrances(CLERK) == ["村级工作台", "公开栏"]
    assert entrances("dongshan.vsc_chair") == ["村级工作台", "监督台", "公开栏"]
    assert entrances("haiwan.district_designer") == ["村级工作台", "流程设计", "公开栏"]
    assert entrances("haiwan.sysadmin") == ["村级工作台", "系统管理", "公开栏"]


def test_large_text_stays_on_this_device(anybody: Browser) -> None:
    board = anybody.open("/board")
    token = board.tree.xpath("//input[@name='_csrf_token']/@value")[0]
    anybody.client.post("/text-size", data={"_csrf_token": token, "next": "/board"})
    assert anybody.open("/board").tree.get("class") == "large-text"


def test_the_rehearsal_shows_itself_on_every_page(anybody: Browser) -> None:
    for address in ("/board", "/login", "/nowhere"):
        assert "测试时钟 2026-03-02（周一）09:00" in anybody.open(address).tree.text_content()
