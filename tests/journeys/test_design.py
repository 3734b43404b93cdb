"""A procedure is changed by one person, approved by another, and only new cases follow it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.wiring import Services
from tests.journeys.person import Person
from tests.journeys.test_spending import START

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OLD, NEW = "取得票据、验收", "取得票据并验收"


def test_a_changed_procedure_comes_into_force_for_new_cases_after_another_approved(
    person: Callable[..., Person], district: Services, tmp_path: Path
) -> None:
    clock = district.test_clock
    assert clock is not None
    clerk, designer = person("dongshan.clerk"), person("haiwan.district_designer")
    clerk.start("财务开支", "买办公用品", START)
    before = clerk.page.url

    designer.open("/designer")
    designer.page.get_by_role("link", name="财务开支").click()
    designer.page.get_by_role("link", name="第 1 版").click()
    with designer.page.expect_download() as arriving:
        designer.page.get_by_role("link", name="下载全部文件").click()
    packed = tmp_path / "expenditure.zip"
    arriving.value.save_as(packed)
    designer.open("/designer/expenditure")
    designer.page.set_input_files("#file", changed(packed))
    designer.page.fill("#note", "两件事合成一步，名称写明")
    designer.page.fill("#basis", "海湾区〔2026〕1号")
    designer.press_primary()
    designer.says("没有发现问题")
    designer.says(NEW)
    designer.says("不能批准流程版本")
    assert not designer.page.locator("#in_force_from").count()

    approver = person("haiwan.district_approver")
    approver.open(designer.page.url.removeprefix(designer.address))
    approver.page.fill("#in_force_from", "2026-03-04")
    approver.press_primary()
    approver.says("已批准")

    clock.advance("P1D")
    clerk.start("财务开支", "买清扫工具", {**START, "payee": "青石五金店"})
    clerk.says(f"现在：{OLD}")
    clock.advance("P1D")
    clerk.start("财务开支", "买打印纸", {**START, "payee": "海湾文具店"})
    clerk.says(f"现在：{NEW}")
    clerk.says("第 2 版")
    clerk.open(before.removeprefix(clerk.address))
    clerk.says(f"现在：{OLD}")
    clerk.says("第 1 版")
    assert [*clerk.trouble, *designer.trouble, *approver.trouble] == []


def changed(packed: Path) -> Path:
    """The diagram out of the files, with another name for one step."""
    with zipfile.ZipFile(packed) as files:
        name = next(one for one in files.namelist() if one.endswith("expenditure.bpmn"))
        diagram = files.read(name).decode()
    assert OLD in diagram
    path = packed.with_name("expenditure.bpmn")
    path.write_text(diagram.replace(OLD, NEW), "utf-8")
    return path
