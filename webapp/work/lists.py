"""The lists of tasks and cases: to do, to claim, done, started by oneself."""

from __future__ import annotations

from flask import render_template

from engine.services.views import Page, TaskCounts, TaskRow
from webapp.context import actor, services
from webapp.paging import ROWS, cursor
from webapp.work.blueprint import work


@work.get("")
def to_do() -> str:
    """What waits for this person."""
    page = services().tasks.to_do(actor(), cursor=cursor(), limit=ROWS)
    return _tasks_page("to_do", page, to_admit=len(services().admissions.waiting(actor())))


@work.get("/claimable")
def claimable() -> str:
    """What waits for several people, one of whom takes it on."""
    return _tasks_page("claimable", services().tasks.claimable(actor(), cursor=cursor(), limit=ROWS))


@work.get("/done")
def done() -> str:
    """What this person did."""
    return _tasks_page("done", services().tasks.done(actor(), cursor=cursor(), limit=ROWS))


@work.get("/started")
def started() -> str:
    """Cases that this person started."""
    page = services().tasks.started(actor(), cursor=cursor(), limit=ROWS)
    return render_template("work/started.html", page=page, counts=_counts())


def _tasks_page(name: str, page: Page[TaskRow], *, to_admit: int = 0) -> str:
    return render_template("work/tasks.html", name=name, page=page, counts=_counts(), to_admit=to_admit)


def _counts() -> TaskCounts:
    return services().tasks.counts(actor())
