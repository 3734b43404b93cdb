"""Who may do a task: holders of its roles where the case is, less those whom the law bars."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

import sqlalchemy as sa

from engine.errors import Forbidden
from engine.messages import text
from engine.persistence import tables
from engine.rules.duties import barred, deputies
from engine.rules.finding import Finding
from engine.rules.sources import DESIGN_RULE
from engine.services.complaints import complained_of
from engine.services.kernel import Work
from engine.services.regions import chain, holders, names_of, relatives_in
from engine.services.views import Actor

STARTER = "starter"
DONE = sa.select(
    tables.tasks.c.performer, tables.tasks.c.act, tables.tasks.c.element, tables.tasks.c.name
).where(tables.tasks.c.case_id == sa.bindparam("case"), tables.tasks.c.performer.is_not(None))


@dataclass(frozen=True, slots=True)
class Call:
    """Whom a task calls: holders of `roles`, or one `assignee`; `substitutes` in order if nobody is left."""

    act: str | None
    roles: tuple[str, ...]
    assignee: str | None = None
    substitutes: tuple[str, ...] = ()
    distinct_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Circle:
    """Who may do a task today, with the roles that let them, and whom a rule keeps out all the same."""

    may: Mapping[str, tuple[str, ...]]
    out: Mapping[str, Finding]
    roles: tuple[str, ...]


class Authority:
    """Rights in one case inside one transaction."""

    def __init__(
        self,
        work: Work,
        case_id: str,
        village: str,
        parties: Collection[str],
        starter: tuple[str, str | None],
    ):
        self.work = work
        self.case_id = case_id
        self.village = village
        self.parties = frozenset(parties)
        self.starter = starter
        """The person who started the case, and the act that starting it was."""
        self._circles: dict[Call, Circle] = {}
        self._held: dict[tuple[str, ...], dict[str, set[str]]] = {}
        self._relatives: dict[frozenset[str], dict[str, set[str]]] = {}

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """The case's village, town and district."""
        return chain(self.work.connection, self.village)

    @cached_property
    def _done(self) -> list[sa.Row[tuple[object, ...]]]:
        return self.work.all(DONE, case=self.case_id)

    @cached_property
    def _complained_of(self) -> frozenset[str]:
        return complained_of(self.work, self.case_id, self.village)

    def forget(self) -> None:
        """The case has moved: read anew who did what, and whom objections complain of."""
        self.__dict__.pop("_done", None)
        self.__dict__.pop("_complained_of", None)
        self._circles.clear()

    def performed(self) -> dict[str, set[str]]:
        """Act -> all who performed it in this case, of every round."""
        found: dict[str, set[str]] = defaultdict(set)
        person, act = self.starter
        if act is not None:
            found[act].add(person)
        for row in self._done:
            if row.act is not None:
                found[row.act].add(row.performer)
        return found

    def circle(self, call: Call) -> Circle:
        """Who may do what a task calls for; asked again and again in one step, worked out once."""
        if call not in self._circles:
            self._circles[call] = self._work_out(call)
        return self._circles[call]

    def _work_out(self, call: Call) -> Circle:
        asked = {call.assignee: set[str]()} if call.assignee is not None else self._holders(call.roles)
        found = self._judge(call, asked, call.roles)
        for role in call.substitutes or deputies(call.act, call.roles):
            if found.may:
                break
            more = self._judge(call, self._holders((role,)), (*found.roles, role))
            found = Circle(more.may, {**found.out, **more.out}, more.roles)
        return found

    def _holders(self, roles: tuple[str, ...]) -> dict[str, set[str]]:
        if roles not in self._held:
            self._held[roles] = holders(self.work.connection, roles, self.regions, self.work.today)
        return self._held[roles]

    def _relatives_of(self, persons: frozenset[str]) -> dict[str, set[str]]:
        if persons not in self._relatives:
            self._relatives[persons] = relatives_in(self.work.connection, persons)
        return self._relatives[persons]

    def _judge(self, call: Call, persons: Mapping[str, set[str]], roles: tuple[str, ...]) -> Circle:
        relatives = self._relatives_of(frozenset(persons))
        performed = self.performed()
        may: dict[str, tuple[str, ...]] = {}
        out: dict[str, Finding] = {}
        for person, posts in persons.items():
            finding = self._bars(call, person, posts, relatives, performed)
            if finding is None:
                may[person] = tuple(role for role in roles if role in posts) or tuple(sorted(posts))
            else:
                out[person] = finding
        return Circle(may, out, roles)

    def _bars(
        self,
        call: Call,
        person: str,
        posts: set[str],
        relatives: Mapping[str, set[str]],
        performed: Mapping[str, set[str]],
    ) -> Finding | None:
        finding = None
        if call.act is not None:
            against = self._complained_of if call.act == "objection-reply" else frozenset[str]()
            finding = barred(
                call.act, person, performed, self.parties, relatives, posts=posts, complained_of=against
            )
        return finding or self._distinct(call, person)

    def _distinct(self, call: Call, person: str) -> Finding | None:
        for row in self._done:
            if row.performer == person and row.element in call.distinct_from:
                act = text(f"act.{call.act}") if call.act else ""
                return Finding(
                    "separation_of_duties", DESIGN_RULE.label(), {"act_name": act, "other_name": row.name}
                )
        return None

    def refuse(self, actor: Actor, call: Call, *, claimed_by: str | None) -> Forbidden | None:
        """Why this person may not do the task; None when nothing stands against it."""
        circle = self.circle(call)
        if actor.person in circle.out:
            finding = circle.out[actor.person]
            return Forbidden(finding.code, source=finding.source, **finding.facts)
        if actor.person not in circle.may:
            return self._not_theirs(actor, circle)
        if claimed_by is not None and claimed_by != actor.person:
            name = names_of(self.work.connection, [claimed_by]).get(claimed_by, "")
            return Forbidden("claimed_by_another", who=name)
        return None

    def _not_theirs(self, actor: Actor, circle: Circle) -> Forbidden:
        held = tables.post_holdings
        ended = self.work.one(
            sa.select(held.c.post, held.c.to_on).where(
                held.c.person == actor.person,
                held.c.region.in_(self.regions),
                held.c.post.in_(circle.roles),
                held.c.to_on < self.work.today,
            )
        )
        if ended is not None:
            return Forbidden("post_ended", post=ended.post, to_on=ended.to_on)
        names = names_of(self.work.connection, list(circle.may))
        return Forbidden("not_your_task", who=text("list.separator").join(names.values()))
