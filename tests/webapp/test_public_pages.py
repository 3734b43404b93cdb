"""The public board: a notice with its countdown, and an objection by anybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.wiring import Services
from tests.procedures.golden import Replay, golden_paths
from tests.webapp.browser import Browser, Page

LogIn = Callable[[str], Browser]
PATH = "一级：一千五百元"


@pytest.fixture
def board(services: Services, anybody: Browser) -> Page:
    """The board when the payment of the golden path has just been published."""
    replay = Replay(services)
    procedure, path = next((key, one) for key, one in golden_paths() if one["name"].startswith(PATH))
    case = replay.start(procedure, path, "dongshan")
    for step in path["step"]:
        replay.step(case.id, step, "dongshan")
        if step.get("task") == "post":
            return anybody.open("/board")
    raise AssertionError("the path publishes nothing")


@pytest.fixture
def notice(board: Page, anybody: Browser) -> Page:
    """The page of that notice."""
    return anybody.open(next(address for address in board.links() if address.startswith("/board/")))


def test_the_board_says_what_hangs_there_and_how_long(board: Page) -> None:
    assert "公示中" in board.text
    assert "还有 15 天" in board.text
    assert "东山村 · 财务公开" in board.text


def test_a_notice_says_what_until_when_and_how_to_object(notice: Page) -> None:
    for words in ("财务公开：办公用品，1500元", "公示期", "依据", "有异议的"):
        assert words in notice.text


def test_a_notice_carries_no_telephone_number(notice: Page) -> None:
    assert "13800000000" not in notice.response.get_data(as_text=True)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        pytest.param({}, "作为线索转镇（街道）纪检", id="nameless"),
        pytest.param(
            {"name": "林某", "contact": "13900000000"}, "一个工作日内决定是否受理", id="with-a-name"
        ),
    ],
)
def test_anybody_objects_and_gets_a_receipt(
    anybody: Browser, notice: Page, fields: dict[str, str], words: str
) -> None:
    receipt = anybody.send(notice, {"text": "价格偏高，请说明。", **fields}, to="/objections")
    assert receipt.title == "异议回执"
    assert words in receipt.text
    assert receipt.tree.xpath("//p[@class='receipt-number']")[0].text.strip()


def test_a_villager_who_is_logged_in_is_heard_at_once(browser_of: LogIn, notice: Page) -> None:
    villager = browser_of("dongshan.rep009")
    form = villager.open(notice.address)
    assert not form.tree.xpath("//input[@name='contact']")
    receipt = villager.send(form, {"text": "价格偏高，请说明。"}, to="/objections")
    assert "已经受理" in receipt.text
    assert "有异议，待答复" in villager.open(notice.address).text


def test_an_empty_objection_says_what_is_missing_and_keeps_the_name(anybody: Browser, notice: Page) -> None:
    page = anybody.send(notice, {"text": "", "name": "林某"}, to="/objections")
    assert page.status == 422
    assert page.errors() == {"异议内容": "请填写“异议内容”。"}
    assert page.tree.xpath("//input[@name='name']/@value") == ["林某"]


def test_sending_twice_is_one_objection(anybody: Browser, notice: Page) -> None:
    sent = {"text": "价格偏高，请说明。", "name": "林某", "contact": "13900000000"}
    first = anybody.send(notice, sent, to="/objections")
    again = anybody.send(notice, sent, to="/objections")
    number = "//p[@class='receipt-number']"
    assert first.tree.xpath(number)[0].text == again.tree.xpath(number)[0].text


def test_after_the_period_nobody_objects_here(anybody: Browser, notice: Page, services: Services) -> None:
    assert services.test_clock is not None
    services.test_clock.advance("P30D")
    late = anybody.send(notice, {"text": "价格偏高。"}, to="/objections")
    assert late.status == 409
    assert "公示已经结束" in late.text
    assert not anybody.open(notice.address).tree.xpath("//*[@id='object']")
