"""A person at the pages without JavaScript: reads forms as they stand, fills fields, presses a button."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from engine.services.demo import PASSWORD

Fields = dict[str, Any]


@dataclass
class Page:
    """What came back."""

    response: TestResponse
    address: str
    tree: Any = field(init=False)

    def __post_init__(self) -> None:
        self.tree = html.fromstring(self.response.get_data(as_text=True))

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.response.status_code

    @property
    def text(self) -> str:
        """All words of the main part."""
        (main,) = self.tree.xpath("//main")
        return " ".join(main.text_content().split())

    @property
    def title(self) -> str:
        """The first heading."""
        return " ".join(self.tree.xpath("//main//h1")[0].text_content().split())

    def links(self, within: str = "//main") -> list[str]:
        """Addresses of links."""
        return [str(address) for address in self.tree.xpath(f"{within}//a/@href")]

    def form(self, action_ends: str = "") -> Any:
        """The form in the main part whose address ends so."""
        forms = [
            f
            for f in self.tree.xpath("//main//form[@method='post']")
            if (f.get("action") or self.address).partition("?")[0].endswith(action_ends)
        ]
        assert forms, f"no form to {action_ends!r} on {self.address}: {self.text[:300]}"
        return forms[0]

    def errors(self) -> dict[str, str]:
        """Sentences beside the fields, by the label of the field."""
        found = {}
        for wrong in self.tree.xpath("//*[contains(@class, 'wrong')]"):
            label = wrong.xpath("./label|./legend")[0].text_content().strip()
            found[label] = wrong.xpath(".//p[@class='error']")[0].text_content().strip()
        return found


@dataclass
class Browser:
    """One person's browser."""

    app: Flask
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def open(self, address: str) -> Page:
        """Follow a link, and redirects."""
        response = self.client.get(address, follow_redirects=True)
        return Page(response, response.request.path)

    def log_in(self, user: str, password: str = PASSWORD) -> Page:
        """Through the log-in page, as everybody."""
        return self.send(self.open("/login"), {"username": user, "password": password}, to="/login")

    def send(
        self, page: Page, fields: Mapping[str, Any] | None = None, *, to: str = "", step: str | None = None
    ) -> Page:
        """Fill the fields of a form, press its button, follow redirects."""
        form = page.form(to)
        sent = dict(_standing(form))
        sent.update(fields or {})
        if step is not None:
            sent["_step"] = step
        address = form.get("action") or page.address
        kind = form.get("enctype") or "application/x-www-form-urlencoded"
        response = self.client.post(address, data=sent, content_type=kind, follow_redirects=True)
        return Page(response, response.request.path)


def _standing(form: Any) -> dict[str, list[str]]:
    """What the form would send as it stands, its first button pressed."""
    found: dict[str, list[str]] = {}
    for control in form.xpath(".//input|.//select|.//textarea"):
        name, kind = control.get("name"), control.get("type", "")
        if not name or kind in {"file", "submit"}:
            continue
        if kind in {"checkbox", "radio"} and control.get("checked") is None:
            continue
        found.setdefault(name, []).append(str(_value(control)))
    buttons = form.xpath(".//button[@name]")
    if buttons:
        found.setdefault(buttons[0].get("name"), []).append(buttons[0].get("value"))
    return found


def _value(control: Any) -> object:
    if control.tag == "select":
        chosen = control.xpath("./option[@selected]") or control.xpath("./option")
        return chosen[0].get("value") if chosen else ""
    return (control.text or "").lstrip("\n") if control.tag == "textarea" else control.get("value", "")
