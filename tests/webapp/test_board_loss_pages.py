"""The clerk posts a notice again that the wind took; everybody reads on the board why it hangs longer."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.wiring import Services
from tests.webapp.browser import Browser, Page
from tests.webapp.spending import paper
from tests.webapp.test_admission_pages import posted

__all__ = ["posted"]

LogIn = Callable[[str], Browser]


@pytest.fixture
def form(clerk: Browser, posted: str) -> Page:
    """The form, reached from the board."""
    (way,) = [one for one in clerk.open(f"/board/{posted}").links() if one.endswith("/board-loss")]
    return clerk.open(way)


def test_the_form_says_what_follows(form: Page) -> None:
    assert "公示期从次日起重新计算" in form.text
    assert "原定" in form.text


def test_the_board_says_why_a_notice_hangs_longer(
    form: Page, clerk: Browser, anybody: Browser, posted: str, services: Services
) -> None:
    planned = services.notices.show(posted).ends
    after = clerk.send(form, {"reason": "被大风刮掉。", "photos": paper("重新张贴.pdf")})
    assert "公示期重新起算" in after.text
    read = anybody.open(f"/board/{posted}").text
    assert "公开栏损毁，公示重新起算" in read
    assert "被大风刮掉。" in read
    assert services.notices.show(posted).losses[0].ended == planned


def test_without_a_photograph_nothing_is_counted_anew_and_the_text_stays(
    form: Page, clerk: Browser, posted: str, services: Services
) -> None:
    refused = clerk.send(form, {"reason": "被大风刮掉。"})
    assert refused.status == 422
    assert "重新张贴后的照片" in refused.errors()
    assert "被大风刮掉。" in refused.text
    assert services.notices.show(posted).losses == ()


@pytest.mark.parametrize("who", ["dongshan.party_secretary", "xihe.clerk", None])
def test_nobody_else_is_offered_the_form(
    posted: str, browser_of: LogIn, anybody: Browser, who: str | None
) -> None:
    browser = browser_of(who) if who else anybody
    assert not [one for one in browser.open(f"/board/{posted}").links() if one.endswith("/board-loss")]
    page = browser.open(f"/work/notices/{posted}/board-loss")
    assert page.status == 404 or page.address == "/login"
