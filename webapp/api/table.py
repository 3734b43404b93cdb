"""All REST addresses: what Flask serves and what the OpenAPI document says come from this table alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from flask.typing import ResponseReturnValue

from webapp.api import attachments, cases, clock, notices, procedures, tasks

PAGED = ("cursor", "limit")


@dataclass(frozen=True, slots=True)
class Route:
    """One address. `body` and `answer` name schemas of the document; a list of them ends in `*`."""

    method: Literal["GET", "POST"]
    path: str
    view: Callable[..., ResponseReturnValue]
    answer: str
    body: str | None = None
    status: int = 200
    queries: tuple[str, ...] = ()
    is_open: bool = False
    """Whether it needs no token."""


ROUTES = (
    Route("GET", "/procedures", procedures.list_procedures, "procedure*"),
    Route("GET", "/cases", cases.list_cases, "case_row*", queries=(*cases.FILTERS, *PAGED)),
    Route("POST", "/cases", cases.start_case, "case", body="start", status=201),
    Route("GET", "/cases/<case_id>", cases.show_case, "case"),
    Route("POST", "/cases/<case_id>/cancel", cases.cancel_case, "case", body="cancel"),
    Route("GET", "/cases/<case_id>/trail", cases.read_trail, "entry*", queries=PAGED),
    Route("GET", "/tasks", tasks.list_tasks, "task_row*", queries=("state", *PAGED)),
    Route("GET", "/tasks/<task_id>", tasks.show_task, "task"),
    Route("POST", "/tasks/<task_id>/complete", tasks.complete_task, "moved", body="complete"),
    Route("POST", "/tasks/<task_id>/return", tasks.return_task, "moved", body="return"),
    Route("POST", "/tasks/<task_id>/claim", tasks.claim_task, "moved", body="seen"),
    Route("POST", "/tasks/<task_id>/release", tasks.release_task, "moved", body="seen"),
    Route("POST", "/attachments", attachments.add_attachment, "attachment", body="upload", status=201),
    Route("GET", "/notices", notices.list_notices, "notice*", queries=("village", *PAGED), is_open=True),
    Route(
        "POST",
        "/notices/<notice_id>/objections",
        notices.send_objection,
        "receipt",
        body="objection",
        status=201,
        is_open=True,
    ),
    Route(
        "POST",
        "/notices/<notice_id>/board-losses",
        notices.report_board_loss,
        "notice",
        body="board_loss",
        status=201,
    ),
    Route("GET", "/clock", clock.show_clock, "clock"),
    Route("POST", "/clock", clock.move_clock, "clock", body="move_clock"),
)
