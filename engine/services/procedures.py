"""Procedures that people may start: what is in force, who may, and what it looks like before one commits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

import sqlalchemy as sa

from engine.definitions.diagram import render, text_alternative
from engine.definitions.model import Node, Process
from engine.errors import Conflict, Forbidden, NotFound, Refusal
from engine.messages import text
from engine.persistence import tables
from engine.services.case_views import LARGEST_PAGE, make_cursor, open_cursor
from engine.services.form_data import option_lists, post_name, proposed
from engine.services.kernel import Kernel, Work
from engine.services.library import Pinned, Version, called, pinned, version
from engine.services.pinyin import initials
from engine.services.regions import chain, names_of
from engine.services.views import (
    Actor,
    DiagramView,
    Page,
    ProcedureCard,
    ProcedurePage,
    ProcedureStep,
    VersionCase,
)

CASES, REGIONS, VERSIONS = tables.cases, tables.regions, tables.procedure_versions
HABIT = timedelta(days=180)
"""How far back it counts what somebody starts usually."""
MOST_USUAL = 3
STEPS = frozenset({"userTask", "callActivity"})


def in_force(work: Work, procedure: str) -> str | None:
    """The id of the version of a procedure that is in force today."""
    row = work.one(
        sa.select(VERSIONS.c.id)
        .where(
            VERSIONS.c.procedure == procedure,
            VERSIONS.c.status == "approved",
            VERSIONS.c.in_force_from <= work.today,
        )
        .order_by(VERSIONS.c.in_force_from.desc(), VERSIONS.c.number.desc())
    )
    return row.id if row is not None else None


def in_force_pins(work: Work, procedure: str) -> dict[str, str]:
    """A procedure and all it calls, each in the version in force today. Raises NotFound."""
    pins: dict[str, str] = {}
    todo = [procedure]
    while todo:
        key = todo.pop()
        if key in pins:
            continue
        found = in_force(work, key)
        if found is None:
            raise NotFound
        pins[key] = found
        todo += called(version(work.connection, found).process)
    return pins


def start_node(library: Pinned, procedure: str) -> Node:
    """The start event of a procedure that a person starts. Raises NotFound when it has none."""
    process = library.versions[procedure].process
    found = next((node for node in process.within(process.id) if node.kind == "startEvent"), None)
    if found is None:
        raise NotFound
    return found


def start_roles(library: Pinned, procedure: str) -> tuple[str, ...]:
    """Posts whose holders may start a procedure: `wq:role` of the start event, else of its lane."""
    return tuple(library.role_text(procedure, start_node(library, procedure)).split())


def why_not_start(work: Work, library: Pinned, procedure: str, actor: Actor, village: str) -> Refusal | None:
    """Why this person may not start a case there; None when nothing stands against it."""
    roles = start_roles(library, procedure)
    if not is_startable(library, procedure):
        return NotFound()
    here = any(
        held.post in roles and held.region in (village, *_above(work, village)) for held in actor.posts
    )
    if here or (not roles and actor.village == village):
        return _why_nobody(library, procedure)
    return Forbidden(
        "not_your_procedure", roles=text("list.separator").join(post_name(role) for role in roles)
    )


def _why_nobody(library: Pinned, procedure: str) -> Conflict | None:
    """A version without all its forms and decisions would leave the case standing half-way.

    What it calls is not asked: the case may never come there.
    """
    missing = library.missing(procedure)
    return Conflict("procedure_incomplete", missing=text("list.separator").join(missing)) if missing else None


def _above(work: Work, village: str) -> tuple[str, ...]:
    return chain(work.connection, village)[1:]


def is_startable(library: Pinned, procedure: str) -> bool:
    """Whether somebody may start it on their own: its start event has a form. Others are only called."""
    return "form" in start_node(library, procedure).wq


class Procedures:
    """Reading procedures."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel

    def cards(self, actor: Actor, village: str | None = None) -> tuple[ProcedureCard, ...]:
        """Procedures that somebody may start on their own, with whether this person may, and why not."""

        def do(work: Work) -> tuple[ProcedureCard, ...]:
            return tuple(self._cards(work, actor, village or actor.village))

        return self.kernel.read(do)

    def _cards(self, work: Work, actor: Actor, village: str | None) -> Iterator[ProcedureCard]:
        keys = work.all(sa.select(VERSIONS.c.procedure).where(VERSIONS.c.status == "approved").distinct())
        for key in sorted(row.procedure for row in keys):
            try:
                yield self._card(work, _startable(work, key), key, actor, village)
            except NotFound:
                continue

    def _card(
        self, work: Work, library: Pinned, key: str, actor: Actor, village: str | None
    ) -> ProcedureCard:
        known = library.versions[key]
        why = _why_not(work, library, key, actor, village)
        form = None if library.missing(key) else library.form(start_node(library, key).wq.get("form"))
        data: dict[str, object] = {}
        if form and village and why is None:
            lists = option_lists(work.connection, village, work.today, form)
            data = {**lists, **proposed(form, lists)}
        return ProcedureCard(
            key=key,
            name=known.name,
            group=known.process.wq.get("group", ""),
            summary=known.process.documentation,
            may_start=why is None,
            why_not=sentence(why) if why else None,
            form=form.schema if form else None,
            data=data,
            initials=initials(known.name),
        )

    def usual(self, actor: Actor) -> tuple[str, ...]:
        """Keys of what this person started most often in the last 180 days, at most three.

        Of two started as often the one started last comes first.
        """

        def do(work: Work) -> tuple[str, ...]:
            rows = work.all(
                sa.select(CASES.c.procedure)
                .where(CASES.c.starter == actor.person, CASES.c.started_at > work.now - HABIT)
                .group_by(CASES.c.procedure)
                .order_by(sa.func.count().desc(), sa.func.max(CASES.c.started_at).desc())
                .limit(MOST_USUAL)
            )
            return tuple(row.procedure for row in rows)

        return self.kernel.read(do)

    def page(self, actor: Actor, key: str, village: str | None = None) -> ProcedurePage:
        """A procedure before one commits. Raises NotFound."""
        return self.kernel.read(
            lambda work: self._page(work, _startable(work, key), key, actor, village or actor.village)
        )

    def start_page(self, actor: Actor, key: str, village: str | None = None) -> ProcedurePage:
        """The same for somebody who is about to start it. Raises NotFound, Forbidden with who may."""

        def do(work: Work) -> ProcedurePage:
            library, where = _startable(work, key), village or actor.village
            why = _why_not(work, library, key, actor, where)
            if why is not None:
                raise why
            return self._page(work, library, key, actor, where)

        return self.kernel.read(do)

    def _page(
        self, work: Work, library: Pinned, key: str, actor: Actor, village: str | None
    ) -> ProcedurePage:
        known = library.versions[key]
        own = [held.region for held in actor.posts if held.post in start_roles(library, key)]
        names = work.all(sa.select(REGIONS.c.id, REGIONS.c.name).where(REGIONS.c.id.in_(own)))
        return ProcedurePage(
            card=self._card(work, library, key, actor, village),
            version=known.number or 0,
            documentation=known.process.documentation,
            basis=known.process.wq.get("basis"),
            steps=tuple(steps(library, key)),
            diagram=diagram(known),
            villages=tuple((row.id, row.name) for row in names),
        )

    def running_on(
        self, actor: Actor, version_id: str, *, cursor: str | None = None, limit: int = 50
    ) -> Page[VersionCase]:
        """Cases that this person may see and that still run on a version, newest first.

        That includes cases of other procedures that call it. Raises NotFound.
        """
        limit = max(1, min(limit, LARGEST_PAGE))

        def do(work: Work) -> Page[VersionCase]:
            before = open_cursor(cursor, str) if cursor else ()
            pin = CASES.c.pins[version(work.connection, version_id).procedure].as_string()
            rows = work.all(
                sa.select(CASES.c.id, CASES.c.number, CASES.c.title, CASES.c.status, CASES.c.started_at)
                .add_columns(REGIONS.c.name.label("village_name"))
                .join(REGIONS, REGIONS.c.id == CASES.c.village)
                .where(pin == version_id, CASES.c.ended_at.is_(None))
                .where(CASES.c.village.in_(actor.regions), *(CASES.c.id < last for last in before))
                .order_by(CASES.c.id.desc())
                .limit(limit + 1)
            )
            shown = tuple(VersionCase(**row._mapping) for row in rows[:limit])  # noqa: SLF001 - its public name
            return Page(shown, make_cursor(shown[-1].id) if len(rows) > limit else None)

        return self.kernel.read(do)


def _startable(work: Work, key: str) -> Pinned:
    """A procedure that somebody may start on their own, and all it calls. Raises NotFound."""
    library = pinned(work.connection, in_force_pins(work, key))
    if not is_startable(library, key):
        raise NotFound
    return library


def _why_not(work: Work, library: Pinned, key: str, actor: Actor, village: str | None) -> Refusal | None:
    return why_not_start(work, library, key, actor, village) if village else Forbidden("no_village")


def steps(library: Pinned, key: str) -> Iterator[ProcedureStep]:
    """The steps of a procedure in the order of the file, with roles and periods."""
    process = library.versions[key].process
    for node in process.nodes.values():
        if node.kind in STEPS:
            yield ProcedureStep(
                element=node.id,
                name=node.name or node.id,
                roles=role_names(library, key, process, node),
                period=period_words(node.wq.get("due")),
                basis=node.wq.get("basis"),
                documentation=node.documentation,
            )


def role_names(library: Pinned, key: str, process: Process, node: Node) -> tuple[str, ...]:
    """Who does a step, in words; the lane's name where the role is decided by the case."""
    roles = library.role_text(key, node)
    if not roles or roles.startswith("="):
        lane = process.lanes.get(node.lane or "")
        return (lane.name,) if lane is not None and lane.name else ()
    return tuple(post_name(role) for role in roles.split())


def period_words(due: str | None) -> str | None:
    """A written period in words; None when it is counted by an expression."""
    if not due or not due[0].isdigit():
        return None
    count = due.rstrip("wd")
    return text("period.words.wd" if due.endswith("wd") else "period.words.d", count=count)


def diagram(known: Version, marks: Mapping[str, object] | None = None) -> DiagramView:
    """The diagram of a version, with marks, and the same as a list of steps."""
    definitions, key = known.definitions, known.procedure
    return DiagramView(
        procedure=key,
        name=known.name,
        svg=render(definitions, key, marks or {}, title=known.name),  # type: ignore[arg-type]
        steps=tuple(text_alternative(definitions, key, marks or {})),  # type: ignore[arg-type]
    )


def sentence(refusal: Refusal) -> str:
    """What a person reads who asks why not."""
    return text(f"refusal.{refusal.code}.detail", **refusal.facts)


def starter_name(work: Work, person: str) -> str:
    """The name of who started a case."""
    return names_of(work.connection, [person]).get(person, "")
