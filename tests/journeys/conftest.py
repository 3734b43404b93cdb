"""A server on a copy of the demo district, and a real Chromium in front of it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from waitress.server import create_server

from engine.settings import Settings
from engine.wiring import Services, build
from tests.conftest import SettableClock
from tests.journeys.person import DESKTOP, Person, Size
from webapp.application import create_app

CHROMIUM = "/usr/bin/chromium"
SCREENS = Path("build/journeys")
"""What every person had on the screen when a journey failed."""

failed = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember that a journey failed, for the fixture that takes the pictures."""
    report = yield
    item.stash[failed] = item.stash.get(failed, False) or report.failed
    return report


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser. A run without one fails, it never passes by leaving it out."""
    with sync_playwright() as playwright:
        installed = {"executable_path": CHROMIUM} if Path(CHROMIUM).exists() else {}
        browser = playwright.chromium.launch(args=["--no-sandbox", "--disable-gpu"], **installed)
        yield browser
        browser.close()


@pytest.fixture
def village_file(demo_file: Path) -> Path:
    """The database that a journey begins with: the demo district as it is delivered."""
    return demo_file


@pytest.fixture
def district(tmp_path: Path, village_file: Path, clock: SettableClock) -> Iterator[Services]:
    """The services of a rehearsal on a copy of the district."""
    shutil.copy(village_file, tmp_path / "weiquan.sqlite3")
    services = build(Settings(data=tmp_path, test_clock=True), clock)
    yield services
    services.close()


@pytest.fixture
def address(district: Services, tmp_path: Path) -> Iterator[str]:
    """Where the server listens."""
    app = create_app(district, Settings(data=tmp_path, test_clock=True))
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    server.task_dispatcher.shutdown()
    thread.join(timeout=10)


@pytest.fixture
def person(
    request: pytest.FixtureRequest, chromium: Browser, address: str
) -> Iterator[Callable[..., Person]]:
    """Somebody at a screen of his own."""
    people: list[Person] = []

    def sit_down(user: str | None = None, size: Size = DESKTOP) -> Person:
        context = chromium.new_context(viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai")
        one = Person(context.new_page(), address)
        people.append(one)
        if user is not None:
            one.log_in(user)
        return one

    yield sit_down
    for number, one in enumerate(people, 1):
        if request.node.stash.get(failed, False):
            one.page.screenshot(path=SCREENS / f"{request.node.name}-{number}.png", full_page=True)
        one.page.context.close()
