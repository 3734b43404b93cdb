"""What every template can use: texts, dates, money, addresses of static files, the shell around a page."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from flask import Flask, request, url_for

from engine.messages import known, text
from engine.services.board_losses import may_report
from engine.services.views import Actor, HeldPost, NoticeView
from webapp import formatting, navigation
from webapp.context import services, visitor

STATIC = Path(__file__).parent / "static"
LARGE_TEXT = "large_text"


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of a page."""

    person: Actor | None
    entrances: tuple[navigation.Entrance, ...]
    tab_bar: tuple[navigation.Link, ...]
    large_text: bool
    test_clock: datetime | None
    """The shifted present, under the test clock only."""


def install(app: Flask) -> None:
    """Give templates their words."""
    app.jinja_env.globals.update(t=text, asset=asset, post_name=post_name)
    app.jinja_env.filters.update(
        day=formatting.day,
        day_of=formatting.day_of,
        moment=formatting.moment,
        paper_day=formatting.paper_day,
        paper_day_of=formatting.paper_day_of,
        paper_day_in=formatting.paper_day_in,
        last_day=formatting.last_day,
        money=formatting.money,
        file_size=formatting.file_size,
        time_left=formatting.time_left,
        post_name=post_name,
    )
    app.jinja_env.globals.update(
        time_left_until=formatting.time_left_until,
        takes_objections=takes_objections,
        may_report_loss=may_report_loss,
        filters_without_cursor=filters_without_cursor,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.context_processor(shell)


def shell() -> dict[str, object]:
    """The shell of the present request."""
    person = visitor()
    return {
        "shell": Shell(
            person=person,
            entrances=navigation.entrances_of(person) if person else (),
            tab_bar=navigation.TAB_BAR if person else (),
            large_text=request.cookies.get(LARGE_TEXT) == "1",
            test_clock=services().now() if services().test_clock is not None else None,
        )
    }


def post_name(held: HeldPost | str) -> str:
    """A post in words."""
    post = held if isinstance(held, str) else held.post
    key = f"post.{post}"
    return text(key) if known(key) else post


def takes_objections(notice: NoticeView) -> bool:
    """Whether the period still runs; a notice hangs on after it until it is taken down."""
    return notice.status in {"running", "suspended"} and notice.ends > services().now()


def may_report_loss(notice: NoticeView) -> bool:
    """Whether the present person may say that this notice's board was damaged or gone."""
    person = visitor()
    return person is not None and may_report(person, notice.village) and takes_objections(notice)


def filters_without_cursor() -> dict[str, str]:
    """The filters of the present list, without its place in it."""
    return {name: value for name, value in request.args.items() if name != "cursor"}


def asset(name: str) -> str:
    """The address of a static file; it changes with the content, so browsers may keep it for a year."""
    return url_for("static", filename=name, v=digest(name))


@cache
def digest(name: str) -> str:
    """A short digest of a static file."""
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
