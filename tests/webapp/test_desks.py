"""Supervisors, designers, administrators and the public at their pages."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from engine.persistence import tables
from engine.wiring import Services
from tests.webapp.browser import Browser, Page
from tests.webapp.spending import hand_in, vouchers

LogIn = Callable[[str], Browser]


def test_a_supervisor_finds_the_case_and_proves_its_trail(case: Page, browser_of: LogIn) -> None:
    supervisor = browser_of("dongshan.vsc_chair")
    listed = supervisor.open("/supervision?q=办公")
    page = supervisor.open(next(a for a in listed.links() if a.startswith("/supervision/cases/")))
    assert "第 1 条" in page.text
    assert "林春梅（集体经济组织理事、村文书、报账员）发起办件" in page.text
    proven = supervisor.send(page, to="/verify")
    assert "留痕完整" in proven.text


def test_an_entry_that_was_changed_is_named(case: Page, browser_of: LogIn, services: Services) -> None:
    entries = tables.trail_entries
    with services.kernel.database.write() as connection:
        connection.execute(sa.text("DROP TRIGGER trail_entries_no_update"))
        connection.execute(entries.update().where(entries.c.seq == 1).values(actor="somebody.else"))
    supervisor = browser_of("dongshan.vsc_chair")
    page = supervisor.open("/supervision/cases/" + case.address.rpartition("/")[2])
    proven = supervisor.send(page, to="/verify")
    assert "留痕被改动过" in proven.text
    assert "第 1 条不符" in proven.text


def test_a_changed_diagram_is_uploaded_compared_and_approved_by_another(browser_of: LogIn) -> None:
    designer, approver = browser_of("haiwan.district_designer"), browser_of("haiwan.district_approver")
    versions = designer.open("/designer/archive")
    current = designer.open(next(a for a in versions.links() if a.startswith("/designer/versions/")))
    packed = designer.client.get(next(a for a in current.links() if a.endswith("/files"))).data
    with zipfile.ZipFile(io.BytesIO(packed)) as files:
        name = next(n for n in files.namelist() if n.endswith(".bpmn"))
        diagram = files.read(name).decode()
    changed = diagram.replace("补齐归档材料", "补齐全部归档材料").encode()
    sent = {
        "file": (io.BytesIO(changed), "archive.bpmn"),
        "note": "写明全部材料",
        "basis": "海湾区〔2026〕1 号",
    }
    draft = designer.send(versions, sent)
    assert "待批准" in draft.text
    assert "补齐全部归档材料" in draft.text
    assert "须由另一个人批准" in draft.text or "不能批准流程版本" in draft.text
    approved = approver.send(approver.open(draft.address), to="/approve")
    assert "已批准" in approved.text
    assert "没有改动" in approved.text or "第 2 版" in approved.text


def test_an_upload_that_is_no_diagram_is_refused_and_the_words_are_kept(browser_of: LogIn) -> None:
    designer = browser_of("haiwan.district_designer")
    sent = {"file": (io.BytesIO(b"no diagram"), "x.bpmn"), "note": "改名", "basis": "文号"}
    page = designer.send(designer.open("/designer/archive"), sent)
    assert page.status == 422
    assert page.tree.xpath("//textarea[@name='note']")[0].text.strip() == "改名"


@pytest.mark.parametrize("user", ["dongshan.clerk", "dongshan.vsc_chair"])
def test_whoever_designs_nothing_finds_no_desk(browser_of: LogIn, user: str) -> None:
    assert browser_of(user).open("/designer").status in {403, 404}


def test_an_officer_gives_a_post_and_ends_it(browser_of: LogIn) -> None:
    officer = browser_of("qingshi.town_officer")
    person = officer.open("/administration/people/dongshan-030")
    form = officer.open(next(a for a in person.links() if a.endswith("/posts/new")))
    missing = officer.send(form, {"post": "seal_keeper"})
    assert missing.errors().keys() == {"从哪天起"}
    given = officer.send(missing, {"post": "seal_keeper", "from_on": "2026-03-02"})
    assert "印章保管人" in given.text
    end = officer.open(next(a for a in given.links() if a.endswith("/posts/end")))
    held = end.tree.xpath("//select[@name='held']/option[contains(., '印章')]/@value")[0]
    ended = officer.send(end, {"held": held, "last_on": "2026-03-01"})
    assert ended.status in {200, 422}


def test_a_version_says_what_runs_on_it_and_lists_it(case: Page, browser_of: LogIn) -> None:
    designer = browser_of("haiwan.district_designer")
    versions = designer.open("/designer/expenditure")
    page = designer.open(next(a for a in versions.links() if a.startswith("/designer/versions/")))
    assert "正在办 1 件，已办完 0 件" in page.text
    listed = designer.open(next(a for a in page.links() if a.endswith("/cases")))
    assert listed.title == "财务开支 第 1 版：正在办的办件 1"
    assert case.address in listed.links()


@pytest.mark.parametrize("address", ["people", "people/dongshan-030", "people/new", "incidents"])
def test_people_with_their_user_names_are_for_those_who_look_after_them(
    browser_of: LogIn, address: str
) -> None:
    villager = browser_of("dongshan.rep009")
    assert villager.open(f"/administration/{address}").status == 403
    assert villager.open("/administration/rolls?village=dongshan").status == 200


def test_rolls_show_who_sits_where_on_a_day(browser_of: LogIn) -> None:
    page = browser_of("qingshi.town_officer").open("/administration/rolls?village=dongshan")
    assert "村民代表会议" in page.text
    assert "21 人" in page.text


def test_a_parameter_below_its_floor_is_refused_with_the_article(browser_of: LogIn) -> None:
    officer = browser_of("haiwan.sysadmin")
    listed = officer.open("/administration/parameters")
    form = officer.open(next(a for a in listed.links() if "posting.min_days" in a))
    refused = officer.send(form, {"value": "3", "from_on": "2026-04-01", "reason": "想快一点"})
    assert refused.status == 422
    assert "依据" in refused.text


def test_a_parameter_of_money_is_typed_in_yuan(browser_of: LogIn) -> None:
    officer = browser_of("qingshi.town_officer")
    form = officer.open("/administration/parameters/spend.t1?scope=dongshan")
    before = form.tree.xpath("//input[@name='value_fen']/@value")
    saved = officer.send(form, {"value_fen": "1,800.00", "from_on": "2026-03-02", "reason": "村民会议决定"})
    assert before == ["2000.00"]
    assert "¥1,800.00" in saved.text


def test_no_parameter_is_told_in_the_words_of_a_program(browser_of: LogIn) -> None:
    page = browser_of("haiwan.sysadmin").open("/administration/parameters")
    assert not {"True", "False", "None", "keep_due", ">=2/3", "-1wd,"} & set(page.text.split())


def test_the_public_reads_and_objects_without_logging_in(anybody: Browser) -> None:
    assert "现在没有公示" in anybody.open("/board").text
    assert anybody.open("/board/nothing").status == 404


def test_reminders_of_one_task_are_one_line_and_put_away_together(
    case: Page, clerk: Browser, browser_of: LogIn, services: Services
) -> None:
    assert services.test_clock is not None
    hand_in(clerk, vouchers())
    hand_in(browser_of("dongshan.rep008"), {"witness_confirmed": "true"})
    services.test_clock.advance("P30D")
    clerk = browser_of("dongshan.clerk")
    (line,) = clerk.open("/messages").tree.xpath("//ul[@class='worklist']/li")
    assert "已提醒" in line.text_content()
    assert "知道了" not in clerk.send(clerk.open("/messages"), to="/read").text
