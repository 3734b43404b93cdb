"""The trail of a case as sentences that a person reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engine.clock import SHANGHAI
from engine.definitions.form_field import Field
from engine.definitions.forms import Form
from engine.feel import wire
from engine.messages import known, text
from engine.persistence import tables
from engine.rules.money import format_yuan
from engine.services.form_data import PROVIDERS, post_name
from engine.services.kernel import Work
from engine.services.library import Pinned, pinned
from engine.services.views import AttachmentView, TimelineEntry

LONGEST_ID = 64
TOLD_AS_IT_IS = ("receipt", "resolution", "papers", "paper")
ENTRIES, VALUES, TASKS, FILES = tables.trail_entries, tables.trail_values, tables.tasks, tables.attachments


def timeline(work: Work, case: sa.Row[Any]) -> Iterator[TimelineEntry]:
    """The entries of a case in order, with answers beside them."""
    library = pinned(work.connection, case.pins)
    names = _user_names(work)
    values = _values(work, case.id)
    words = Words(work, case.village, _people(work, values))
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
            on_behalf_of=names.get(row.on_behalf_of) if row.on_behalf_of else None,
            element=row.element,
            detail=tuple(_detail(words, own, _form(row, library, task, case))),
            attachments=tuple(files.get(row.task or "", ())) if row.kind == "task_completed" else (),
            void=task is not None and task.status == "void",
            version=_version(library, row, task, case),
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
        "actor": _in_office(names.get(row.actor, row.actor or ""), row.role),
        "element": element_name(library, row.element) if row.element else "",
        "target": _target(row.data, library),
        "reason": str(own.get("reason") or own.get("text") or ""),
    }
    key = f"trail.{row.kind}"
    return text(key, **facts) if known(key) else text("trail.other", **facts, kind=row.kind)


def _in_office(name: str, role: str | None) -> str:
    """A name with the posts in which its bearer acted then."""
    if not role:
        return name
    return text("actor.in_office", name=name, posts=text("list.separator").join(map(post_name, role.split())))


def _version(library: Pinned, row: sa.Row[Any], task: sa.Row[Any] | None, case: sa.Row[Any]) -> str | None:
    """The procedure that an entry belongs to, in the version to which the case is pinned."""
    owner = task.process if task is not None else _owner(library, row.element) or case.procedure
    version = library.versions[owner]
    return text("timeline.version", name=version.name, number=version.number) if version.number else None


def _owner(library: Pinned, element: str | None) -> str | None:
    return next((key for key, one in library.versions.items() if element in one.process.nodes), None)


def _target(data: Mapping[str, Any], library: Pinned) -> str:
    """What an entry is about besides its element: a step, the posts told, or a number that people know."""
    if "to" in data:
        return element_name(library, data["to"])
    if "told" in data:
        return text("list.separator").join(post_name(post) for post in data["told"])
    if "amount_fen" in data:
        return format_yuan(data["amount_fen"])
    return next((str(data[name]) for name in TOLD_AS_IT_IS if name in data), "")


def element_name(library: Pinned, element: str) -> str:
    """The name of an element in any of the case's procedures."""
    for version in library.versions.values():
        node = version.process.nodes.get(element)
        if node is not None:
            return node.name or element
    return element


def _detail(words: Words, own: Mapping[str, object], form: Form | None) -> Iterator[tuple[str, str]]:
    """Labels and values of what was answered."""
    for one in form.fields if form else ():
        value = own.get(one.path[0])
        if value is not None and one.kind != "filepicker" and len(one.path) == 1:
            yield one.label or one.key, words.written(one, value)


def _form(row: sa.Row[Any], library: Pinned, task: sa.Row[Any] | None, case: sa.Row[Any]) -> Form | None:
    if row.kind == "task_completed" and task is not None:
        return library.form(task.form)
    if row.kind == "case_started" and row.element:
        return library.form(library.node(case.procedure, row.element).wq.get("form"))
    return None


def _people(work: Work, values: Mapping[int, Mapping[str, object]]) -> dict[str, str]:
    """Names of the people whom answers name by their ids."""
    person = tables.persons
    answers = [answer for own in values.values() for answer in own.values()]
    lists = [one for answer in answers if isinstance(answer, list) for one in answer]
    ids = {one for one in [*answers, *lists] if isinstance(one, str) and len(one) <= LONGEST_ID}
    return {row.id: row.name for row in work.all(sa.select(person).where(person.c.id.in_(ids)))}


@dataclass(slots=True)
class Words:
    """Answers in words: names of people and of lines of registers instead of their ids."""

    work: Work
    village: str
    people: Mapping[str, str]
    registers: dict[str, object] = field(default_factory=dict)

    def written(self, one: Field, value: object) -> str:
        """An answer as a person reads it."""
        if isinstance(value, list):
            return text("list.separator").join(self.written(one, item) for item in value)
        if isinstance(value, bool):
            return text("answer.yes" if value else "answer.no")
        if one.in_fen and isinstance(value, int):
            return format_yuan(value)
        if isinstance(value, datetime):
            return text("message.moment", at=value.astimezone(SHANGHAI))
        plain = str(wire.plain(value))
        return self._labels(one).get(plain, plain)

    def _labels(self, one: Field) -> Mapping[str, str]:
        if one.is_person:
            return self.people
        name = one.options_key or ""
        if name not in self.registers:
            self.registers[name] = self._register(name)
        return {option.value: option.label for option in one.choices(self.registers)}

    def _register(self, name: str) -> list[dict[str, object]]:
        if name == "budget_lines":  # by name alone: what is left of a line today says nothing about that day
            line = tables.budget_lines
            rows = self.work.all(sa.select(line.c.code, line.c.name).where(line.c.village == self.village))
            return [{"value": row.code, "label": row.name} for row in rows]
        provider = PROVIDERS.get(name)
        return provider(self.work.connection, self.village, self.work.today) if provider else []
