"""The chair of the supervision committee decides whether an objection from the board is admitted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.wiring import Services
from tests.procedures.golden import Replay, golden_paths
from tests.webapp.browser import Browser, Page

LogIn = Callable[[str], Browser]
CHAIR = "dongshan.vsc_chair"


@pytest.fixture
def posted(services: Services) -> str:
    """The id of a notice on the board."""
    replay = Replay(services)
    path = next(case for key, case in golden_paths() if key == "village-affairs")
    case = replay.start("village-affairs", path, "dongshan")
    for step in path["step"][:5]:
        replay.step(case.id, step, "dongshan")
    (notice,) = services.notices.board(limit=10).items
    return notice.id


@pytest.fixture
def objected(anybody: Browser, posted: str) -> Page:
    """Ms Qian has objected from her phone."""
    words = {"text": "名单里少了我家。", "name": "钱女士", "contact": "13812345678"}
    return anybody.send(anybody.open(f"/board/{posted}"), words)


def test_the_receipt_says_what_comes_next(objected: Page) -> None:
    assert "一个工作日内决定是否受理" in objected.text


def test_the_chair_is_shown_the_way(objected: Page, browser_of: LogIn) -> None:
    for address in ("/work", "/supervision"):
        desk = browser_of(CHAIR).open(address)
        assert "有 1 件异议等您决定是否受理" in desk.text
        assert "/supervision/objections" in desk.links()


def test_an_admitted_objection_is_answered_before_the_notice_ends(objected: Page, browser_of: LogIn) -> None:
    chair = browser_of(CHAIR)
    page = chair.open("/supervision/objections")
    assert "名单里少了我家。" in page.text
    assert "13812345678" in page.text
    after = chair.send(page, step="admit")
    assert "已经受理" in after.text
    assert "没有等您决定的异议" in after.text
    assert "答复异议" in browser_of("dongshan.vc_member").open("/work/claimable").text


def test_without_a_reason_nothing_is_refused_and_what_was_typed_stays(
    objected: Page, browser_of: LogIn
) -> None:
    chair = browser_of(CHAIR)
    refused = chair.send(chair.open("/supervision/objections"), {"reason": "理" * 2_001}, step="refuse")
    assert refused.status == 422
    assert "理" * 2_001 in refused.text
    after = chair.send(refused, {"reason": "名单以户籍为准。"}, step="refuse")
    assert "已经登记不予受理的理由" in after.text


def test_who_objected_is_nobody_else_s_business(objected: Page, browser_of: LogIn) -> None:
    page = browser_of("dongshan.vsc_member032").open("/supervision/objections")
    assert "钱女士" not in page.text
    assert "没有等您决定的异议" in page.text
