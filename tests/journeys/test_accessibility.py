"""Every kind of page is free of serious faults by axe-core, at a phone's width and a desktop's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.person import DESKTOP, PHONE, Person, Size
from tests.journeys.test_spending import START, VOUCHERS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SERIOUS = {"serious", "critical"}
LogIn = Callable[..., Person]

EVERYBODY = ("/board", "/login", "/nowhere", "/about/components")
CLERK = (
    "/work",
    "/work/done",
    "/work/started",
    "/work/procedures",
    "/work/procedures/expenditure",
    "/work/procedures/four-deliberations/start",
    "/work/cases",
    "/me",
    "/me/password",
    "/messages",
)
OFFICER = (
    "/administration/people",
    "/administration/people/dongshan-030",
    "/administration/people/dongshan-030/posts/new",
    "/administration/rolls?village=dongshan",
    "/administration/parameters",
    "/administration/incidents",
)


def faults(one: Person) -> list[str]:
    """What axe finds serious on the page that is open."""
    found = Axe().run(one.page).response["violations"]
    return [
        f"{one.page.url} {fault['id']}: {[node['target'] for node in fault['nodes'][:3]]}"
        for fault in found
        if fault["impact"] in SERIOUS
    ]


def faults_of(one: Person, addresses: tuple[str, ...]) -> list[str]:
    """The same for several pages, which must not be wider than the screen either."""
    found = []
    for address in addresses:
        one.open(address)
        found += faults(one)
        if one.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{address} is wider than the screen")
    return found


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize(
    ("user", "addresses"),
    [
        (None, EVERYBODY),
        ("dongshan.clerk", CLERK),
        ("qingshi.town_officer", OFFICER),
        ("haiwan.district_designer", ("/designer", "/designer/expenditure")),
        ("dongshan.vsc_chair", ("/supervision",)),
    ],
    ids=["everybody", "clerk", "officer", "designer", "supervisor"],
)
def test_pages_can_be_read_and_used_by_all(
    person: LogIn, size: Size, user: str | None, addresses: tuple[str, ...]
) -> None:
    assert faults_of(person(user, size), addresses) == []


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_task_its_errors_its_case_and_its_trail_too(person: LogIn, size: Size) -> None:
    clerk, supervisor = person("dongshan.clerk", size), person("dongshan.vsc_chair", size)
    clerk.start("财务开支", "买办公用品", START)
    found = faults(clerk)
    case = clerk.page.url.rpartition("/")[2]
    clerk.take_up("取得票据、验收")
    found += faults(clerk)
    clerk.press_primary()
    clerk.says("请填写“发票或者收据号码”。")
    found += faults(clerk)
    clerk.fill(VOUCHERS)
    clerk.press_primary()
    found += faults_of(supervisor, (f"/supervision/cases/{case}",))
    assert found == []
