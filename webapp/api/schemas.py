"""JSON Schemas of what REST takes and gives, for the OpenAPI document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from engine.services.views import CaseStatus, NoticeStatus

Schema = Mapping[str, object]

TEXT: Schema = {"type": "string"}
MAYBE_TEXT: Schema = {"type": ["string", "null"]}
NUMBER: Schema = {"type": "integer"}
FLAG: Schema = {"type": "boolean"}
INSTANT: Schema = {"type": "string", "format": "date-time"}
MAYBE_INSTANT: Schema = {"type": ["string", "null"], "format": "date-time"}
ANY_OBJECT: Schema = {"type": "object"}
MAYBE_OBJECT: Schema = {"type": ["object", "null"]}
TEXTS: Schema = {"type": "array", "items": TEXT}
MODES: Schema = {"type": "array", "items": {"enum": ["amend", "reconsider"]}}
NOTICE_KINDS: Schema = {"enum": ["plan", "resolution", "result", "finance", "personnel", "other"]}


def reference(name: str) -> Schema:
    """A schema of the document, by name."""
    return {"$ref": f"#/components/schemas/{name}"}


def listed(schema: Schema) -> Schema:
    """Several of one kind."""
    return {"type": "array", "items": schema}


def given(**members: Schema) -> Schema:
    """An object that always has these members, and may get more."""
    return {"type": "object", "properties": members, "required": list(members)}


def taken(required: tuple[str, ...], **members: Schema) -> Schema:
    """An object of a request."""
    return {"type": "object", "properties": members, "required": list(required)}


_CASE = {
    "id": TEXT,
    "number": TEXT,
    "procedure": TEXT,
    "version": NUMBER,
    "village": TEXT,
    "title": TEXT,
    "status": {"enum": list(get_args(CaseStatus))},
    "revision": NUMBER,
    "end": MAYBE_TEXT,
    "active": TEXTS,
}
_TASK = {
    "id": TEXT,
    "case": TEXT,
    "element": TEXT,
    "name": TEXT,
    "due": MAYBE_INSTANT,
    "revision": NUMBER,
}
_ENTRY_TEXTS = ("case", "village", "kind", "hash")
_ENTRY_MAYBE_TEXTS = (
    "actor",
    "on_behalf_of",
    "role",
    "task",
    "element",
    "prev",
    "def_h",
    "state_h",
    "key_h",
)

SCHEMAS: Mapping[str, Schema] = {
    "procedure": given(
        key=TEXT, name=TEXT, may_start=FLAG, why_not=MAYBE_TEXT, form=MAYBE_OBJECT, data=ANY_OBJECT
    ),
    "case_row": given(**_CASE),
    "case": given(**_CASE, open_tasks=listed(given(id=TEXT, element=TEXT, name=TEXT, case=TEXT))),
    "entry": given(
        v=NUMBER,
        seq=NUMBER,
        at=INSTANT,
        data=ANY_OBJECT,
        att=TEXTS,
        **dict.fromkeys(_ENTRY_TEXTS, TEXT),
        **dict.fromkeys(_ENTRY_MAYBE_TEXTS, MAYBE_TEXT),
    ),
    "task_row": given(**_TASK),
    "task": given(
        **_TASK,
        status={"enum": ["open", "done", "cancelled", "void"]},
        form=MAYBE_OBJECT,
        data=ANY_OBJECT,
        may_complete=FLAG,
        why_not=MAYBE_TEXT,
        returns_to=listed(given(element=TEXT, name=TEXT, modes=MODES)),
        may_terminate=FLAG,
    ),
    "moved": given(task=TEXT, case=reference("case")),
    "attachment": given(id=TEXT, name=TEXT, size=NUMBER, digest=TEXT),
    "notice": given(
        id=TEXT,
        case=TEXT,
        title=TEXT,
        kind=NOTICE_KINDS,
        starts=INSTANT,
        ends=INSTANT,
        status={"enum": list(get_args(NoticeStatus))},
        village=TEXT,
        text=TEXT,
    ),
    "receipt": given(id=TEXT, receipt=TEXT, promised={"type": ["string", "null"], "format": "date"}),
    "event": given(
        id=TEXT, case=TEXT, number=TEXT, village=TEXT, seq=NUMBER, kind=TEXT, at=INSTANT, hash=TEXT
    ),
    "clock": given(now=INSTANT),
    "problem": {
        **given(status=NUMBER, code=TEXT, title=TEXT, detail=TEXT),
        "description": "RFC 9457",
    },
    "start": taken(
        ("procedure", "village", "title", "answers"),
        procedure=TEXT,
        village=TEXT,
        title=TEXT,
        answers=ANY_OBJECT,
    ),
    "cancel": taken(("revision", "reason"), revision=NUMBER, reason=TEXT),
    "complete": taken(("revision", "answers"), revision=NUMBER, answers=ANY_OBJECT),
    "return": taken(
        ("revision", "reason", "mode"),
        revision=NUMBER,
        to=MAYBE_TEXT,
        reason=TEXT,
        mode={"enum": ["amend", "reconsider", "terminate"]},
    ),
    "seen": taken(("revision",), revision=NUMBER),
    "upload": taken(("file", "village"), file={"type": "string", "format": "binary"}, village=TEXT),
    "objection": taken(("text",), text=TEXT, contact=MAYBE_TEXT, name=MAYBE_TEXT),
    "board_loss": taken(("reason", "photos"), reason=TEXT, photos=TEXTS),
    "move_clock": {"oneOf": [given(now=INSTANT), given(advance=TEXT)]},
}
