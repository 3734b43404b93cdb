"""What services hand out, as JSON of the interface specification."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TypeVar

from engine.feel.wire import plain
from engine.services.views import (
    AttachmentView,
    CaseRow,
    CaseView,
    NoticeView,
    OpenTask,
    Page,
    ProcedureCard,
    Receipt,
    TaskRow,
    TaskView,
)

Json = dict[str, object]
Item = TypeVar("Item")


def listing(page: Page[Item], shape: Callable[[Item], Json]) -> Json:
    """A list with the place where it goes on."""
    return {"items": [shape(item) for item in page.items], "next": page.next}


def instant(moment: datetime | None) -> str | None:
    """ISO 8601, UTC."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None


def procedure(card: ProcedureCard) -> Json:
    """A procedure that somebody may start."""
    return {
        "key": card.key,
        "name": card.name,
        "may_start": card.may_start,
        "why_not": card.why_not,
        "form": card.form,
        "data": _plain(card.data),
    }


def case(view: CaseView) -> Json:
    """A case with its open tasks."""
    return {**case_row(view), "open_tasks": [open_task(task) for task in view.open_tasks]}


def case_row(view: CaseView | CaseRow) -> Json:
    """A case in a list."""
    return {
        "id": view.id,
        "number": view.number,
        "procedure": view.procedure,
        "version": view.version,
        "village": view.village,
        "title": view.title,
        "status": view.status,
        "revision": view.revision,
        "end": view.end,
        "active": list(view.active),
    }


def open_task(task: OpenTask) -> Json:
    """An open task of a case."""
    return {"id": task.id, "element": task.element, "name": task.name, "case": task.case}


def task_row(row: TaskRow) -> Json:
    """A task in a list."""
    return {
        "id": row.id,
        "case": row.case,
        "element": row.element,
        "name": row.name,
        "due": instant(row.due),
        "revision": row.revision,
    }


def task(view: TaskView) -> Json:
    """A task with all that is needed to answer it."""
    return {
        "id": view.id,
        "case": view.case,
        "element": view.element,
        "name": view.name,
        "status": view.status,
        "due": instant(view.due),
        "revision": view.revision,
        "form": view.form,
        "data": _plain(view.data),
        "may_complete": view.may_complete,
        "why_not": view.why_not,
        "returns_to": [
            {"element": way.element, "name": way.name, "modes": list(way.modes)} for way in view.returns_to
        ],
        "may_terminate": view.may_terminate,
    }


def attachment(view: AttachmentView) -> Json:
    """A stored file."""
    return {"id": view.id, "name": view.name, "size": view.size, "digest": view.digest}


def notice(view: NoticeView) -> Json:
    """A notice of the public board."""
    return {
        "id": view.id,
        "case": view.case,
        "title": view.title,
        "kind": view.kind,
        "starts": instant(view.starts),
        "ends": instant(view.ends),
        "status": view.status,
        "village": view.village,
        "text": view.text,
    }


def receipt(given: Receipt) -> Json:
    """What who objects gets."""
    promised = given.promised.isoformat() if given.promised else None
    return {"id": given.id, "receipt": given.receipt, "promised": promised}


def _plain(data: Mapping[str, object]) -> object:
    return plain(dict(data))
