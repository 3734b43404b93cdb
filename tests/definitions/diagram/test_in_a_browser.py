"""The picture in a real browser: names stay inside of what they name, and nothing in it hinders anybody."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, sync_playwright

from engine.definitions.diagram import render, stylesheet
from tests.definitions.diagram.sample import MARKS, sample

pytestmark = pytest.mark.browser

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
TEXTS_OUTSIDE = """() => [...document.querySelectorAll('svg .node')].filter(node => {
    const shape = node.querySelector(':scope > .shape').getBoundingClientRect();
    return [...node.querySelectorAll(':scope > text')].some(text => {
        const box = text.getBoundingClientRect();
        const beside = box.left < shape.left || box.right > shape.right;
        return beside || box.top < shape.top || box.bottom > shape.bottom;
    });
}).map(node => node.dataset.element)"""
LABELS_ACROSS = """() => {
    const sheet = document.querySelector('svg').getBoundingClientRect();
    return [...document.querySelectorAll('svg text')].filter(text => {
        const box = text.getBoundingClientRect();
        return box.left < sheet.left || box.right > sheet.right || box.bottom > sheet.bottom;
    }).map(text => text.textContent);
}"""


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    svg = render(sample().read(), "sample", MARKS, title="四议两公开")
    path = next(found for name in BROWSERS if (found := shutil.which(name)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1600, "height": 900})
        page.set_content(
            "<!doctype html><html lang='zh'><meta name='viewport' content='width=device-width'>"
            f"<title>四议两公开</title><main><h1>四议两公开</h1>{svg}</main></html>"
        )
        page.add_style_tag(content=stylesheet())
        yield page
        browser.close()


def test_names_stay_inside_of_what_they_name(page: Page) -> None:
    assert page.evaluate(TEXTS_OUTSIDE) == []


def test_no_name_leaves_the_sheet(page: Page) -> None:
    assert page.evaluate(LABELS_ACROSS) == []


def test_it_fits_the_width_of_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_no_rule_of_accessibility_is_broken(page: Page) -> None:
    assert Axe().run(page).response["violations"] == []
