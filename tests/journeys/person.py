"""Somebody at a screen: clicks what is written there, fills what is labelled there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Page, ViewportSize, expect

from engine.services.demo import PASSWORD
from tests.journeys.papers import pdf

Size = ViewportSize
PHONE: Size = {"width": 390, "height": 844}
DESKTOP: Size = {"width": 1280, "height": 900}


class Person:
    """One person with one browser window; `trouble` is what the browser's console complained about."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.user: str | None = None
        self.trouble: list[str] = []
        page.on("pageerror", lambda error: self.trouble.append(str(error)))
        page.on("console", lambda said: self.trouble.append(said.text) if said.type == "error" else None)

    def open(self, path: str) -> None:
        """Go to an address of the application; who was away for days logs in again."""
        self.page.goto(self.address + path)
        if self.user and "/login?" in self.page.url:
            self.enter()

    def log_in(self, user: str) -> None:
        """Through the log-in page."""
        self.user = user
        self.open("/login")
        self.enter()

    def enter(self) -> None:
        """Fill the log-in page that is open."""
        assert self.user is not None
        self.page.fill("#username", self.user)
        self.page.fill("#password", PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        expect(self.page).not_to_have_url(re.compile("/login"))

    def start(self, procedure: str, title: str, answers: Mapping[str, Any]) -> None:
        """From the catalogue over the procedure's page to the start form, and send it."""
        self.open("/work/procedures")
        self.page.get_by_role("link", name=procedure, exact=True).click()
        self.page.get_by_role("link", name=f"发起{procedure}").click()
        self.page.fill("#f-case-title", title)
        self.fill(answers)
        self.press_primary()

    def take_up(self, task: str) -> None:
        """Open a task that waits for this person, or for him among others."""
        link = self.page.get_by_role("link", name=task, exact=True).first
        self.open("/work")
        if not link.count():
            self.open("/work/claimable")
        link.click()

    def do(self, task: str, answers: Mapping[str, Any]) -> None:
        """Open a task, fill its form, hand it in, confirm where that is asked."""
        self.take_up(task)
        self.fill(answers)
        self.hand_in()

    def hand_in(self) -> None:
        """Press the button, and confirm where that is asked."""
        self.press_primary()
        if self.page.get_by_role("heading", name="提交前再看一遍").count():
            self.press_primary()

    def press_primary(self) -> None:
        """The one button that goes on."""
        self.page.locator("main .actions .primary").click()
        self.page.wait_for_load_state()

    def fill(self, answers: Mapping[str, Any]) -> None:
        """Fill controls by the name of their answer, those that are there first: others come with one."""
        waiting = dict(answers)
        while waiting:
            fields = {name: self.page.locator(f'main [name="{name}"]') for name in waiting}
            self.page.locator(", ".join(f'main [name="{name}"]' for name in waiting)).first.wait_for(
                state="attached"
            )
            there = next(name for name, field in fields.items() if field.count())
            self._fill(there, waiting.pop(there))

    def says(self, words: str) -> None:
        """See to it that these words stand on the page."""
        expect(self.page.locator("main")).to_contain_text(words)

    def _fill(self, name: str, value: Any) -> None:
        control = self.page.locator(f'main [name="{name}"]')
        control.first.wait_for(state="attached")
        kind = control.first.get_attribute("type") or ""
        if isinstance(value, list) and kind == "file":
            control.set_input_files(
                [{"name": one, "mimeType": "application/pdf", "buffer": pdf(one)} for one in value]
            )
        elif isinstance(value, list):
            for one in value:
                self._choose(name, one)
        elif kind in {"radio", "checkbox"}:
            self._choose(name, "true" if value is True else value)
        elif control.first.evaluate("it => it.tagName") == "SELECT":
            self._select(control, str(value))
        else:
            control.fill(_typed(name, value))

    def _select(self, control: Any, words: str) -> None:
        """The option of that value, else the one that says so."""
        option = control.locator(f'option[value="{words}"]')
        if not option.count():
            option = control.locator("option").filter(has_text=words)
        value = option.first.get_attribute("value")
        self._settled(lambda: control.select_option(value), control)

    def _choose(self, name: str, value: str) -> None:
        control = self.page.locator(f'main [name="{name}"][value="{value}"]')
        if not control.is_checked():
            self._settled(control.check, control)

    def _settled(self, act: Any, control: Any) -> None:
        """What makes the form come anew is waited for."""
        if control.first.get_attribute("data-refreshes") is None:
            act()
            return
        with self.page.expect_response(lambda answer: answer.request.method == "POST"):
            act()
        self.page.wait_for_function("() => !document.querySelector('[data-form-parts][aria-busy]')")


def _typed(name: str, value: Any) -> str:
    """As one types it: money in yuan, an instant without its offset."""
    if name.endswith("_fen"):
        return f"{value / 100:.2f}"
    return str(value).removesuffix("+08:00")
