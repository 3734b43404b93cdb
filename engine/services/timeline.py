"""The trail of a case as sentences that a person reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from engine.definitions.form_field import Field
from engine.definitions.forms import Form
from engine.feel import wire
from engine.messages import known, text
from engine.persistence import tables
from engine.rules.money import format_yuan
from engine.services.form_data import post_name
from engine.services.kernel import Work
from engine.services.library import Pinned, pinned
from engine.services.views import AttachmentView, TimelineEntry

ENTRIES, VALUES, TASKS, FILES = tables.trail_entries, tables.trail_values, tables.tasks, tables.attachments


def timeline(work: Work, case: sa.Row[Any]) -> Iterator[TimelineEntry]:
    """The entries of a case in order, with answers beside them."""
    library = pinned(work.connection, case.pins)
    names = _user_names(work)
    values = _values(work, case.id)
    tasks = {row.id: row for row in work.all(sa.select(TASKS).where(TASKS.c.case_id == case.id))}
    files = _files(work, case.id)
    for row in work.all(sa.select(ENTRIES).where(ENTRIES.c.case_id == case.id).order_by(ENTRIES.c.seq)):
        own = values.get(row.seq, {})
        task = tasks.get(row.task)
        yield TimelineEntry(
            seq=row.seq,
            at=row.at,
            kind=row.kind,
            sentence=_sentence(row, library, names, own),
            actor_name=names.get(row.actor),
            role_name=post_name(row.role) if row.role else None,
            on_behalf_of=names.get(row.on_behalf_of) if row.on_behalf_of else None,
            element=row.element,
            detail=tuple(_detail(row, library, task, own, case)),
            attachments=tuple(files.get(row.task or "", ())) if row.kind == "task_completed" else (),
            void=task is not None and task.status == "void",
        )


def _user_names(work: Work) -> dict[str, str]:
    account, person = tables.accounts, tables.persons
    rows = work.all(sa.select(account.c.user, person.c.name).join(person, person.c.id == account.c.person))
    return {
        **{row.user: row.name for row in rows},
        "system": text("actor.system"),
        "anonymous": text("actor.anonymous"),
    }


def _values(work: Work, case_id: str) -> dict[int, dict[str, object]]:
    found: dict[int, dict[str, object]] = {}
    for row in work.all(sa.select(VALUES).where(VALUES.c.case_id == case_id)):
        found.setdefault(row.seq, {})[row.field] = wire.decode(row.value)
    return found


def _files(work: Work, case_id: str) -> dict[str, list[AttachmentView]]:
    found: dict[str, list[AttachmentView]] = {}
    for row in work.all(sa.select(FILES).where(FILES.c.case_id == case_id, FILES.c.task_id.is_not(None))):
        found.setdefault(row.task_id, []).append(
            AttachmentView(row.id, row.name, row.size, row.digest, row.media_type)
        )
    return found


def _sentence(row: sa.Row[Any], library: Pinned, names: Mapping[str, str], own: Mapping[str, object]) -> str:
    facts = {
        "actor": names.get(row.actor, row.actor or ""),
        "element": element_name(library, row.element) if row.element else "",
        "target": _target(row.data, library),
        "reason": str(own.get("reason") or own.get("text") or ""),
    }
    key = f"trail.{row.kind}"
    return text(key, **facts) if known(key) else text("trail.other", **facts, kind=row.kind)


def _target(data: Mapping[str, Any], library: Pinned) -> str:
    """What an entry is about besides its element: a step, the posts told, or a number that people know."""
    if "to" in data:
        return element_name(library, data["to"])
    if "told" in data:
        return text("list.separator").join(post_name(post) for post in data["told"])
    return str(data.get("receipt") or data.get("resolution") or "")


def element_name(library: Pinned, element: str) -> str:
    """The name of an element in any of the case's procedures."""
    for version in library.versions.values():
        node = version.process.nodes.get(element)
        if node is not None:
            return node.name or element
    return element


def _detail(
    row: sa.Row[Any], library: Pinned, task: sa.Row[Any] | None, own: Mapping[str, object], case: sa.Row[Any]
) -> Iterator[tuple[str, str]]:
    """Labels and values of what was answered."""
    form = _form(row, library, task, case)
    for field in form.fields if form else ():
        value = own.get(field.path[0])
        if value is not None and field.kind != "filepicker" and len(field.path) == 1:
            yield field.label or field.key, written(field, value)


def _form(row: sa.Row[Any], library: Pinned, task: sa.Row[Any] | None, case: sa.Row[Any]) -> Form | None:
    if row.kind == "task_completed" and task is not None:
        return library.form(task.form)
    if row.kind == "case_started" and row.element:
        return library.form(library.node(case.procedure, row.element).wq.get("form"))
    return None


def written(field: Field, value: object) -> str:
    """An answer as a person reads it."""
    labels = {option.value: option.label for option in field.options or ()}
    if isinstance(value, list):
        return text("list.separator").join(str(labels.get(one, one)) for one in value)
    if isinstance(value, bool):
        return text("answer.yes" if value else "answer.no")
    if field.in_fen and isinstance(value, int):
        return format_yuan(value)
    plain = wire.plain(value)
    return str(labels.get(plain, plain))
