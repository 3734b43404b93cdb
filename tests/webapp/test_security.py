"""What every answer carries, who may post, and how a session lives (reliability list W1–W6)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from engine.settings import Settings
from engine.wiring import Services
from tests.webapp.browser import Browser
from webapp.application import create_app

CLERK = "dongshan.clerk"


def posting_pages(app: Flask) -> list[Rule]:
    """Every address that takes a form."""
    rules = app.url_map.iter_rules()
    return [rule for rule in rules if "POST" in (rule.methods or ()) and not rule.endpoint.startswith("api.")]


def address_of(rule: Rule) -> str:
    """The address with an id of nothing in it."""
    return str(rule.rule) if not rule.arguments else _filled(str(rule.rule), rule.arguments)


def _filled(rule: str, arguments: set[str]) -> str:
    for name in arguments:
        rule = rule.replace(f"<{name}>", "nothing").replace(f"<path:{name}>", "nothing")
    return rule


@pytest.mark.parametrize(
    "address", ["/board", "/login", "/nowhere", "/work", "/api/v1/tasks", "/healthz", "/static/base.css"]
)
def test_every_answer_says_what_a_browser_may_do_with_it(anybody: Browser, address: str) -> None:
    with anybody.client.get(address) as answer:
        headers = answer.headers
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    for ban in ("default-src 'none'", "object-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert ban in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_no_page_has_script_or_style_of_its_own(browser_of: Callable[[str], Browser]) -> None:
    clerk = browser_of(CLERK)
    for address in ("/work", "/work/procedures", "/work/procedures/expenditure", "/about/components", "/me"):
        page = clerk.open(address)
        assert page.tree.xpath("//style|//script[not(@src)]|//@style|//@onclick|//@onsubmit") == []


def test_what_somebody_saw_after_logging_in_stays_in_no_cache(browser_of: Callable[[str], Browser]) -> None:
    assert browser_of(CLERK).client.get("/work").headers["Cache-Control"] == "no-store"


def test_every_form_needs_its_token(app: Flask, browser_of: Callable[[str], Browser]) -> None:
    clerk = browser_of(CLERK)
    answers = {
        address_of(rule): clerk.client.post(address_of(rule)).status_code for rule in posting_pages(app)
    }
    assert set(answers.values()) == {400}, answers


def test_a_form_of_another_site_is_refused(anybody: Browser) -> None:
    refused = anybody.client.post("/text-size", headers={"Origin": "https://evil.example"})
    assert refused.status_code == 400
    assert "别的网站" in refused.get_data(as_text=True)


def test_the_session_is_new_after_logging_in_and_dead_after_logging_out(anybody: Browser) -> None:
    anybody.log_in(CLERK)
    first = anybody.client.get_cookie("weiquan")
    anybody.log_in(CLERK)
    second = anybody.client.get_cookie("weiquan")
    assert first is not None
    assert second is not None
    assert first.value != second.value
    anybody.send(anybody.open("/me"), to="/logout")
    anybody.client.set_cookie("weiquan", second.value)
    assert anybody.client.get("/work").location.startswith("/login")


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(anybody: Browser) -> None:
    page = anybody.open("/login")
    token = page.form("/login").xpath(".//input[@name='_csrf_token']/@value")[0]
    answer = anybody.client.post(
        "/login", data={"_csrf_token": token, "username": CLERK, "password": "Weiquan-2026"}
    )
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("weiquan="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_behind_https_cookies_are_bound_to_this_host(
    services: Services, settings: Settings, tmp_path: Path
) -> None:
    public = Settings(data=tmp_path, test_clock=True, public_url="https://weiquan.example.cn")
    client = create_app(services, public).test_client()
    page = client.get("/login", base_url="https://weiquan.example.cn")
    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith("__Host-")
    assert "Secure" in cookie
    assert "Strict-Transport-Security" in page.headers


@pytest.mark.parametrize("user", [CLERK, "nobody"])
def test_a_wrong_password_and_an_unknown_name_read_the_same(anybody: Browser, user: str) -> None:
    page = anybody.log_in(user, "not the password")
    assert page.status == 401
    assert "用户名或者口令不对" in page.text


def test_who_must_log_in_first_goes_where_he_was_going(anybody: Browser) -> None:
    page = anybody.open("/work/cases?q=1")
    assert page.address == "/login"
    inside = anybody.send(page, {"username": CLERK, "password": "Weiquan-2026"}, to="/login")
    assert inside.response.request.full_path == "/work/cases?q=1"


def test_an_accident_tells_a_number_and_nothing_else(app: Flask) -> None:
    app.add_url_rule("/broken", view_func=lambda: 1 / 0)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = app.test_client().get("/broken")
    body = answer.get_data(as_text=True)
    assert answer.status_code == 500
    assert "系统出了问题" in body
    assert "ZeroDivision" not in body
    assert "Content-Security-Policy" in answer.headers


def test_reading_changes_nothing(
    app: Flask, services: Services, browser_of: Callable[[str], Browser]
) -> None:
    clerk = browser_of(CLERK)
    clerk.open("/work")
    before = _content(services)
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint != "static":
            clerk.client.get(address_of(rule))
    assert _content(services) == before


def _content(services: Services) -> list[str]:
    """Everything in the database, but for when a session was last seen."""
    with services.kernel.database.read() as connection:
        dump = connection.connection.iterdump()  # type: ignore[attr-defined]
        return [line for line in dump if "sessions" not in line]
