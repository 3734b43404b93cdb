"""Replays golden paths (`processes/*/cases.toml`) through the services on a fake clock."""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from engine.clock import SHANGHAI
from engine.errors import Forbidden, Refusal
from engine.persistence import tables
from engine.services.actors import actor_of
from engine.services.regions import chain
from engine.services.views import Actor, CaseView, TaskView
from engine.wiring import Services

ROOT = Path(__file__).parents[2] / "processes"
PDF = (
    b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
    b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\nxref\n0 4\n"
    b"0000000000 65535 f \n0000000009 00000 n \n0000000058 00000 n \n0000000115 00000 n \n"
    b"trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n186\n%%EOF\n"
)
RELATIVE = re.compile(r"@(?:([+-]?)(?:P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?|(\d+)wd))?")


class MismatchError(AssertionError):
    """A golden path that went otherwise than written."""


def golden_paths() -> Iterator[tuple[str, dict[str, Any]]]:
    """All paths with the key of their procedure."""
    for path in sorted(ROOT.glob("*/cases.toml")):
        for case in tomllib.loads(path.read_text("utf-8"))["case"]:
            yield path.parent.name, case


@dataclass
class Replay:
    """Plays paths one after another on one district."""

    services: Services
    keys: Iterator[int] = field(default_factory=itertools.count)

    def key(self) -> str:
        return f"golden-{next(self.keys)}"

    def actor(self, person: str) -> Actor:
        """The person as of now, with the posts of today."""
        account = tables.accounts

        def do(work: Any) -> Actor:
            user = work.one(sa.select(account.c.user).where(account.c.person == person))
            return actor_of(work, user[0] if user else person, person)

        return self.services.kernel.read(do)

    def holders(self, post: str | None, village: str) -> list[Actor]:
        """Holders of a post: in the village first, then in its town and district."""
        held, region = tables.post_holdings, tables.regions

        def do(work: Any) -> list[str]:
            today = work.today
            rows = work.all(
                sa.select(held.c.person, region.c.kind, held.c.region, held.c.from_on, held.c.to_on)
                .join(region, region.c.id == held.c.region)
                .where(sa.true() if post is None else held.c.post == post)
                .where(held.c.region.in_(chain(work.connection, village)))
                .order_by(held.c.person)
            )
            found = [r for r in rows if r.from_on <= today and (r.to_on is None or r.to_on >= today)]
            own = [r.person for r in found if r.region == village]
            return list(dict.fromkeys(own + [r.person for r in found if r.kind != "village"]))

        people = self.services.kernel.read(do)
        if not people:
            raise MismatchError(f"nobody holds {post} in {village}")
        return [self.actor(person) for person in people]

    def advance(self, written: str) -> None:
        assert self.services.test_clock is not None
        self.services.test_clock.advance(written)

    def plain(self, value: Any, actor: Actor, village: str) -> Any:
        """Dates counted from the present, files uploaded."""
        if isinstance(value, dict):
            return {k: self.plain(v, actor, village) for k, v in value.items()}
        if isinstance(value, list):
            out: list[Any] = []
            for item in value:
                got = self.plain(item, actor, village)
                out += got if isinstance(item, str) and item.startswith("file:") else [got]
            return out
        if isinstance(value, str) and value.startswith("file:"):
            sent = self.services.attachments.add(
                actor, key=self.key(), village=village, name=value[5:], content=PDF
            )
            return [sent.id]
        if isinstance(value, str) and value.startswith("@") and RELATIVE.fullmatch(value):
            return relative(value, self.services.now())
        return value.isoformat() if hasattr(value, "isoformat") else value

    def play(self, procedure: str, case: dict[str, Any]) -> CaseView:
        village = case.get("village", "dongshan")
        view = self.start(procedure, case, village)
        for index, step in enumerate(case.get("step", []), 1):
            try:
                self.step(view.id, step, village)
            except MismatchError as error:
                raise MismatchError(f"step {index} ({step.get('task')}): {error}") from None
        return self.judge(view.id, case)

    def start(self, procedure: str, case: dict[str, Any], village: str) -> CaseView:
        last: Refusal | None = None
        for actor in self.holders(case.get("as"), village):
            try:
                return self.services.cases.start(
                    actor,
                    key=self.key(),
                    procedure=procedure,
                    village=village,
                    title=case["name"],
                    answers=self.plain(case.get("start", {}), actor, village),
                )
            except Refusal as refusal:
                last = refusal
                if not isinstance(refusal, Forbidden):
                    break
        raise MismatchError(f"start refused: {told(last)}")

    def step(self, case_id: str, step: dict[str, Any], village: str) -> None:
        if "at" in step:
            self.advance(step["at"])
        before = self.fingerprint(case_id)
        try:
            self.act(case_id, step, village)
        except Refusal as refusal:
            if step.get("refused") != refusal.code:
                raise MismatchError(told(refusal)) from refusal
            if self.fingerprint(case_id) != before:
                raise MismatchError("refused, but the case changed") from refusal
            return
        if "refused" in step:
            raise MismatchError(f"must be refused as {step['refused']}, was accepted")

    def fingerprint(self, case_id: str) -> tuple[Any, ...]:
        def do(work: Any) -> tuple[Any, ...]:
            row = work.one(sa.select(tables.cases).where(tables.cases.c.id == case_id))
            return (row.revision, row.status, row.trail_seq, row.trail_hash)

        return self.services.kernel.read(do)

    def act(self, case_id: str, step: dict[str, Any], village: str) -> None:
        actors = self.holders(step.get("as"), village)
        match step.get("do", "complete"):
            case "object":
                self.object(case_id, actors, step)
            case "cancel":
                self.services.cases.cancel(
                    actors[0],
                    key=self.key(),
                    case_id=case_id,
                    revision=self.services.cases.show(actors[0], case_id).revision,
                    reason=step["reason"],
                )
            case "return":
                actor, shown = self.task(case_id, step["task"], actors)
                self.services.tasks.give_back(
                    actor,
                    key=self.key(),
                    task_id=shown.id,
                    revision=shown.revision,
                    to=step.get("to"),
                    reason=step["reason"],
                    mode=step["mode"],
                )
            case _:
                actor, shown = self.task(case_id, step["task"], actors)
                self.services.tasks.complete(
                    actor,
                    key=self.key(),
                    task_id=shown.id,
                    revision=shown.revision,
                    answers=self.plain(step.get("answers", {}), actor, village),
                )

    def object(self, case_id: str, actors: list[Actor], step: dict[str, Any]) -> None:
        notices = [n for n in self.services.notices.board(limit=200).items if n.case == case_id]
        if not notices:
            raise MismatchError("no notice of this case")
        last = max(notice.ends for notice in notices)
        notice, *others = [notice for notice in notices if notice.ends == last]
        if others:
            raise MismatchError(
                f"{len(others) + 1} notices of this case end together; a client can't tell which is meant"
            )
        self.services.notices.object(actors[0], key=self.key(), notice_id=notice.id, text=step["text"])

    def task(self, case_id: str, element: str, actors: list[Actor]) -> tuple[Actor, TaskView]:
        view = self.services.cases.show(actors[0], case_id)
        tasks = [task for task in view.open_tasks if task.element == element]
        if not tasks:
            raise MismatchError(
                f"not open; open: {opened(view)}, active {view.active}, status {view.status}, end {view.end}"
            )
        seen: list[tuple[Actor, TaskView]] = []
        for task, actor in itertools.product(tasks, actors):
            shown = self.services.tasks.show(actor, task.id)
            if shown.may_complete:
                return actor, shown
            seen.append((actor, shown))
        return seen[0]

    def judge(self, case_id: str, case: dict[str, Any]) -> CaseView:
        def do(work: Any) -> str:
            return work.one(sa.select(tables.cases.c.starter).where(tables.cases.c.id == case_id))[0]

        view = self.services.cases.show(self.actor(self.services.kernel.read(do)), case_id)
        for member, expected in case.get("expect", {}).items():
            if getattr(view, member) != expected:
                raise MismatchError(
                    f"{member} is {getattr(view, member)}, expected {expected}; open: {opened(view)}"
                )
        return view


def told(refusal: Refusal | None) -> str:
    """A refusal with its facts and field errors, for whoever mends a path."""
    errors = getattr(refusal, "errors", ())
    return f"{type(refusal).__name__} {refusal} {[(e.field, e.code, e.facts) for e in errors]}"


def opened(view: CaseView) -> list[str]:
    """Elements of the open tasks."""
    return [task.element for task in view.open_tasks]


def relative(value: str, now: datetime) -> str:
    """`@-P1D`, `@+5wd`, `@`: a date; `@+PT2H`: a moment. Working days are Monday to Friday here."""
    found = RELATIVE.fullmatch(value)
    assert found is not None
    sign, weeks, days, hours, minutes, working = found.groups()
    local, direction = now.astimezone(SHANGHAI), -1 if sign == "-" else 1
    if working:
        day = local.date()
        for _ in range(int(working)):
            day += timedelta(days=direction)
            while day.weekday() > 4:
                day += timedelta(days=direction)
        return day.isoformat()
    local += direction * timedelta(
        weeks=int(weeks or 0), days=int(days or 0), hours=int(hours or 0), minutes=int(minutes or 0)
    )
    return local.strftime("%Y-%m-%dT%H:%M+08:00") if hours or minutes else local.date().isoformat()
