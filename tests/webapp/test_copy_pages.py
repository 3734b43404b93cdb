"""The clerk sends the secretary a copy; the secretary says that it was read."""

from __future__ import annotations

from collections.abc import Callable

from tests.webapp.browser import Browser, Page

LogIn = Callable[[str], Browser]
SECRETARY = "dongshan.party_secretary"


def form_of(clerk: Browser, case: Page) -> Page:
    """The form, reached from the case."""
    (way,) = [one for one in clerk.open(case.address).links() if one.endswith("/copy")]
    return clerk.open(way)


def person_of(form: Page, name: str) -> str:
    """The value of the person whose label says so."""
    (box,) = form.tree.xpath(
        f"//main//label[contains(., '{name}')]//input | //input[@id=//label[contains(., '{name}')]/@for]"
    )
    return str(box.get("value"))


def test_a_copy_is_sent_read_and_seen_to_be_read(case: Page, clerk: Browser, browser_of: LogIn) -> None:
    form = form_of(clerk, case)
    sent = clerk.send(form, {"readers": [person_of(form, "村党组织书记")], "note": "请看看金额。"})
    assert "已经抄送" in sent.text
    assert "未阅" in sent.text
    secretary = browser_of(SECRETARY)
    copied = secretary.open("/work/copied")
    assert copied.title == "抄送我 1"
    assert "请看看金额。" in copied.text
    assert "买办公用品" in copied.text
    after = secretary.send(copied, to="/read")
    assert after.title == "抄送我 0"
    assert "已阅" in after.text
    assert "已阅" in clerk.open(case.address).text


def test_nobody_ticked_is_said_beside_the_list_and_the_note_stays(case: Page, clerk: Browser) -> None:
    refused = clerk.send(form_of(clerk, case), {"note": "请看看金额。"})
    assert refused.status == 422
    assert "抄送给" in refused.errors()
    assert "请看看金额。" in str(refused.response.get_data(as_text=True))
