"""Every kind of page, with real cases in it, at a phone's width and a desktop's, as its users see it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from engine.services.views import CaseView
from engine.settings import Settings
from engine.wiring import Services, build
from tests.conftest import SettableClock
from tests.journeys.looking import faults, faults_at
from tests.journeys.person import DESKTOP, PHONE, Person, Size
from tests.journeys.test_spending import START
from tests.procedures.golden import Replay, golden_paths

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CLERK = "dongshan-006"
LogIn = Callable[..., Person]
SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])


@dataclass(frozen=True)
class LivedIn:
    """A district after some months: its file, and cases by what became of them."""

    path: Path
    cases: dict[str, CaseView]

    def task(self, name: str) -> str:
        """The address of the task that a case waits for."""
        return f"/work/tasks/{self.cases[name].open_tasks[0].id}"

    def case(self, name: str) -> str:
        """The address of a case."""
        return f"/work/cases/{self.cases[name].id}"


@pytest.fixture(scope="session")
def lived_in(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> LivedIn:
    """Played once, copied by every test."""
    folder = tmp_path_factory.mktemp("lived-in")
    shutil.copy(demo_file, folder / "weiquan.sqlite3")
    services = build(Settings(data=folder, test_clock=True), SettableClock())
    replay = Replay(services)
    cases = {
        "paid": played(replay, "一级：一千五百元"),
        "suspended": played(replay, "异议属于违纪违法线索"),
        "approval": played(replay, "三级：报价补到三家", until="approve"),
        "payment": played(replay, "监委会存疑", until="pay"),
        "ballot": played(replay, "正常：授权有效", until="vote"),
        "notice": played(replay, "方案公示异议成立", until="object"),
    }
    services.copies.send(
        replay.actor(CLERK),
        key="copy",
        case_id=cases["paid"].id,
        readers=["dongshan-031"],
        note="请看看收据是否齐全。",
    )
    services.close()
    return LivedIn(folder / "weiquan.sqlite3", cases)


def played(replay: Replay, name: str, until: str | None = None) -> CaseView:
    """A golden path up to a step or an objection; payments to different people don't add up."""
    procedure, case = next(one for one in golden_paths() if name in one[1]["name"])
    steps: list[dict[str, Any]] = case["step"]
    places = [step.get("task", step.get("do")) for step in steps]
    start = {**case["start"], "payee": f"{name}商店"} if "payee" in case["start"] else case["start"]
    view = replay.start(procedure, {**case, "start": start}, "dongshan")
    for step in steps[: places.index(until) if until else None]:
        replay.step(view.id, step, "dongshan")
    return replay.services.cases.show(replay.actor(CLERK), view.id)


@pytest.fixture
def village_file(lived_in: LivedIn) -> Path:
    """These pages show the district after some months."""
    return lived_in.path


@pytest.fixture
def notice(district: Services, lived_in: LivedIn) -> str:
    """The notice that takes objections."""
    board = district.notices.board(limit=50).items
    return next(one.id for one in board if one.case == lived_in.cases["notice"].id)


@SIZES
def test_what_everybody_sees(person: LogIn, size: Size, notice: str) -> None:
    one = person(None, size)
    found = faults_at(one, "/board", "/login", "/nowhere", "/about/components", f"/board/{notice}")
    one.press_primary()
    found += faults(one)
    one.fill({"text": "渠道经过我家承包地，没有说补偿。", "name": "张三", "contact": "青石镇东山村"})
    one.press_primary()
    one.says("异议回执")
    assert found + faults(one) == []


@SIZES
def test_the_clerks_lists_forms_and_cases(person: LogIn, size: Size, lived_in: LivedIn, notice: str) -> None:
    one = person("dongshan.clerk", size)
    lists = (
        "/work",
        "/work/claimable",
        "/work/done",
        "/work/started",
        "/work/copied",
        "/work/cases",
        "/messages",
    )
    own = ("/me", "/me/password", "/work/procedures", "/work/procedures/expenditure")
    found = faults_at(one, *lists, *own, "/work/procedures/four-deliberations/start", lived_in.case("ballot"))
    found += faults_at(one, lived_in.case("ballot") + "/copy", f"/work/notices/{notice}/board-loss")
    one.open("/work/procedures/expenditure/start")
    one.press_primary()
    found += faults(one)
    one.page.fill("#f-case-title", "买清扫工具")
    one.fill(START)
    one.press_primary()
    found += faults_at(
        one, one.page.url.removeprefix(one.address), f"{one.page.url.removeprefix(one.address)}/cancel"
    )
    assert found == []


@SIZES
def test_tasks_of_every_kind(person: LogIn, size: Size, lived_in: LivedIn) -> None:
    director, teller = person("dongshan.vc_director", size), person("dongshan.vsc_member032", size)
    found = faults_at(director, lived_in.task("approval"), lived_in.task("approval") + "/return")
    director.press_primary()
    found += faults(director)
    director.open(lived_in.task("approval"))
    director.press_primary()
    director.says("提交前再看一遍")
    found += faults(director)
    found += faults_at(teller, lived_in.task("ballot"))
    found += faults_at(person("qingshi.cashier", size), lived_in.task("payment"))
    discipline = person("qingshi.town_discipline", size)
    found += faults_at(discipline, lived_in.case("suspended"), lived_in.case("suspended") + "/resume")
    assert found == []


@SIZES
def test_the_supervisors_desk(person: LogIn, size: Size, lived_in: LivedIn) -> None:
    one = person("dongshan.vsc_chair", size)
    found = faults_at(one, "/work/copied", "/supervision", f"/supervision/cases/{lived_in.cases['paid'].id}")
    one.page.get_by_role("button", name="验证").click()
    one.says("留痕完整")
    one.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    assert found + faults(one) == []


@SIZES
def test_the_designers_desk(person: LogIn, size: Size) -> None:
    one = person("haiwan.district_designer", size)
    found = faults_at(one, "/designer", "/designer/expenditure")
    one.page.get_by_role("link", name="第 1 版").click()
    assert found + faults(one) == []


@SIZES
def test_the_administrators_desk(person: LogIn, size: Size) -> None:
    one, pages = person("qingshi.town_officer", size), "/administration"
    people = [f"{pages}/people{rest}" for rest in ("", "/new", "/dongshan-030", "/dongshan-030/posts/new")]
    found = faults_at(one, *people, f"{pages}/people/dongshan-030/posts/end", f"{pages}/incidents")
    found += faults_at(one, f"{pages}/rolls?village=dongshan", f"{pages}/parameters")
    found += faults_at(one, f"{pages}/parameters/spend.t1?scope=dongshan")
    assert found == []


def test_a_suspension_is_lifted_by_discipline_inspection_with_its_paper(
    person: LogIn, lived_in: LivedIn
) -> None:
    one = person("qingshi.town_discipline", PHONE)
    one.open(lived_in.case("suspended"))
    one.says("办件已挂起")
    one.page.get_by_role("link", name="解除挂起").click()
    one.press_primary()
    one.says("请填写“线索处理的结果”")
    one.fill({"reason": "经查不实，没有问题。", "paper": "青纪〔2026〕12号"})
    one.press_primary()
    one.says("已解除挂起")
    one.says("办理中")
    one.says("经查不实")


def test_who_replies_to_an_objection_reads_it_beside_the_form(
    person: LogIn, lived_in: LivedIn, notice: str
) -> None:
    villager, member = person("dongshan.villager030", PHONE), person("dongshan.vc_member", PHONE)
    villager.open(f"/board/{notice}")
    villager.fill({"text": "渠道经过我家承包地。"})
    villager.press_primary()
    villager.says("异议回执")
    member.take_up("答复异议")
    member.says("渠道经过我家承包地。")
    assert faults(member) == []
