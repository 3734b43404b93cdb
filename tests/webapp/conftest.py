"""The web application over the real services, on a copy of the demo district."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from engine.settings import Settings
from engine.wiring import Services, build
from tests.conftest import SettableClock
from tests.webapp.browser import Browser, Page
from tests.webapp.spending import START
from webapp.application import create_app


@pytest.fixture
def settings(tmp_path: Path, demo_file: Path) -> Settings:
    """An installation of its own, for a rehearsal."""
    shutil.copy(demo_file, tmp_path / "weiquan.sqlite3")
    return Settings(data=tmp_path, test_clock=True)


@pytest.fixture
def services(settings: Settings, clock: SettableClock) -> Iterator[Services]:
    """The services on it."""
    built = build(settings, clock)
    yield built
    built.close()


@pytest.fixture
def app(services: Services, settings: Settings) -> Flask:
    """The application on them."""
    return create_app(services, settings)


@pytest.fixture
def anybody(app: Flask) -> Browser:
    """A browser in which nobody is logged in."""
    return Browser(app)


@pytest.fixture
def browser_of(app: Flask) -> Callable[[str], Browser]:
    """A browser in which somebody is logged in."""

    def logged_in(user: str) -> Browser:
        browser = Browser(app)
        browser.log_in(user)
        return browser

    return logged_in


@pytest.fixture
def clerk(browser_of: Callable[[str], Browser]) -> Browser:
    """The clerk of Dongshan, who also keeps the petty cash."""
    return browser_of("dongshan.clerk")


@pytest.fixture
def case(clerk: Browser) -> Page:
    """The page of a payment that the clerk has just started."""
    with_budget = clerk.send(
        clerk.open("/work/procedures/expenditure/start"), {"mandate": "budget"}, step="refresh"
    )
    line = with_budget.tree.xpath("//select[@name='budget_line']/option[contains(., '办公')]/@value")[0]
    return clerk.send(with_budget, {**START, "budget_line": line}, step="submit")
